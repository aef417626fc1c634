"""What a commit says of itself and which files it changed, whatever their names and kinds."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, LimitError
from repochat.git import FileChange, GitLimits, MissingObjectError, is_ancestor, list_changes, read_commit

from .repositories import Repository, make_repository

_LONG = b"".join(b"line %d\n" % number for number in range(40))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = make_repository(tmp_path / "r.git", {"a": b"1\n2\n", "long name": _LONG}, is_bare=True)
    made.commit(
        {"ünïcödé/new\nline": _LONG + b"more\n", "a": b"1\ntwo\n3\n", "b.bin": b"\0\1", ":(top)x": b""},
        message="Move: \x01 things\n\nBecause of\nthe rest.\n",
        remove=["long name"],
    )
    return made


def test_a_commit_tells_its_parents_message_and_author(repository: Repository) -> None:
    first, last = repository.sha("main~1"), repository.sha()
    commit = read_commit(repository.path, last)
    assert (commit.sha, commit.parents, commit.author) == (last, (first,), "Ada Lovelace")
    assert (commit.subject, commit.body, commit.is_body_cut) == ("Move: \x01 things", "Because of\nthe rest.", False)
    assert read_commit(repository.path, first).parents == ()


def test_a_long_message_is_cut_and_said_to_be(repository: Repository) -> None:
    commit = read_commit(repository.path, repository.sha(), limits=GitLimits(message_chars_max=7))
    assert (commit.body, commit.is_body_cut) == ("Because", True)


def test_renames_binaries_and_odd_paths_are_told_with_their_lines(repository: Repository) -> None:
    changes = list_changes(repository.path, repository.sha("main~1"), repository.sha())
    assert {(change.path, change.old_path, change.status, change.added, change.removed) for change in changes} == {
        (b"a", b"a", "modified", 2, 1),
        (b":(top)x", b":(top)x", "added", 0, 0),
        (b"b.bin", b"b.bin", "added", None, None),
        ("ünïcödé/new\nline".encode(), b"long name", "renamed", 1, 0),
    }
    assert [change.path for change in changes if change.is_binary] == [b"b.bin"]


def test_a_first_commit_is_compared_with_nothing(repository: Repository) -> None:
    changes = list_changes(repository.path, None, repository.sha("main~1"))
    assert [(change.path, change.status, change.added) for change in changes] == [
        (b"a", "added", 2),
        (b"long name", "added", 40),
    ]


def test_the_empty_tree_is_known_under_the_other_hash_too(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"a": b"1\n"}, is_bare=True, object_format="sha256")
    assert [change.path for change in list_changes(repository.path, None, repository.sha())] == [b"a"]


def test_a_link_that_becomes_a_submodule_is_a_change_of_type(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r.git", {"x": ("120000", b"target")}, is_bare=True)
    first = repository.sha()
    last = repository.commit({"x": ("160000", first.encode())})
    assert [(c.path, c.status) for c in list_changes(repository.path, first, last)] == [(b"x", "retyped")]


def test_too_many_changes_are_refused_by_name(repository: Repository) -> None:
    with pytest.raises(LimitError) as caught:
        list_changes(repository.path, None, repository.sha(), limits=GitLimits(changes_max=2))
    assert caught.value.limit == "changes_max"


def test_only_full_ids_of_commits_reach_git(repository: Repository) -> None:
    for call in (
        lambda: read_commit(repository.path, "--all"),
        lambda: list_changes(repository.path, "main", repository.sha()),
        lambda: is_ancestor(repository.path, "HEAD", repository.sha()),
    ):
        with pytest.raises(InvalidError):
            call()
    with pytest.raises(MissingObjectError):
        read_commit(repository.path, "1" * 40)


def test_what_came_before_is_told_from_what_did_not(repository: Repository) -> None:
    first, last = repository.sha("main~1"), repository.sha()
    side = repository.commit({"side": b""}, branch="side")
    assert is_ancestor(repository.path, first, last)
    assert is_ancestor(repository.path, last, last)
    assert not is_ancestor(repository.path, last, first)
    assert not is_ancestor(repository.path, side, last)


def test_paths_are_kept_apart_from_counts(tmp_path: Path) -> None:
    """A path may hold tabs and begin like a count or like a raw record."""
    names = [b"1\t2\t3", b":100644 a", b"-\t-\tx"]
    repository = make_repository(tmp_path / "r.git", dict.fromkeys(names, b"x\n"), is_bare=True)
    expected = [FileChange(path=name, old_path=name, status="added", added=1, removed=0) for name in sorted(names)]
    assert list_changes(repository.path, None, repository.sha()) == expected
