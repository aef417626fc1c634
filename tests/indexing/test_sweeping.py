"""What no policy keeps is freed in steps; what anybody can still ask about, or is about to use, stays."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.answer_store import AnswerWriter, RetrievalLog
from repochat.catalog.policy_store import PolicyWriter, RepoPolicy
from repochat.catalog.run_store import IndexRunStore, IndexRunWriter
from repochat.catalog.sweep_store import SweepLimits
from repochat.core.database import Database
from repochat.core.ids import create_id
from repochat.indexing.connect import mirror_of
from repochat.indexing.progress import IndexProgress
from repochat.indexing.sweeping import RUN_SILENT_S, Sweeper, Swept, remove_repo
from tests.catalog.tenancy import build_answer
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree

NOTHING_KEPT = RepoPolicy(keep_days=0, keep_revisions=1)
STEPS = SweepLimits(revisions_per_step=2, intervals_per_step=2, blobs_per_step=2, blob_kept_h=0)
PASSES = 3  # revisions go first, then their files, then blobs: each with a sweep of its own
COMMITS = 5


def code(number: int) -> bytes:
    return b"def work_%d():\n    return %d\n" % (number, number)


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path) -> Repository:
    """Five commits, each indexed, each of which changes a file; the first sets what is kept."""
    repository = make_repository(tmp_path / "source", {"kept.py": b"KEPT = 1\n", "changed.py": code(0)})
    await workbench.index(repository)
    await keep(workbench, repository, NOTHING_KEPT)
    for number in range(1, COMMITS):
        repository.commit({"changed.py": code(number)})
        await workbench.index(repository)
    return repository


async def keep(workbench: Workbench, repository: Repository, policy: RepoPolicy) -> None:
    repo = await workbench.repo(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        await PolicyWriter(session).put(repo.id, policy)


async def sweep(workbench: Workbench, limits: SweepLimits = STEPS, *, passes: int = PASSES) -> list[Swept]:
    sweeper = Sweeper(workbench.database, workbench.home.mirrors, limits)
    return [await sweeper.run([LOCAL_TENANT_ID]) for _ in range(passes)]


def list_shas(repository: Repository) -> list[str]:
    return repository.git("rev-list", "--reverse", "main").decode().split()


async def find_kept(workbench: Workbench, shas: Sequence[str]) -> list[str]:
    kept = {sha for (sha,) in await workbench.rows("SELECT sha FROM revisions")}
    return [sha for sha in shas if sha in kept]


async def test_what_is_old_goes_and_the_newest_stays_whole(workbench: Workbench, repository: Repository) -> None:
    swept = await sweep(workbench)
    assert [(each.revisions, each.files, each.blobs) for each in swept] == [(4, 0, 0), (0, 4, 0), (0, 0, 4)]
    newest = repository.sha()
    assert await find_kept(workbench, list_shas(repository)) == [newest]
    assert as_tree(await workbench.manifest(repository, newest)) == list_git_tree(repository, newest)
    rows = await workbench.count_rows()
    assert (rows["blobs"], rows["file_versions"]) == (2, 2)
    assert await sweep(workbench, passes=1) == [Swept()]


async def test_a_reader_who_found_a_revision_in_time_still_reads_it_whole(
    workbench: Workbench, repository: Repository
) -> None:
    """A search that began before a sweep does not meet half a revision."""
    first = list_shas(repository)[0]
    index = await workbench.find_revision(repository, first)
    assert index is not None
    await sweep(workbench, passes=1)
    async with workbench.database.read(workbench.viewer.scope) as session:
        rows = await session.execute(
            text("SELECT blob_id FROM file_versions WHERE from_ordinal <= 1 AND (to_ordinal IS NULL OR to_ordinal > 1)")
        )
        blobs = [blob for (blob,) in rows]
        assert len(blobs) == 2
        assert await session.scalar(text("SELECT count(*) FROM blobs WHERE id = ANY(:ids)"), {"ids": blobs}) == 2


async def test_what_the_policy_keeps_stays(workbench: Workbench, repository: Repository) -> None:
    shas = list_shas(repository)
    await keep(workbench, repository, RepoPolicy(keep_days=1, keep_revisions=1))
    await sweep(workbench)
    assert await find_kept(workbench, shas) == shas
    await keep(workbench, repository, RepoPolicy(keep_days=0, keep_revisions=3))
    await sweep(workbench)
    assert await find_kept(workbench, shas) == shas[-3:]
    for sha in shas[-3:]:
        assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)


async def test_where_a_branch_stands_stays_until_the_branch_goes(workbench: Workbench, repository: Repository) -> None:
    shas = list_shas(repository)
    repository.git("branch", "dev", shas[1])
    await workbench.index(repository, "dev")
    await sweep(workbench)
    assert await find_kept(workbench, shas) == [shas[1], shas[-1]]
    async with workbench.database.write(workbench.viewer.scope) as session:
        await session.execute(text("DELETE FROM indexed_refs WHERE ref = 'refs/heads/dev'"))
    await sweep(workbench)
    assert await find_kept(workbench, shas) == [shas[-1]]


async def test_what_a_recent_answer_leans_on_stays(workbench: Workbench, repository: Repository) -> None:
    """As long as the repository keeps revisions for their age alone."""
    shas = list_shas(repository)
    repo = await workbench.repo(repository)
    log = RetrievalLog(searches=[], context={}, stages=[], policy={})
    async with workbench.database.write(workbench.viewer.scope) as session:
        await AnswerWriter(session).add(build_answer(repo, shas[2]), log)
        await session.execute(text("UPDATE revisions SET indexed_at = now() - interval '9 days'"))
    await keep(workbench, repository, RepoPolicy(keep_days=7, keep_revisions=1))
    await sweep(workbench)
    assert await find_kept(workbench, shas) == [shas[2], shas[-1]]
    async with workbench.database.write(workbench.viewer.scope) as session:
        await session.execute(text("UPDATE answers SET created_at = now() - interval '8 days'"))
    await sweep(workbench)
    assert await find_kept(workbench, shas) == [shas[-1]]


async def test_a_swept_commit_can_be_indexed_and_asked_about_again(
    workbench: Workbench, repository: Repository
) -> None:
    shas = list_shas(repository)
    await sweep(workbench)
    report = await workbench.index(repository, shas[0])
    assert report.new_blobs == 1
    assert as_tree(await workbench.manifest(repository, shas[0])) == list_git_tree(repository, shas[0])
    found = await workbench.searcher().find_revision(workbench.viewer, await workbench.repo(repository), None)
    assert found.sha == shas[-1]


async def test_blobs_of_another_repository_of_the_tenant_stay(
    workbench: Workbench, repository: Repository, tmp_path: Path
) -> None:
    fork = make_repository(tmp_path / "fork", {"changed.py": code(0)})
    await workbench.index(fork)
    await sweep(workbench)
    assert (await workbench.count_rows())["blobs"] == 3
    assert (await workbench.manifest(fork, fork.sha()))[0].blob_id is not None


async def test_blobs_that_a_run_has_just_derived_stay(workbench: Workbench, repository: Repository) -> None:
    """A first index may take long, and no revision has its blobs before its end."""
    repo = await workbench.repo(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        await session.execute(text("DELETE FROM file_versions"))
    assert repo
    assert [each.blobs for each in await sweep(workbench, SweepLimits(), passes=1)] == [0]
    assert [each.blobs for each in await sweep(workbench, passes=1)] == [COMMITS + 1]


async def test_a_run_that_is_about_to_use_a_swept_blob_derives_it_again(
    workbench: Workbench, repository: Repository
) -> None:
    """The sweep comes between the look for known blobs and the publishing of them."""
    await sweep(workbench, passes=2)  # revisions and files are gone, their blobs are nobody's
    repository.commit({"changed.py": code(0)}, message="Revert")
    swept: list[Swept] = []

    def sweep_now(progress: IndexProgress) -> None:
        if progress.phase == "publish" and not swept:
            with ThreadPoolExecutor(1) as elsewhere:
                swept.append(elsewhere.submit(asyncio.run, sweep_elsewhere(workbench)).result())

    report = await workbench.index(repository, on_progress=sweep_now)
    assert swept[0].blobs == COMMITS - 1
    assert (report.new_blobs, report.files) == (1, 2)
    files = await workbench.manifest(repository, report.revision)
    assert as_tree(files) == list_git_tree(repository, report.revision)
    assert all(file.blob_id is not None for file in files)


async def sweep_elsewhere(workbench: Workbench) -> Swept:
    """With connections of its own, as another process has them."""
    database = Database(workbench.database.url)
    try:
        return await Sweeper(database, workbench.home.mirrors, STEPS).run([LOCAL_TENANT_ID])
    finally:
        await database.close()


async def test_sweeps_go_on_beside_runs_and_lose_nothing(workbench: Workbench, repository: Repository) -> None:
    """Reverts use old blobs again while sweeps take what is nobody's; what a run derives itself is too new to go."""
    ended = asyncio.Event()
    limits = replace(STEPS, blob_kept_h=1)

    async def sweep_on() -> None:
        while not ended.is_set():
            await sweep(workbench, limits, passes=1)

    sweeping = asyncio.create_task(sweep_on())
    try:
        for number in (0, 3, 1, 0, 2, 1, 0):
            await grow_old(workbench)
            repository.commit({"changed.py": code(number), "kept.py": code(number + 1)})
            await workbench.index(repository)
            files = await workbench.manifest(repository, repository.sha())
            assert as_tree(files) == list_git_tree(repository, repository.sha())
            repo = await workbench.repo(repository)
            found = await workbench.searcher().search(workbench.viewer, repo, f"work_{number}")
            assert found.hits[0].path == "changed.py"
    finally:
        ended.set()
        await sweeping


async def grow_old(workbench: Workbench) -> None:
    async with workbench.database.write(workbench.viewer.scope) as session:
        await session.execute(text("UPDATE blobs SET derived_at = now() - interval '2 hours'"))


async def test_a_bound_leaves_the_rest_and_says_so(workbench: Workbench, repository: Repository) -> None:
    limits = SweepLimits(revisions_per_step=1, intervals_per_step=1, blobs_per_step=100, blob_kept_h=0, steps_max=2)
    first, second = await sweep(workbench, limits, passes=2)
    assert (first.revisions, first.left) == (2, True)
    assert (second.revisions, second.files, second.left) == (2, 2, True)
    assert await find_kept(workbench, list_shas(repository)) == [repository.sha()]


async def test_a_removed_repository_leaves_no_mirror_and_no_blob(workbench: Workbench, repository: Repository) -> None:
    repo = await workbench.repo(repository)
    mirror = mirror_of(workbench.home.mirrors, repo)
    assert mirror.exists()
    await remove_repo(workbench.database, workbench.home.mirrors, workbench.viewer, repo)
    assert not mirror.exists()
    await sweep(workbench, passes=1)
    assert set((await workbench.count_rows()).values()) == {0}


async def test_a_mirror_that_is_nobodys_goes(workbench: Workbench, repository: Repository) -> None:
    """As one whose repository was removed by a process that died before it came to the mirror."""
    repo = await workbench.repo(repository)
    orphan = workbench.home.mirrors / f"{create_id()}.git"
    orphan.mkdir()
    swept = await sweep(workbench, passes=1)
    assert swept[0].mirrors == 1
    assert not orphan.exists()
    assert mirror_of(workbench.home.mirrors, repo).exists()


async def test_a_run_whose_process_was_killed_does_not_run_for_ever(
    workbench: Workbench, repository: Repository
) -> None:
    repo = await workbench.repo(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        runs = IndexRunWriter(session)
        silent, talking = [await runs.create(repo.id, None) for _ in range(2)]
        for run in (silent, talking):
            await runs.record(run.id, status="running", progress=IndexProgress(phase="plan").as_json())
        ago = text("UPDATE index_runs SET updated_at = now() - make_interval(secs => :secs) WHERE id = :id")
        await session.execute(ago, {"secs": RUN_SILENT_S + 1, "id": silent.id})
    assert (await sweep(workbench, passes=1))[0].silent_runs == 1
    async with workbench.database.read(workbench.viewer.scope) as session:
        store = IndexRunStore(session)
        closed, other = await store.get(silent.id), await store.get(talking.id)
    assert closed.status == "failed"
    assert closed.error is not None
    assert closed.error["hint"]
    assert other.status == "running"
