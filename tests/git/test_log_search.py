"""Commits found by their messages and by what they added or took away."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError
from repochat.git import FoundCommits, find_text_changes, search_messages
from tests.git.repositories import Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "r", {"a.py": b"x = 1\n"})
    repository.commit({"a.py": b"limit = 1\n"}, message="Add a LIMIT\n\nbecause of load")
    repository.commit({"b.py": b"limit = 1\n"}, message="Move it", remove=["a.py"])
    repository.commit({"b.py": b"y = 1\n"}, message="Take it away")
    return repository


def subjects(found: FoundCommits) -> list[str]:
    return [each.message.split("\n")[0].strip() for each in found.commits]


def test_messages_are_searched_in_any_case_and_below_the_subject(repository: Repository) -> None:
    mirror, sha = repository.path / ".git", repository.sha()
    assert subjects(search_messages(mirror, sha, ["limit"], 10)) == ["Add a LIMIT"]
    assert subjects(search_messages(mirror, sha, ["load", "away"], 10)) == ["Take it away", "Add a LIMIT"]


def test_words_are_text_and_neither_patterns_nor_options(repository: Repository) -> None:
    mirror, sha = repository.path / ".git", repository.sha()
    for word in (".*", "--all", "-n1", "a", "", "\n\n\n", "lim.t"):
        assert search_messages(mirror, sha, [word], 10).commits == ()


def test_a_bound_that_left_commits_out_is_told(repository: Repository) -> None:
    mirror, sha = repository.path / ".git", repository.sha()
    found = search_messages(mirror, sha, ["load", "away"], 1)
    assert (len(found.commits), found.is_complete) == (1, False)


def test_commits_that_wrote_or_took_a_text_are_found_anywhere_and_along_a_rename(repository: Repository) -> None:
    mirror, sha = repository.path / ".git", repository.sha()
    anywhere = subjects(find_text_changes(mirror, sha, "limit", 10))
    assert (anywhere[0], anywhere[-1]) == ("Take it away", "Add a LIMIT")
    assert subjects(find_text_changes(mirror, sha, "limit", 10, path=b"b.py"))[0] == "Take it away"
    assert find_text_changes(mirror, sha, "--output=/tmp/x", 10).commits == ()


def test_what_is_no_commit_or_path_is_refused(repository: Repository) -> None:
    mirror = repository.path / ".git"
    with pytest.raises(InvalidError):
        search_messages(mirror, "--all", ["limit"], 10)
    with pytest.raises(InvalidError):
        find_text_changes(mirror, repository.sha(), "x", 10, path=b"")


def test_a_text_is_found_oldest_first_in_files_of_asked_endings(repository: Repository) -> None:
    mirror = repository.path / ".git"
    sha = repository.commit({"notes.md": b"limit\n"}, message="Note it")
    oldest = find_text_changes(mirror, sha, "limit", 1, suffixes=("py",), is_oldest_first=True)
    assert subjects(oldest)[0] == "Add a LIMIT"
    assert "Note it" not in subjects(find_text_changes(mirror, sha, "limit", 10, suffixes=("py",)))
    assert subjects(find_text_changes(mirror, sha, "limit", 10, suffixes=("md",))) == ["Note it"]
    everything = find_text_changes(mirror, sha, "limit", 10, suffixes=("*", "../x", ":(top)"))
    assert everything == find_text_changes(mirror, sha, "limit", 10)
