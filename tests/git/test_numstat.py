"""The log with its line counts, oldest first: renames, odd paths, bounds, and a mirror that lacks a blob."""

from pathlib import Path

import pytest

from repochat.git import MissingObjectError, read_line_history

from .repositories import Repository, make_repository

_TEXT = b"".join(b"line %d\n" % number for number in range(20))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A file that grows, moves and changes, beside an odd and a binary one."""
    made = make_repository(tmp_path / "r.git", {"a.py": _TEXT, "b.txt": b"x\n"}, is_bare=True)
    made.commit({"a.py": _TEXT + b"more\n"}, message="Grow a\n\nFixes #12\nand says more")
    made.commit({"c/d.py": _TEXT + b"more\nand more\n"}, message="Move a", remove=["a.py"])
    made.commit({b"t\tb\n.py": b"1\n", b"p.png": b"\x00\x01"}, message="Odd")
    return made


def test_commits_come_oldest_first_with_lines_and_renames(repository: Repository) -> None:
    history = read_line_history(repository.path, repository.sha())
    assert [commit.subject for commit in history.commits] == ["Begin", "Grow a", "Move a", "Odd"]
    assert history.commits[1].body.startswith("Fixes #12")
    files = [{(f.old_path, f.path): (f.added, f.removed) for f in commit.files} for commit in history.commits]
    assert files[0] == {(b"a.py", b"a.py"): (20, 0), (b"b.txt", b"b.txt"): (1, 0)}
    assert files[2] == {(b"a.py", b"c/d.py"): (1, 0)}
    assert files[3] == {(b"t\tb\n.py", b"t\tb\n.py"): (1, 0), (b"p.png", b"p.png"): (None, None)}
    assert history.has_lines
    assert not history.is_cut


def test_only_files_with_the_suffixes_and_commits_since_one_are_read(repository: Repository) -> None:
    history = read_line_history(repository.path, repository.sha(), repository.sha("main~2"), suffixes=("py",))
    assert [[f.path for f in commit.files] for commit in history.commits] == [[b"c/d.py"], [b"t\tb\n.py"]]


def test_the_newest_commits_are_kept_and_the_cut_is_told(repository: Repository) -> None:
    history = read_line_history(repository.path, repository.sha(), commits_max=2)
    assert [commit.subject for commit in history.commits] == ["Move a", "Odd"]
    assert history.is_cut


def test_a_mirror_that_lacks_a_blob_loses_counts_but_no_commit(repository: Repository) -> None:
    oid = repository.sha("main~3:a.py")
    loose = repository.path / "objects" / oid[:2] / oid[2:]
    if not loose.exists():
        packs = list((repository.path / "objects" / "pack").glob("*.pack"))
        for pack in packs:
            moved = pack.rename(repository.path / pack.name)
            pack.with_suffix(".idx").unlink()
            repository.git("unpack-objects", "-q", stdin=moved.read_bytes())
    loose.unlink()
    history = read_line_history(repository.path, repository.sha())
    assert [commit.subject for commit in history.commits] == ["Begin", "Grow a", "Move a", "Odd"]
    assert not history.has_lines
    assert {(f.path, f.added) for f in history.commits[1].files} == {(b"a.py", None)}


def test_an_unknown_commit_is_an_error(repository: Repository) -> None:
    with pytest.raises(MissingObjectError):
        read_line_history(repository.path, "1" * 40)
