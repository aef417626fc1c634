"""Where branches, tags and pull requests stand."""

from pathlib import Path

import pytest

from repochat.core.errors import NotFoundError
from repochat.git import GitLimits, list_ref_heads

from .repositories import Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = make_repository(tmp_path / "r.git", {"a.py": b"A = 1\n"}, is_bare=True)
    made.commit({"a.py": b"A = 2\n"}, branch="side/deep", message="Second line\nof one subject\n\nBody")
    return made


def list_names(repository: Repository, limits: GitLimits | None = None) -> list[str]:
    return [head.ref for head in list_ref_heads(repository.path, limits=limits)]


def test_the_newest_commit_comes_first(repository: Repository) -> None:
    repository.commit({"a.py": b"A = 3\n"}, message="Newest")
    heads = [(head.ref, head.kind, head.sha, head.subject) for head in list_ref_heads(repository.path)]
    assert heads == [
        ("refs/heads/main", "branch", repository.sha("main"), "Newest"),
        ("refs/heads/side/deep", "branch", repository.sha("side/deep"), "Second line of one subject"),
    ]


def test_a_tag_is_told_by_its_commit_and_one_of_a_tree_or_a_file_is_left_out(repository: Repository) -> None:
    repository.git("tag", "-a", "v1", "-m", "What the tag says", "main")
    repository.git("tag", "light", "main")
    for name, target in (("tree", "main^{tree}"), ("file", "main:a.py")):
        repository.git("tag", name, target)
        repository.git("tag", "-a", f"told-{name}", "-m", "No commit", target)
    tags = {head.ref: head for head in list_ref_heads(repository.path) if head.kind == "tag"}
    assert sorted(tags) == ["refs/tags/light", "refs/tags/v1"]
    for head in tags.values():
        assert (head.sha, head.subject) == (repository.sha("main"), "Begin")


def test_pull_requests_stand_at_their_heads_without_the_trial_merge(repository: Repository) -> None:
    for ref in ("refs/pull/7/head", "refs/pull/7/merge", "refs/merge-requests/3/head", "refs/notes/commits"):
        repository.git("update-ref", ref, "main")
    repository.git("branch", "odd/merge", "main")
    named = {head.ref: head.kind for head in list_ref_heads(repository.path)}
    assert named == {
        "refs/heads/main": "branch",
        "refs/heads/odd/merge": "branch",
        "refs/heads/side/deep": "branch",
        "refs/merge-requests/3/head": "pull",
        "refs/pull/7/head": "pull",
    }


def test_a_subject_that_is_no_utf8_is_shown_all_the_same(repository: Repository) -> None:
    raw = repository.git("cat-file", "commit", "main").replace(b"\n\nBegin", b"\nencoding ISO-8859-1\n\nCaf\xe9")
    sha = repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw).decode().strip()
    repository.git("update-ref", "refs/heads/caf\udce9", sha)
    (head,) = (head for head in list_ref_heads(repository.path) if head.sha == sha)
    assert (head.ref, head.subject) == ("refs/heads/caf\udce9", "Caf\ufffd")


def test_at_most_so_many_are_read_and_none_without_a_commit(repository: Repository, tmp_path: Path) -> None:
    assert list_names(repository, GitLimits(refs_max=1)) == ["refs/heads/side/deep"]
    assert list_names(make_repository(tmp_path / "empty.git", is_bare=True)) == []
    with pytest.raises(NotFoundError):
        list_ref_heads(tmp_path / "nowhere")
