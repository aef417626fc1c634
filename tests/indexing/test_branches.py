"""Which refs are indexed, and what a branch that moves, goes back, goes away or changes its name means for searches."""

import asyncio
from pathlib import Path

import pytest

from repochat.catalog.link_models import PullRequestRow
from repochat.catalog.policy_store import PolicyWriter, RepoPolicy
from repochat.catalog.revision_store import RevisionStore
from repochat.core.errors import NotFoundError
from repochat.git import parse_source, sync_mirror
from repochat.indexing.branches import DueRefs, choose_due, forget_refs, list_due
from repochat.indexing.connect import mirror_of
from repochat.search import SearchReport
from tests.catalog.tenancy import build_pull_request
from tests.git.repositories import Content, Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree, run_until

MAIN = "refs/heads/main"
MANY = 1_200


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "source", {"a.py": b"def first_word():\n    return 1\n", "b.py": b"B = 1\n"})


async def search(workbench: Workbench, repository: Repository, words: str) -> SearchReport:
    return await workbench.searcher().search(workbench.viewer, await workbench.repo(repository), words)


async def look(workbench: Workbench, repository: Repository) -> DueRefs:
    repo = await workbench.repo(repository)
    return await list_due(workbench.database, workbench.viewer, repo, mirror_of(workbench.home.mirrors, repo))


async def set_policy(workbench: Workbench, repository: Repository, policy: RepoPolicy) -> None:
    repo = await workbench.connect(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        await PolicyWriter(session).put(repo.id, policy)


async def open_request(workbench: Workbench, repository: Repository) -> None:
    """Pull request 1, as its forge told of it and keeps its refs."""
    repository.git("update-ref", "refs/pull/1/head", repository.commit({"p.py": b"P = 1\n"}, branch="work"))
    merged = repository.commit({"p.py": b"P = 1\n"}, message="Trial merge", branch="trial")
    repository.git("update-ref", "refs/pull/1/merge", merged)
    for branch in ("work", "trial"):
        repository.git("branch", "-D", branch)
    repo = await workbench.connect(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        session.add(build_pull_request(repo))


async def test_the_default_branch_is_due_until_it_is_indexed(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    assert await look(workbench, repository) == DueRefs(due=[], gone=[], left_out=0)
    repository.commit({"a.py": b"A = 2\n"})
    await workbench.index(repository, repository.sha("main~1"))  # fetches, and indexes what was there before
    assert (await look(workbench, repository)).due == [MAIN]


async def test_other_branches_are_due_by_the_policys_patterns(workbench: Workbench, repository: Repository) -> None:
    for branch in ("release/1", "release/2", "private"):
        repository.git("branch", branch, "main")
    await set_policy(workbench, repository, RepoPolicy(branches=("release/*",)))
    await workbench.index(repository)
    assert (await look(workbench, repository)).due == ["refs/heads/release/1", "refs/heads/release/2"]
    report = await workbench.index(repository, "refs/heads/release/1")
    assert (report.new_blobs, report.files_changed) == (0, 0)
    assert (await look(workbench, repository)).due == ["refs/heads/release/2"]


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        ("none", []),
        ("head", ["refs/pull/1/head"]),
        ("head_and_merge", ["refs/pull/1/head", "refs/pull/1/merge"]),
    ],
)
async def test_open_pull_requests_are_mirrored_and_due_as_the_policy_says(
    workbench: Workbench, repository: Repository, policy: str, due: list[str]
) -> None:
    await open_request(workbench, repository)
    await set_policy(workbench, repository, RepoPolicy(pull_requests=policy))  # pyright: ignore[reportArgumentType]  one of the three
    await workbench.index(repository)
    assert (await look(workbench, repository)).due == due
    for ref in due:
        report = await workbench.index(repository, ref)
        assert report.revision == repository.sha(ref)
    assert (await look(workbench, repository)).due == []


async def test_a_pull_request_that_is_closed_is_gone(workbench: Workbench, repository: Repository) -> None:
    """What was indexed of it can still be asked about, until it is too old."""
    await open_request(workbench, repository)
    await workbench.index(repository)
    report = await workbench.index(repository, "refs/pull/1/head")
    async with workbench.database.write(workbench.viewer.scope) as session:
        row = await session.get(PullRequestRow, ((await workbench.repo(repository)).id, 1))
        assert row is not None
        row.state = "closed"
    await workbench.index(repository)
    assert await look(workbench, repository) == DueRefs(due=[], gone=["refs/pull/1/head"], left_out=0)
    assert "p.py" in as_tree(await workbench.manifest(repository, report.revision))


async def test_a_branch_that_was_removed_is_no_branch_and_its_revisions_stay(
    workbench: Workbench, repository: Repository
) -> None:
    sha = repository.commit({"dev.py": b"DEV = 1\n"}, branch="dev")
    await workbench.index(repository, "dev")
    repository.git("branch", "-D", "dev")
    await workbench.index(repository)
    due = await look(workbench, repository)
    assert due.gone == ["refs/heads/dev"]
    repo = await workbench.repo(repository)
    await forget_refs(workbench.database, workbench.viewer, repo, due.gone)
    assert (await look(workbench, repository)).gone == []
    assert "dev.py" in as_tree(await workbench.manifest(repository, sha))
    with pytest.raises(NotFoundError):
        await workbench.index(repository, "dev")


async def test_a_force_push_is_searched_and_resurrects_nothing(workbench: Workbench, repository: Repository) -> None:
    base = repository.sha()
    repository.commit({"a.py": b"def lost_word():\n    return 1\n", "c.py": b"C = 1\n"})
    await workbench.index(repository)
    repository.git("update-ref", MAIN, base)
    repository.commit({"b.py": b"def forced_word():\n    return 1\n"})
    report = await workbench.index(repository)
    assert as_tree(await workbench.manifest(repository, report.revision)) == list_git_tree(repository, "main")
    assert (await search(workbench, repository, "forced_word")).hits[0].path == "b.py"
    assert (await search(workbench, repository, "first_word")).hits[0].path == "a.py"
    assert all("lost_word" not in hit.symbol for hit in (await search(workbench, repository, "lost_word")).hits)


async def test_a_history_that_shares_nothing_with_the_old_one_is_searched(
    workbench: Workbench, repository: Repository
) -> None:
    old = (await workbench.index(repository)).revision
    repository.git("update-ref", "-d", MAIN)
    repository.commit({"other.py": b"def other_word():\n    return 1\n"})
    new = (await workbench.index(repository)).revision
    assert as_tree(await workbench.manifest(repository, new)).keys() == {"other.py"}
    assert as_tree(await workbench.manifest(repository, old)).keys() == {"a.py", "b.py"}
    assert (await search(workbench, repository, "other_word")).hits[0].path == "other.py"


async def test_a_revert_reads_nothing_anew(workbench: Workbench, repository: Repository) -> None:
    first = await workbench.index(repository)
    repository.commit({"a.py": b"def second_word():\n    return 2\n"})
    await workbench.index(repository)
    repository.commit({"a.py": b"def first_word():\n    return 1\n"}, message="Revert")
    report = await workbench.index(repository)
    assert (report.new_blobs, report.files_changed, report.symbols) == (0, 1, first.symbols)
    assert as_tree(await workbench.manifest(repository, report.revision)) == list_git_tree(repository, "main")


async def test_a_renamed_default_branch_is_the_one_that_is_searched(
    workbench: Workbench, repository: Repository
) -> None:
    await workbench.index(repository)
    repository.git("branch", "-m", "main", "trunk")
    repository.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    repository.commit({"t.py": b"def trunk_word():\n    return 1\n"}, branch="trunk")
    await workbench.index(repository)
    assert (await search(workbench, repository, "trunk_word")).hits[0].path == "t.py"
    assert (await workbench.repo(repository)).default_branch == "trunk"
    assert (await look(workbench, repository)).gone == [MAIN]


async def test_an_emptied_repository_says_so_and_what_was_indexed_stays(
    workbench: Workbench, repository: Repository
) -> None:
    old = (await workbench.index(repository)).revision
    repository.git("update-ref", "-d", MAIN)
    with pytest.raises(NotFoundError, match="empty"):
        await workbench.index(repository)
    assert as_tree(await workbench.manifest(repository, old)).keys() == {"a.py", "b.py"}
    repository.commit({"again.py": b"AGAIN = 1\n"})
    report = await workbench.index(repository)
    assert as_tree(await workbench.manifest(repository, report.revision)).keys() == {"again.py"}


async def test_a_merge_of_many_files_is_the_merged_tree(workbench: Workbench, repository: Repository) -> None:
    """Additions, changes and removals at once, and a second merge that takes them all back."""
    first = await workbench.index(repository)
    many: dict[str, Content] = {f"many/f{n}.py": b"def many_%d():\n    return %d\n" % (n, n % 7) for n in range(MANY)}
    repository.commit({**many, "a.py": b"A = 2\n"}, remove=["b.py"], message="Merge")
    merged = await workbench.index(repository)
    assert (merged.files, merged.files_changed, merged.new_blobs) == (MANY + 1, MANY + 2, MANY + 1)
    assert as_tree(await workbench.manifest(repository, merged.revision)) == list_git_tree(repository, "main")
    repository.git("update-ref", MAIN, first.revision)
    repository.commit({"c.py": b"C = 1\n"})
    back = await workbench.index(repository)
    assert (back.files, back.new_blobs) == (3, 1)
    assert as_tree(await workbench.manifest(repository, back.revision)) == list_git_tree(repository, "main")


async def test_a_run_that_waited_indexes_what_another_has_fetched_meanwhile(
    workbench: Workbench, repository: Repository
) -> None:
    """Else the branch would go back to what the slower of two processes saw."""
    repo = await workbench.connect(repository)
    mirror = mirror_of(workbench.home.mirrors, repo)
    async with workbench.database.lock(f"index:{repo.id}", should_stop=lambda: False):
        waiting = asyncio.create_task(workbench.index(repository))
        await run_until(mirror.exists)  # what it fetched is there
        repository.commit({"a.py": b"def later_word():\n    return 1\n"})
        source = parse_source(str(repository.path), may_reach_local=True)
        await asyncio.to_thread(sync_mirror, mirror, source)
    report = await waiting
    assert report.revision == repository.sha()
    assert [ref for (ref,) in await workbench.rows("SELECT sha FROM indexed_refs")] == [repository.sha()]


async def test_an_old_commit_costs_its_own_blobs_and_is_no_branchs_newest(
    workbench: Workbench, repository: Repository
) -> None:
    old = repository.sha()
    repository.commit({"a.py": b"def newest_word():\n    return 1\n"})
    new = (await workbench.index(repository)).revision
    report = await workbench.index(repository, old)
    assert (report.new_blobs, report.files_changed) == (1, 1)
    async with workbench.database.read(workbench.viewer.scope) as session:
        store, repo = RevisionStore(session), await workbench.repo(repository)
        newest = await store.find_newest(repo.id, "main")
        assert newest is not None
        assert newest.sha == new
    assert (await search(workbench, repository, "newest_word")).revision == new
    repository.commit({"b.py": b"B = 2\n"})
    assert (await workbench.index(repository)).files_changed == 2  # the way back included


async def test_a_detached_head_is_searched_where_it_is_whatever_was_indexed_since(
    workbench: Workbench, repository: Repository
) -> None:
    old = repository.sha()
    repository.commit({"a.py": b"A = 2\n"})
    repository.git("update-ref", "--no-deref", "HEAD", repository.sha("main"))
    head = (await workbench.index(repository)).revision
    await workbench.index(repository, old)
    found = await workbench.searcher().find_revision(workbench.viewer, await workbench.repo(repository), None)
    assert found.sha == head


def test_what_is_due_has_the_default_branch_first_and_a_bound() -> None:
    heads = {f"refs/heads/b{n:03}": "1" for n in range(600)} | {MAIN: "1", "refs/pull/3/merge": "1"}
    due = choose_due(heads, {"HEAD": "9", "refs/heads/old": "1"}, RepoPolicy(branches=("b*",)), "main")
    assert due.due[:2] == [MAIN, "refs/heads/b000"]
    assert (len(due.due), due.left_out) == (500, 101)
    assert due.gone == ["refs/heads/old"]
