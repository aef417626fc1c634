"""Commits behind a file and behind its lines, through renames."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import GitLimits, trace_lines, trace_path

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
