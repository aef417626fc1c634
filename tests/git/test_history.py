"""The log in one pass, activity of paths, and who wrote which line."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.git import (
    GitLimits,
    MissingObjectError,
    aggregate_activity,
    blame_lines,
    log_path,
    read_history,
)

from .repositories import FIRST_COMMIT_AT, Repository, make_repository

_DAY_S = 86_400


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Three commits, one of them with awkward paths and words."""
    made = make_repository(tmp_path / "r.git", {"a": b"1\n2\n3\n", "b": b"x\n"}, is_bare=True)
    made.commit(
        {b"new\nline": b"", b"M": b"", b"a" * 40: b"", b"\xff": b""},
        message="Odd: \x01 ünï\n\nBody",
        author="Grace O'Höpper <g@example.com>",
    )
    made.commit({"a": b"1\ntwo\n3\n"}, message="Change a", remove=["b"])
    return made


def test_commits_come_newest_first_with_what_they_touched(repository: Repository) -> None:
    history = read_history(repository.path, repository.sha())
    assert [(commit.subject, commit.author, set(commit.paths)) for commit in history.commits] == [
        ("Change a", "Ada Lovelace", {b"a", b"b"}),
        ("Odd: \x01 ünï", "Grace O'Höpper", {b"new\nline", b"M", b"a" * 40, b"\xff"}),
        ("Begin", "Ada Lovelace", {b"a", b"b"}),
    ]
    assert [commit.committed_at - FIRST_COMMIT_AT for commit in history.commits] == [7200, 3600, 0]
    assert history.commits[0].sha == repository.sha()
    assert not history.is_truncated


def test_no_address_of_an_author_is_handed_out(repository: Repository) -> None:
    assert "@" not in repr(read_history(repository.path, repository.sha()))


def test_invalid_utf8_in_names_and_subjects_is_replaced(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b""}, is_bare=True)
    header = b"commit refs/heads/main\nauthor J\xfcrgen <j@x> 1700000000 +0000\ncommitter J <j@x> 1700000000 +0000\n"
    repository.git("fast-import", "--quiet", "--force", stdin=header + b"data 4\n\xff\xfeab\n")
    commit = read_history(repository.path, repository.sha()).commits[0]
    assert (commit.author, commit.subject) == ("J\ufffdrgen", "\ufffd\ufffdab")


def test_merges_and_commits_without_files_are_understood(repository: Repository) -> None:
    side = repository.commit({"side": b""}, branch="side")
    tree = repository.sha("main^{tree}")
    empty = repository.git("commit-tree", tree, "-p", "main", "-m", "Nothing changed").decode().strip()
    merge = repository.git("commit-tree", tree, "-p", empty, "-p", side, "-m", "Merge").decode().strip()
    paths = {commit.subject: commit.paths for commit in read_history(repository.path, merge).commits}
    assert "Merge" not in paths
    assert paths["Nothing changed"] == ()
    assert paths["Change"] == (b"side",)


def test_only_what_is_new_since_a_commit(repository: Repository) -> None:
    first, last = repository.sha("main~2"), repository.sha()
    assert len(read_history(repository.path, last, first).commits) == 2
    assert read_history(repository.path, last, last).commits == []
    with pytest.raises(MissingObjectError):
        read_history(repository.path, last, "1" * 40)


def test_bounds_are_kept_and_reported(repository: Repository) -> None:
    sha = repository.sha()
    exact = read_history(repository.path, sha, limits=GitLimits(history_commits_max=3))
    assert (len(exact.commits), exact.is_truncated) == (3, False)
    cut = read_history(repository.path, sha, limits=GitLimits(history_commits_max=2))
    assert (len(cut.commits), cut.is_truncated) == (2, True)
    narrow = read_history(repository.path, sha, limits=GitLimits(history_paths_per_commit_max=2))
    assert [(len(commit.paths), commit.is_cut) for commit in narrow.commits] == [(2, False), (2, True), (2, False)]


def test_activity_halves_with_age(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"1", "b": b""}, is_bare=True)
    repository.commit({"a": b"2"}, at=FIRST_COMMIT_AT + 10 * _DAY_S)
    repository.commit({"a": b"3"}, at=FIRST_COMMIT_AT + 30 * _DAY_S)
    history = read_history(repository.path, repository.sha())
    now = FIRST_COMMIT_AT + 20 * _DAY_S
    activity = aggregate_activity(history, now_s=now, half_life_days=10)
    assert (activity[b"a"].commits, activity[b"a"].last_touched_at) == (3, FIRST_COMMIT_AT + 30 * _DAY_S)
    assert activity[b"a"].decayed_commits == pytest.approx(1 + 0.5 + 0.25)
    assert activity[b"b"].decayed_commits == pytest.approx(0.25)


def test_commits_of_one_path(repository: Repository) -> None:
    sha = repository.sha()
    assert [commit.subject for commit in log_path(repository.path, sha, b"a", 10)] == ["Change a", "Begin"]
    assert [commit.subject for commit in log_path(repository.path, sha, b"a", 1)] == ["Change a"]
    assert [commit.paths for commit in log_path(repository.path, sha, b"new\nline", 10)] == [(b"new\nline",)]
    assert log_path(repository.path, sha, b"*", 10) == []
    assert log_path(repository.path, sha, b":(top)a", 10) == []
    assert log_path(repository.path, sha, b"--all", 10) == []
    for path in (b"", b"a\0b"):
        with pytest.raises(InvalidError):
            log_path(repository.path, sha, path, 10)


def test_blame_names_the_commit_of_each_line(repository: Repository) -> None:
    first, last = repository.sha("main~2"), repository.sha()
    lines = blame_lines(repository.path, last, b"a", 1, 3)
    assert [(line.line, line.sha, line.subject) for line in lines] == [
        (1, first, "Begin"),
        (2, last, "Change a"),
        (3, first, "Begin"),
    ]
    assert {(line.author, line.committed_at) for line in lines} == {
        ("Ada Lovelace", FIRST_COMMIT_AT),
        ("Ada Lovelace", FIRST_COMMIT_AT + 7200),
    }
    assert [line.line for line in blame_lines(repository.path, last, b"a", 2, 2)] == [2]


def test_blame_of_odd_paths_and_contents(tmp_path: Path) -> None:
    content = b"\ttab\n\n" + b"f" * 40 + b" 1 1\nauthor x\n\xff\nno end"
    repository = make_repository(tmp_path / "r.git", {b"-odd\nname": content}, is_bare=True)
    assert [line.line for line in blame_lines(repository.path, repository.sha(), b"-odd\nname", 1, 6)] == list(
        range(1, 7)
    )


def test_blame_of_what_is_not_there_is_an_error(repository: Repository) -> None:
    sha = repository.sha()
    with pytest.raises(NotFoundError):
        blame_lines(repository.path, sha, b"none", 1, 1)
    with pytest.raises(InvalidError, match="shorter"):
        blame_lines(repository.path, sha, b"a", 9, 10)
    with pytest.raises(LimitError) as caught:
        blame_lines(repository.path, sha, b"a", 1, 5, limits=GitLimits(blame_lines_max=4))
    assert caught.value.limit == "blame_lines_max"
