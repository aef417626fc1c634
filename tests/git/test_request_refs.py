"""Refs of pull requests are mirrored when they are asked for, and gone when they no longer are."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError
from repochat.git import (
    GitLimits,
    Source,
    list_heads,
    parse_source,
    read_default_branch,
    resolve_revision,
    sync_mirror,
    tidy_mirror,
)
from repochat.git.mirror_lock import hold_lock

from .repositories import Repository, make_repository

PULL, MERGE, LAB = "refs/pull/7/head", "refs/pull/7/merge", "refs/merge-requests/7/head"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A branch, and what forges keep of a pull request beside it."""
    repository = make_repository(tmp_path / "source", {"a": b"1"})
    base = repository.sha()
    for number, ref in enumerate((PULL, MERGE, LAB)):
        repository.git("update-ref", ref, repository.commit({"a": b"%d" % number}))
    repository.git("update-ref", "refs/heads/main", base)
    return repository


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return tmp_path / "mirrors" / "m.git"


def source_of(repository: Repository) -> Source:
    return parse_source(str(repository.path), may_reach_local=True)


def requests_in(mirror: Path) -> dict[str, str]:
    return {ref: sha for ref, sha in list_heads(mirror).items() if not ref.startswith("refs/heads/")}


def test_none_is_mirrored_unasked(repository: Repository, mirror: Path) -> None:
    sync_mirror(mirror, source_of(repository))
    assert list_heads(mirror) == {"refs/heads/main": repository.sha()}
    assert read_default_branch(mirror) == "main"


def test_those_that_are_asked_for_are_there_from_the_first_time_on(repository: Repository, mirror: Path) -> None:
    sync_mirror(mirror, source_of(repository), further=[PULL, LAB, "refs/pull/8/head"])
    assert requests_in(mirror) == {ref: repository.sha(ref) for ref in (PULL, LAB)}
    assert resolve_revision(mirror, PULL).ref == PULL


def test_they_follow_the_source_and_go_when_nobody_asks_for_them(repository: Repository, mirror: Path) -> None:
    """A closed pull request is no branch; its commits stay readable for what cites them."""
    sync_mirror(mirror, source_of(repository), further=[PULL, MERGE])
    old = repository.sha(PULL)
    repository.git("update-ref", PULL, repository.sha(LAB))
    sync_mirror(mirror, source_of(repository), further=[PULL])
    assert requests_in(mirror) == {PULL: repository.sha(LAB)}
    repository.git("update-ref", "-d", PULL)
    sync_mirror(mirror, source_of(repository), further=[PULL])
    assert requests_in(mirror) == {}
    assert resolve_revision(mirror, old).sha == old


@pytest.mark.parametrize(
    "name", ["refs/heads/main", "refs/pull/0/head", "refs/pull/1/head:refs/heads/main", "--all", ""]
)
def test_what_is_no_ref_of_a_pull_request_never_reaches_git(repository: Repository, mirror: Path, name: str) -> None:
    with pytest.raises(InvalidError):
        sync_mirror(mirror, source_of(repository), further=[name])


def test_packs_are_merged_after_the_work_unless_somebody_is_at_it(repository: Repository, mirror: Path) -> None:
    for number in range(5):
        sync_mirror(mirror, source_of(repository))
        repository.commit({"a": b"next %d" % number})
    sync_mirror(mirror, source_of(repository))
    before = list((mirror / "objects" / "pack").glob("*.pack"))
    with hold_lock(mirror.with_name("m.git.lock"), wait_s=0, should_stop=None):
        tidy_mirror(mirror, limits=GitLimits(packs_max=2))
    assert list((mirror / "objects" / "pack").glob("*.pack")) == before
    tidy_mirror(mirror, limits=GitLimits(packs_max=2))
    assert len(list((mirror / "objects" / "pack").glob("*.pack"))) < len(before)
    assert resolve_revision(mirror, None).sha == repository.sha()
