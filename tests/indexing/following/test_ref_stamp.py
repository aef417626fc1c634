"""A local repository's refs move, in each of the ways that git has for it, and nothing else does."""

import shutil
from pathlib import Path

import pytest

from repochat.indexing.following.ref_stamp import RefStamp, find_git_dirs, read_stamp
from tests.git.repositories import Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "source", {"a.py": b"A = 1\n"})


def look(source: Path, before: RefStamp | None = None) -> RefStamp:
    return read_stamp(*find_git_dirs(str(source)), before)


def check_moves(source: Path, before: RefStamp) -> RefStamp:
    """The refs have moved since `before`, and stand still now."""
    after = look(source, before)
    assert after is not before
    assert look(source, after) is after
    return after


def test_it_moves_with_commits_branches_tags_and_head_whether_refs_are_packed_or_not(repository: Repository) -> None:
    stamp = look(repository.path)
    assert look(repository.path, stamp) is stamp
    repository.commit({"a.py": b"A = 2\n"})
    stamp = check_moves(repository.path, stamp)
    repository.commit({"a.py": b"A = 3\n"}, branch="deep/er/work")
    stamp = check_moves(repository.path, stamp)
    repository.commit({"a.py": b"A = 4\n"}, branch="deep/er/work")
    stamp = check_moves(repository.path, stamp)
    repository.git("tag", "v1")
    stamp = check_moves(repository.path, stamp)
    repository.git("pack-refs", "--all")
    stamp = check_moves(repository.path, stamp)
    repository.git("update-ref", "-d", "refs/tags/v1")
    stamp = check_moves(repository.path, stamp)
    repository.git("symbolic-ref", "HEAD", "refs/heads/deep/er/work")
    check_moves(repository.path, stamp)


def test_files_of_the_work_tree_move_nothing(repository: Repository) -> None:
    stamp = look(repository.path)
    (repository.path / "new.py").write_bytes(b"NEW = 1\n")
    repository.git("hash-object", "-w", "--stdin", stdin=b"an object")
    assert look(repository.path, stamp) is stamp


def test_a_worktree_moves_with_its_own_head_and_the_shared_refs(repository: Repository, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    repository.git("worktree", "add", "-b", "work", str(tree))
    named = repository.path / ".git" / "worktrees" / "tree" if (repository.path / ".git").exists() else None
    sources = [tree, *([named] if named else [])]
    for number, source in enumerate(sources):
        stamp = look(source)
        repository.commit({"a.py": b"A = %d\n" % (10 + number)}, branch="work")
        stamp = check_moves(source, stamp)
        repository.git("-C", str(tree), "checkout", "-q", "--detach")
        check_moves(source, stamp)
        repository.git("-C", str(tree), "checkout", "-q", "work", "--")


def test_a_folder_that_is_gone_is_a_move_and_no_error(repository: Repository) -> None:
    stamp = look(repository.path)
    shutil.rmtree(repository.path)
    assert read_stamp(repository.path / ".git", repository.path / ".git", stamp) is not stamp
