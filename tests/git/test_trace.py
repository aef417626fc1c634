"""Commits behind a file and behind its lines, through renames."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import GitLimits, follow_path, trace_lines, trace_path

from .odd import ODD_PATHS
from .repositories import Repository, make_repository

_LINES = b"".join(b"line %d\n" % number for number in range(1, 21))
_NEW = "ünï new\nname.py"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A file that is changed, renamed with a change, and changed again beside another."""
    made = make_repository(tmp_path / "r.git", {"old name.py": _LINES, "other": b"x\n"}, is_bare=True)
    second = _LINES.replace(b"line 3\n", b"three\n")
    made.commit({"old name.py": second}, message="Change three", author="Grace <g@example.com>")
    third = second.replace(b"line 9\n", b"nine\n")
    made.commit({_NEW: third}, message="Rename", remove=["old name.py"])
    made.commit({"other": b"y\n"}, message="Elsewhere")
    made.commit({_NEW: third.replace(b"three\n", b"drei\n")}, message="Translate \x01")
    return made


def test_a_file_is_followed_to_what_it_was_called_before(repository: Repository) -> None:
    new, old = _NEW.encode(), b"old name.py"
    found = trace_path(repository.path, repository.sha(), new, 10)
    assert [(c.subject, c.path, c.old_path, c.is_first) for c in found] == [
        ("Translate \x01", new, new, False),
        ("Rename", new, old, False),
        ("Change three", old, old, False),
        ("Begin", old, old, True),
    ]
    assert found[2].author == "Grace"


def test_the_last_few_and_the_next_few(repository: Repository) -> None:
    sha, path = repository.sha(), _NEW.encode()
    assert [c.subject for c in trace_path(repository.path, sha, path, 1)] == ["Translate \x01"]
    assert [c.subject for c in trace_path(repository.path, sha, path, 2, skip=1)] == ["Rename", "Change three"]
    assert trace_path(repository.path, sha, path, 2, skip=9) == []


def test_merges_are_left_out(repository: Repository) -> None:
    side = repository.commit({"side": b""}, branch="side")
    tree = repository.sha("main^{tree}")
    merge = repository.git("commit-tree", tree, "-p", "main", "-p", side, "-m", "Merge").decode().strip()
    assert [c.subject for c in trace_path(repository.path, merge, b"other", 9)] == ["Elsewhere", "Begin"]


def test_lines_are_followed_through_renames_too(repository: Repository) -> None:
    sha, path = repository.sha(), _NEW.encode()
    three = trace_lines(repository.path, sha, path, 3, 3, 10)
    assert three.is_complete
    assert [c.subject for c in three.commits] == ["Translate \x01", "Change three", "Begin"]
    assert [c.subject for c in trace_lines(repository.path, sha, path, 9, 9, 1).commits] == ["Rename"]


def test_what_was_found_when_time_runs_out_is_given_as_such(tmp_path: Path) -> None:
    """Each commit turns all lines but the first upside down, which takes git a while to compare."""
    repository = make_repository(tmp_path / "r.git", is_bare=True)
    lines = [b"line %d\n" % number for number in range(5_000)]
    blobs = [b"blob\nmark :%d\ndata %d\n%s\n" % (mark, sum(map(len, lines)), b"".join(each))
             for mark, each in ((1, lines), (2, [lines[0], *lines[:0:-1]]))]  # fmt: skip
    commits = [
        b"commit refs/heads/main\ncommitter A <a@x> %d +0000\ndata 1\nc\nM 644 :%d f\n"
        % (1_700_000_000 + number, 1 + number % 2)
        for number in range(800)
    ]
    repository.git("fast-import", "--quiet", stdin=b"".join((*blobs, *commits)))
    short = GitLimits(trace_timeout_s=0.01)
    trace = trace_lines(repository.path, repository.sha("main"), b"f", 1, 1, 9, limits=short)
    assert not trace.is_complete
    assert trace.commits == ()


def test_lines_and_paths_that_are_not_there_are_refused(repository: Repository) -> None:
    sha = repository.sha()
    with pytest.raises(NotFoundError):
        trace_lines(repository.path, sha, b"nowhere", 1, 1, 3)
    with pytest.raises(InvalidError):
        trace_lines(repository.path, sha, b"other", 50, 60, 3)
    with pytest.raises(InvalidError):
        trace_path(repository.path, sha, b"", 3)
    for path in (b"*", b":(top)other", b"--all"):
        assert trace_path(repository.path, sha, path, 3) == []


def test_pages_of_a_file_count_its_lines_through_renames_and_merges(repository: Repository) -> None:
    """Each page goes on where the one before ended, and none holds the merge."""
    path = _NEW.encode()
    side = repository.commit({"side": b""}, branch="side")
    tree = repository.sha("main^{tree}")
    merge = repository.git("commit-tree", tree, "-p", "main", "-p", side, "-m", "Merge").decode().strip()
    pages = [follow_path(repository.path, merge, path, 2, skip=skip).commits for skip in (0, 2, 4)]
    assert [[(c.subject, c.path, c.added, c.removed) for c in page] for page in pages] == [
        [("Translate \x01", path, 1, 1), ("Rename", path, 1, 1)],
        [("Change three", b"old name.py", 1, 1), ("Begin", b"old name.py", 20, 0)],
        [],
    ]


def test_pages_of_lines_count_what_changed_within_them(repository: Repository) -> None:
    pages = [trace_lines(repository.path, repository.sha(), _NEW.encode(), 2, 4, 2, skip=skip) for skip in (0, 2)]
    assert [[(c.subject, c.added, c.removed, c.is_first) for c in page.commits] for page in pages] == [
        [("Translate \x01", 1, 1, False), ("Change three", 1, 1, False)],
        [("Begin", 3, 0, True)],
    ]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_any_path_that_git_can_store_is_followed_as_it_is(tmp_path: Path, path: bytes) -> None:
    made = make_repository(tmp_path / "r.git", {b"plain": _LINES, b"other": b"x\n"}, is_bare=True)
    made.commit({path: _LINES.replace(b"line 2\n", b"two\n")}, remove=["plain"], message="Rename")
    made.commit({path: _LINES}, message="Undo")
    wanted = [("Undo", path, path, 1, 1), ("Rename", path, b"plain", 1, 1), ("Begin", b"plain", b"plain", 20, 0)]
    found = follow_path(made.path, made.sha(), path, 9).commits
    assert [(c.subject, c.path, c.old_path, c.added, c.removed) for c in found] == wanted
    lines = trace_lines(made.path, made.sha(), path, 1, 20, 9).commits
    assert [(c.subject, c.path, c.old_path, c.added, c.removed) for c in lines] == wanted


def test_a_binary_file_has_no_lines_to_count(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "r.git", {"a": b"\0\1"}, is_bare=True)
    (only,) = follow_path(made.path, made.sha(), b"a", 9).commits
    assert (only.added, only.removed, only.is_first) == (None, None, True)
