"""Paths between git, which keeps bytes, and people, who read text: what is no UTF-8 is written with its codes."""

import re
from pathlib import Path

from repochat.core.errors import NotFoundError
from repochat.git import list_folder

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
    folder = coded.rpartition(b"/")[0]
    try:
        known = {entry.path for entry in list_folder(mirror, sha, folder).entries}
    except NotFoundError:
        return plain
    return coded if coded in known else plain
