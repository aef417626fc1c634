"""When a revision is planned by its difference to the one before, and when its whole tree has to be looked at."""

from pathlib import Path

import pytest

from repochat.catalog.revision_store import Revision
from repochat.git import sync_mirror
from repochat.indexing.connect import mirror_of, source_of
from repochat.indexing.difference import DifferenceLimits, RevisionPlan, find_base, plan_revision
from tests.git.repositories import Content, Repository, make_repository
from tests.indexing.workbench import Workbench

CODE = b"def work():\n    return 1\n"
FILES: dict[str, Content] = {
    ".gitattributes": b"*.gen.py linguist-generated\n",
    ".repochatignore": b"private/\n",
    "a.py": CODE,
    "lib/.gitattributes": b"copied.py linguist-vendored\n",
    "lib/b.py": CODE + b"\n",
}


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "source", FILES)
    await workbench.index(repository)
    return repository


async def plan(workbench: Workbench, repository: Repository, limits: DifferenceLimits | None = None) -> RevisionPlan:
    """The plan of the branch's head, from what is indexed."""
    repo = await workbench.repo(repository)
    mirror = mirror_of(workbench.home.mirrors, repo)
    sync_mirror(mirror, source_of(repo, workbench.viewer))
    base = await find_newest(workbench, repository)
    rules = await find_base(workbench.database, workbench.viewer, base, base.derivation)
    return plan_revision(mirror, repository.sha(), base, rules, limits or DifferenceLimits())


async def find_newest(workbench: Workbench, repository: Repository) -> Revision:
    (sha,) = (await workbench.rows("SELECT sha FROM revisions ORDER BY ordinal DESC LIMIT 1"))[0]
    found = await workbench.find_revision(repository, sha)
    assert found is not None
    return found


async def test_only_what_differs_is_planned_by_the_rules_of_the_whole_tree(
    workbench: Workbench, repository: Repository
) -> None:
    changed: dict[str, Content] = {
        "a.py": CODE * 2,
        "x.gen.py": CODE,
        "private/c.py": CODE,
        "lib/copied.py": CODE,
        "lib/deep/d.py": CODE,
    }
    repository.commit(changed, remove=["lib/b.py"])
    found = await plan(workbench, repository)
    assert found.paths == sorted([*changed, "lib/b.py"])
    assert {file.path: file.skip_reason for file in found.planned} == {
        "a.py": None,
        "x.gen.py": "excluded",
        "private/c.py": "excluded",
        "lib/copied.py": "excluded",
        "lib/deep/d.py": None,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {b".gitattributes": b""},
        {b"lib/.gitattributes": b"* text\n"},
        {b"new/.gitattributes": b"* linguist-vendored\n"},
        {b".repochatignore": ("120000", b"a.py")},
        {b"odd\xff.py": CODE},
    ],
    ids=["attributes", "deeper", "new", "ignore", "undecodable"],
)
async def test_a_change_that_may_change_how_others_are_read_plans_the_whole_tree(
    workbench: Workbench, repository: Repository, changed: dict[bytes, Content]
) -> None:
    repository.commit(changed)
    assert (await plan(workbench, repository)).paths is None


async def test_rules_that_are_removed_plan_the_whole_tree(workbench: Workbench, repository: Repository) -> None:
    repository.commit({}, remove=["lib/.gitattributes"])
    assert (await plan(workbench, repository)).paths is None


async def test_a_path_that_is_named_by_its_escapes_needs_the_whole_tree_as_long_as_it_is_there(
    workbench: Workbench, repository: Repository
) -> None:
    repository.commit({b"odd\xff.py": CODE})
    await workbench.index(repository)
    repository.commit({"a.py": CODE * 3})
    assert (await plan(workbench, repository)).paths is None
    repository.commit({}, remove=["odd\udcff.py"])
    await workbench.index(repository)
    repository.commit({"a.py": CODE * 4})
    assert (await plan(workbench, repository)).paths == ["a.py"]


async def test_a_difference_that_is_too_large_is_planned_whole(workbench: Workbench, repository: Repository) -> None:
    repository.commit({f"n{n}.py": CODE for n in range(3)})
    assert (await plan(workbench, repository, DifferenceLimits(changes_max=2))).paths is None
    assert len((await plan(workbench, repository, DifferenceLimits(changes_max=3))).paths or ()) == 3


async def test_a_commit_that_the_mirror_has_lost_is_no_base(workbench: Workbench, repository: Repository) -> None:
    """As when the mirror is made anew after a force-push: the old commit is nowhere any more."""
    repo = await workbench.repo(repository)
    lost = await find_newest(workbench, repository)
    mirror = mirror_of(workbench.home.mirrors, repo)
    rules = await find_base(workbench.database, workbench.viewer, lost, lost.derivation)
    forgotten = make_repository(mirror.parent / "other", {"a.py": CODE}, is_bare=True)
    assert plan_revision(forgotten.path, forgotten.sha(), lost, rules).paths is None


async def test_another_derivation_is_no_base(workbench: Workbench, repository: Repository) -> None:
    base = await find_newest(workbench, repository)
    assert await find_base(workbench.database, workbench.viewer, base, "p0/other") is None
