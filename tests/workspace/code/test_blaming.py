"""Blame and history of a commit that nobody indexed, whatever stands at the path."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.workspace.code.blaming import read_blame, read_history
from repochat.workspace.code.limits import CodeLimits
from tests.git.repositories import make_repository
from tests.workspace.code.places import build_place

LINES = b"one\ntwo\nthree\n"


async def test_an_empty_file_has_no_lines_and_that_is_no_error(tmp_path: Path) -> None:
    at = build_place(make_repository(tmp_path / "r.git", {"empty": b""}, is_bare=True))
    shown = await read_blame(at, "empty", start=1, end=None)
    assert (shown.start, shown.end, shown.ranges, shown.is_cut) == (1, 0, (), False)
    with pytest.raises(InvalidError):
        await read_blame(at, "empty", start=2, end=None)


async def test_lines_beyond_the_bound_are_said_to_be_left_out(tmp_path: Path) -> None:
    at = build_place(make_repository(tmp_path / "r.git", {"a": LINES}, is_bare=True))
    for lines_max, end, is_cut in ((2, 2, True), (4, 3, False)):
        shown = await read_blame(at, "a", start=1, end=None, limits=CodeLimits(blame_lines_max=lines_max))
        assert (shown.end, shown.is_cut) == (end, is_cut), lines_max


async def test_a_folder_and_what_is_not_there_have_no_history(tmp_path: Path) -> None:
    """Git itself follows the one as its first file, and finds nothing wrong with the other."""
    at = build_place(make_repository(tmp_path / "r.git", {"folder/a": LINES, "b": LINES}, is_bare=True))
    for start in (None, 1):
        with pytest.raises(InvalidError, match="is a folder"):
            await read_history(at, "folder", start=start, count=9)
        for path in ("nowhere", "B", "*", "folder/"):
            with pytest.raises((NotFoundError, InvalidError)):
                await read_history(at, path, start=start, count=9)


async def test_a_path_that_is_no_utf8_is_asked_for_as_it_is_shown(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {b"caf\xe9.py": LINES, b"\\xe9": b"plain\n"}, is_bare=True)
    at = build_place(repository)
    (found,) = (await read_blame(at, "caf\\xe9.py", start=1, end=None)).ranges
    (commit,) = (await read_history(at, "caf\\xe9.py", count=9)).commits
    assert (found.path, found.end, commit.path, commit.added) == ("caf\\xe9.py", 3, "caf\\xe9.py", 3)
    assert (await read_blame(at, "\\xe9", start=1, end=None)).end == 1


async def test_submodules_and_binary_files_are_followed_and_only_text_is_counted(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"sub": ("160000", b"1" * 40), "bin": b"\0"}, is_bare=True)
    repository.commit({"sub": ("160000", b"2" * 40), "bin": b"\0\1"}, message="Move on")
    at = build_place(repository)
    for path, counts in (("sub", [1, 1]), ("bin", [None, None])):
        assert [commit.added for commit in (await read_history(at, path, count=9)).commits] == counts, path
    with pytest.raises(NotFoundError):
        await read_blame(at, "sub", start=1, end=None)


async def test_history_is_read_page_by_page_down_to_its_bound(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"0\n"}, is_bare=True)
    for number in range(1, 5):
        repository.commit({"a": b"%d\n" % number}, message=f"Change {number}")
    at, limits = build_place(repository), CodeLimits(history_depth_max=4)
    first = await read_history(at, "a", count=3, limits=limits)
    assert ([commit.subject for commit in first.commits][-1], first.next_after, first.is_cut) == (
        "Change 2",
        "3",
        False,
    )
    rest = await read_history(at, "a", count=3, after=first.next_after or "", limits=limits)
    assert ([commit.subject for commit in rest.commits], rest.next_after, rest.is_cut) == (["Change 1"], None, True)
    for after in ("4", "-1", "x"):
        with pytest.raises(InvalidError):
            await read_history(at, "a", count=3, after=after, limits=limits)
