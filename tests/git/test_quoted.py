"""Paths as git quotes them, compared with git's own quoting."""

from pathlib import Path

import pytest

from repochat.git.quoted import unquote_path

from .odd import ODD_PATHS
from .repositories import make_repository


@pytest.mark.parametrize("quotes_all", ["true", "false"])
def test_what_git_quotes_is_read_back(tmp_path: Path, quotes_all: str) -> None:
    paths = [*ODD_PATHS, bytes(range(1, 32)) + b"\x7f.py", "\u00fc \u65e5\u672c".encode()]
    made = make_repository(tmp_path / "r.git", dict.fromkeys(paths, b""), is_bare=True)
    listed = made.git("-c", f"core.quotePath={quotes_all}", "ls-tree", "--name-only", "main").splitlines()
    assert sorted(map(unquote_path, listed)) == sorted(paths)
    assert any(line.startswith(b'"') for line in listed)


@pytest.mark.parametrize("text", [b"", b'"', b"plain", b'"half', b'half"', b"back\\slash"])
def test_what_is_not_quoted_stays(text: bytes) -> None:
    assert unquote_path(text) == text
