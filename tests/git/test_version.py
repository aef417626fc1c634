"""Which git is good enough."""

from pathlib import Path

import pytest

from repochat.core.errors import UnavailableError
from repochat.git import check_git
from repochat.git.version import parse_git_version


def test_the_git_of_this_machine_is_good_enough() -> None:
    assert check_git().count(".") == 2


@pytest.mark.parametrize(
    ("output", "parts"),
    [
        (b"git version 2.39.5\n", (2, 39, 5)),
        (b"git version 2.50.1 (Apple Git-155)\n", (2, 50, 1)),
        (b"git version 2.45.2.windows.1\n", (2, 45, 2)),
        (b"git version 3.0\n", (3, 0, 0)),
        (b"hub version 1\n", (0, 0, 0)),
    ],
)
def test_versions_are_understood(output: bytes, parts: tuple[int, int, int]) -> None:
    assert parse_git_version(output) == parts


def test_an_old_git_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "git"
    old.write_text("#!/bin/sh\necho git version 2.34.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(UnavailableError, match=r"2\.34\.1 is too old"):
        check_git()
