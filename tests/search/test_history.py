"""The commits of a revision, out of those of another and of what came since."""

from pathlib import Path

import pytest

from repochat.git import HistoryCommit
from repochat.search.history import (
    CommitIndex,
    HeldCommits,
    advance_commit_index,
    build_commit_index,
    read_commit_index,
)
from tests.git.repositories import Repository, make_repository

MANY = 100


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "source", {"a.py": b"A = 1\n"})
    for number in range(4):
        repository.commit({"a.py": b"A = %d\n" % number}, message=f"Set the number {number}")
    return repository


def read(
    repository: Repository, rev: str = "HEAD", known: CommitIndex | None = None, *, of: str = "HEAD"
) -> CommitIndex:
    held = HeldCommits(sha=repository.sha(of), index=known) if known else None
    return read_commit_index(repository.path / ".git", repository.sha(rev), held, commits_max=MANY)


def make_commit(number: int, *, at: int | None = None) -> HistoryCommit:
    moment = number if at is None else at
    return HistoryCommit(sha=f"{number:040x}", committed_at=moment, author="Ada", subject=f"Change {number}", paths=())


def test_commits_that_came_are_added_to_those_that_are_known(repository: Repository) -> None:
    """The same as the whole log; what is known is not read again."""
    known = read(repository, "HEAD~2")
    advanced = read(repository, "HEAD", known, of="HEAD~2")
    assert advanced == read(repository)
    assert advanced.commits[2] is known.commits[0]


def test_a_branch_that_was_merged_takes_its_place_in_time(repository: Repository) -> None:
    known = read(repository)
    repository.git("branch", "side", "HEAD~3")
    repository.commit({"b.py": b"B = 1\n"}, branch="side", message="Begin beside", at=known.commits[1].committed_at + 1)
    repository.git("checkout", "-q", "-f", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    advanced = read(repository, "HEAD", known, of="HEAD^1")
    assert advanced == read(repository)


def test_a_past_that_was_rewritten_is_read_anew(repository: Repository) -> None:
    known = read(repository)
    old = repository.sha()
    repository.git("update-ref", "refs/heads/main", repository.sha("HEAD~2"))
    repository.commit({"a.py": b"A = 9\n"}, message="Set another number")
    assert read(repository, "HEAD", known, of=old) == read(repository)


def test_the_oldest_commits_are_left_out_beyond_the_bound() -> None:
    known = build_commit_index([make_commit(number) for number in (3, 2, 1)])
    advanced = advance_commit_index(known, [make_commit(5), make_commit(4)], sha=make_commit(5).sha, commits_max=4)
    assert advanced == build_commit_index(tuple(make_commit(number) for number in (5, 4, 3, 2)))


def test_time_counts_back_from_the_head_though_its_clock_was_slow() -> None:
    known = build_commit_index([make_commit(2)])
    late = make_commit(9, at=1)
    assert advance_commit_index(known, [late], sha=late.sha, commits_max=4).now_s == 1
