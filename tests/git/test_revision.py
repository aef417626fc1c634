"""What may name a commit."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import list_refs, resolve_revision

from .repositories import FIRST_COMMIT_AT, Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Three commits on main, a branch, a light and an annotated tag; bare, so it serves as a mirror."""
    made = make_repository(tmp_path / "r.git", {"a": b"1"}, is_bare=True)
    made.commit({"a": b"2"}, message="Second: ünï\n\nBody")
    made.git("tag", "light", "main")
    made.git("tag", "-a", "v1.0", "-m", "Release", "main")
    made.commit({"a": b"3"}, message="Third")
    made.git("branch", "feature/x", "main~2")
    return made


def test_the_default_branch_is_meant_when_nothing_is_named(repository: Repository) -> None:
    commit = resolve_revision(repository.path, None)
    assert commit.sha == repository.sha("main")
    assert commit.tree == repository.sha("main^{tree}")
    assert (commit.committed_at, commit.ref, commit.subject) == (FIRST_COMMIT_AT + 7200, "refs/heads/main", "Third")


@pytest.mark.parametrize(
    ("rev", "same_as", "ref"),
    [
        ("main", "main", "refs/heads/main"),
        ("refs/heads/main", "main", "refs/heads/main"),
        ("feature/x", "main~2", "refs/heads/feature/x"),
        ("light", "main~1", "refs/tags/light"),
        ("v1.0", "main~1", "refs/tags/v1.0"),
        ("main~2", "main~2", None),
        ("main^", "main~1", None),
        ("HEAD", "main", "refs/heads/main"),
    ],
)
def test_branches_tags_and_steps_back(repository: Repository, rev: str, same_as: str, ref: str | None) -> None:
    commit = resolve_revision(repository.path, rev)
    assert (commit.sha, commit.ref) == (repository.sha(same_as), ref)


def test_full_and_shortened_shas(repository: Repository) -> None:
    sha = repository.sha("main~1")
    for rev in (sha, sha[:12], sha[:7].upper()):
        commit = resolve_revision(repository.path, rev)
        assert (commit.sha, commit.subject) == (sha, "Second: ünï")


def test_a_branch_wins_over_a_tag_of_its_name(repository: Repository) -> None:
    repository.git("tag", "main", "main~1")
    assert resolve_revision(repository.path, "main").sha == repository.sha("refs/heads/main")


def test_a_short_sha_of_several_commits_lists_them(repository: Repository) -> None:
    tree = repository.sha("main^{tree}")
    seen: dict[str, str] = {}
    for number in range(2000):
        sha = repository.git("commit-tree", tree, "-m", str(number)).decode().strip()
        if sha[:4] in seen:
            break
        seen[sha[:4]] = sha
    else:
        pytest.fail("no two commits of 2,000 share four digits")
    with pytest.raises(InvalidError, match="begins 2 commits") as caught:
        resolve_revision(repository.path, sha[:4])
    assert sha in caught.value.hint
    assert seen[sha[:4]] in caught.value.hint


@pytest.mark.parametrize(
    "rev",
    [
        "",
        "-",
        "--all",
        "--output=x",
        "main..light",
        "main...light",
        "main:a",
        ":/Second",
        "main^{/Second}",
        "main@{1}",
        "@{upstream}",
        "main\n",
        "main\x00",
        "ma in",
        "ma*",
        "main^@",
        "main^!",
        "main^-1",
        "a" * 300,
    ],
)
def test_what_is_no_single_revision_is_refused(repository: Repository, rev: str) -> None:
    with pytest.raises(InvalidError):
        resolve_revision(repository.path, rev)


@pytest.mark.parametrize("rev", ["nothing", "main~99", "0" * 40, "deadbeef", "refs/heads/none", "ünknown", "'; DROP"])
def test_an_unknown_revision_says_what_exists(repository: Repository, rev: str) -> None:
    with pytest.raises((NotFoundError, InvalidError)) as caught:
        resolve_revision(repository.path, rev.replace(" ", ""))
    assert "main" in caught.value.hint


def test_a_tag_of_something_else_than_a_commit_is_unknown(repository: Repository) -> None:
    repository.git("tag", "blob", "main:a")
    with pytest.raises(NotFoundError):
        resolve_revision(repository.path, "blob")
    assert "refs/tags/blob" not in [ref.name for ref in list_refs(repository.path)]


def test_refs_are_listed_with_the_commits_of_their_tags(repository: Repository) -> None:
    assert {ref.name: ref.sha for ref in list_refs(repository.path)} == {
        "refs/heads/feature/x": repository.sha("main~2"),
        "refs/heads/main": repository.sha("main"),
        "refs/tags/light": repository.sha("main~1"),
        "refs/tags/v1.0": repository.sha("main~1"),
    }


def test_without_a_mirror_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no mirror"):
        resolve_revision(tmp_path / "none", None)
