"""Who wrote which lines, through renames and merges, compared with what was committed."""

import os
from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import GitLimits, blame_lines, blame_ranges

from .odd import ODD_PATHS
from .repositories import Repository, make_repository

LINES = [b"line %d\n" % number for number in range(1, 21)]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Lines 3 and 4 are changed, then the file is renamed, then line 20 is changed on a branch that is merged."""
    made = make_repository(tmp_path / "r.git", {"old.py": b"".join(LINES)}, is_bare=True)
    changed = [*LINES[:2], b"three\n", b"four\n", *LINES[4:]]
    made.commit({"old.py": b"".join(changed)}, message="Change", author="Gr\u00e4ce <g@example.com>")
    made.commit({"new.py": b"".join(changed)}, remove=["old.py"], message="Rename")
    made.git("branch", "side", "main")
    made.commit({"new.py": b"".join([*changed[:-1], b"twenty\n"])}, branch="side", message="Side")
    made.commit({"other": b"x\n"}, message="Beside")
    tree = made.git("merge-tree", "--write-tree", "main", "side").decode().strip()
    merge = made.git("commit-tree", tree, "-p", "main", "-p", "side", "-m", "Merge").decode().strip()
    made.git("update-ref", "refs/heads/main", merge)
    return made


def test_neighbouring_lines_of_one_commit_are_one_range(repository: Repository) -> None:
    found = blame_ranges(repository.path, repository.sha(), b"new.py", 1, 99)
    assert found.is_complete
    assert [(each.start_line, each.end_line, each.subject, each.path) for each in found.ranges] == [
        (1, 2, "Begin", b"old.py"),
        (3, 4, "Change", b"old.py"),
        (5, 19, "Begin", b"old.py"),
        (20, 20, "Side", b"new.py"),
    ]
    assert [each.author for each in found.ranges] == ["Ada Lovelace", "Gr\u00e4ce", "Ada Lovelace", "Ada Lovelace"]
    assert found.ranges[1].sha == repository.sha("main~3")


def test_ranges_and_lines_tell_the_same(repository: Repository) -> None:
    lines = blame_lines(repository.path, repository.sha(), b"new.py", 2, 4)
    (first, second) = blame_ranges(repository.path, repository.sha(), b"new.py", 2, 4).ranges
    assert [(line.line, line.sha) for line in lines] == [(2, first.sha), (3, second.sha), (4, second.sha)]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_any_path_that_git_can_store_is_told_as_it_is(tmp_path: Path, path: bytes) -> None:
    made = make_repository(tmp_path / "r.git", {path: b"one\n", b"other": b"x\n"}, is_bare=True)
    (found,) = blame_ranges(made.path, made.sha(), path, 1, 1).ranges
    assert (found.start_line, found.end_line, found.path) == (1, 1, path)


def test_more_lines_than_the_bound_are_left_out(repository: Repository) -> None:
    found = blame_ranges(repository.path, repository.sha(), b"new.py", 2, 99, limits=GitLimits(blame_lines_max=3))
    assert [(each.start_line, each.end_line) for each in found.ranges] == [(2, 2), (3, 4)]


def test_time_that_runs_out_is_told_and_no_error(repository: Repository) -> None:
    limits = GitLimits(blame_timeout_s=0.0001)
    stuck = repository.path / "names"
    os.mkfifo(stuck)  # git waits for the names of authors
    repository.git("config", "mailmap.file", str(stuck))
    found = blame_ranges(repository.path, repository.sha(), b"new.py", 1, 20, limits=limits)
    assert (found.ranges, found.is_complete) == ((), False)


def test_files_and_lines_that_are_not_there_are_refused(repository: Repository) -> None:
    repository.commit({"folder/x": b"x\n", "sub": ("160000", b"1" * 40)}, message="More")
    for path in (b"nowhere", b"old.py", b"folder", b"sub", b"*.py"):
        with pytest.raises(NotFoundError):
            blame_ranges(repository.path, repository.sha(), path, 1, 1)
    with pytest.raises(InvalidError):
        blame_ranges(repository.path, repository.sha(), b"new.py", 21, 30)
