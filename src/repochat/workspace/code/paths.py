"""Paths between git, which keeps bytes, and people, who read text: what is no UTF-8 is written with its codes."""

import re
from pathlib import Path

from repochat.core.errors import InvalidError
from repochat.git import find_entry

_CODES = re.compile(rb"\\x([89a-f][0-9a-f])")


def show_path(path: bytes) -> str:
    """As the catalog writes it."""
    return path.decode("utf-8", "backslashreplace")


def find_path(mirror: Path, sha: str, text: str) -> bytes:
    """The path that `show_path` wrote as `text`; only one that holds codes is looked up in git."""
    plain = text.encode("utf-8", "surrogateescape")
    coded = _CODES.sub(lambda code: bytes.fromhex(code[1].decode()), plain)
    if coded == plain:
        return plain
    try:
        return plain if find_entry(mirror, sha, coded) is None else coded
    except InvalidError:
        return plain
