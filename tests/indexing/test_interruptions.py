"""Cancelled, killed, cut off or in company: nobody sees half an index, and the next run resumes."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.blob_store import BlobStore
from repochat.core.database import Database
from repochat.core.errors import UnavailableError
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.indexing.indexer import IndexCancelledError
from repochat.indexing.progress import IndexProgress, Phase
from tests.git.repositories import Content, Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree

FILES = 250  # more than two batches
PHASES: tuple[Phase, ...] = ("mirror", "plan", "parse", "publish")  # what comes later finds the revision visible
VISIBLE = ("revisions", "file_versions")
CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    files: dict[str, Content] = {f"f{n}.py": b"def work_%d():\n    return %d\n" % (n, n) for n in range(FILES)}
    return make_repository(tmp_path / "source", files)


class Stopper:
    """Asks to stop from the moment that a phase is reached; `after` counts its reports."""

    def __init__(self, phase: Phase, *, after: int = 1) -> None:
        self._phase, self._left = phase, after

    def note(self, progress: IndexProgress) -> None:
        self._left -= progress.phase == self._phase

    def should_stop(self) -> bool:
        return self._left <= 0


@pytest.mark.parametrize("phase", PHASES[:-1])
async def test_a_cancel_in_any_phase_shows_nothing_and_the_next_run_ends_it(
    workbench: Workbench, repository: Repository, phase: Phase
) -> None:
    stopper = Stopper(phase)
    with pytest.raises(IndexCancelledError):
        await workbench.index(repository, on_progress=stopper.note, should_stop=stopper.should_stop)
    rows = await workbench.count_rows()
    assert {table: rows[table] for table in VISIBLE} == dict.fromkeys(VISIBLE, 0)
    report = await workbench.index(repository)
    assert report.reused_blobs == rows["blobs"]
    assert report.reused_blobs + report.new_blobs == FILES


async def test_a_cancel_while_parsing_keeps_what_was_derived(workbench: Workbench, repository: Repository) -> None:
    stopper = Stopper("parse", after=2)  # the first report is of nothing done, the second of a batch
    with pytest.raises(IndexCancelledError):
        await workbench.index(repository, on_progress=stopper.note, should_stop=stopper.should_stop)
    kept = await workbench.count_derived()
    assert 0 < kept < FILES
    report = await workbench.index(repository)
    assert (report.reused_blobs, report.new_blobs) == (kept, FILES - kept)


async def test_a_cancel_while_another_run_holds_the_repository_is_a_cancel(
    workbench: Workbench, repository: Repository
) -> None:
    repo = await workbench.connect(repository)
    held = asyncio.Event()
    async with workbench.database.lock(f"index:{repo.id}", should_stop=lambda: False):
        waiting = asyncio.create_task(workbench.index(repository, should_stop=held.is_set))
        await asyncio.sleep(0.5)
        held.set()
        with pytest.raises(IndexCancelledError):
            await waiting


async def test_a_task_that_is_cancelled_leaves_a_repository_that_can_be_indexed(
    workbench: Workbench, repository: Repository
) -> None:
    """As when the process is told to end: the lock is free, and no transaction stays open."""
    reached = asyncio.Event()
    loop = asyncio.get_running_loop()

    def note(progress: IndexProgress) -> None:
        if progress.phase == "parse":
            loop.call_soon_threadsafe(reached.set)

    task = asyncio.create_task(workbench.index(repository, on_progress=note))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await workbench.index(repository)).files == FILES


@pytest.mark.parametrize("phase", PHASES)
async def test_a_kill_in_any_phase_shows_nothing_and_the_next_run_resumes(
    workbench: Workbench, repository: Repository, phase: Phase
) -> None:
    """SIGKILL of a real process; what it had committed is not derived again, and it leaves no process behind."""
    repo = await workbench.connect(repository)
    async with running_child(workbench, repository, stop_at=phase) as child:
        await wait_for_line(child, phase)
        family = psutil.Process(child.pid).children(recursive=True)
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
    rows = await workbench.count_rows()
    assert {table: rows[table] for table in VISIBLE} == dict.fromkeys(VISIBLE, 0)
    assert rows["blobs"] == (FILES if phase == "publish" else 0)
    report = await workbench.index(repository)
    assert (report.repo, report.reused_blobs) == (repo.name, rows["blobs"])
    assert as_tree(await workbench.manifest(repository, report.revision)) == list_git_tree(repository, report.revision)
    assert not psutil.wait_procs(family, timeout=10)[1]


@pytest.mark.parametrize("how", ["kill", "cancel"])
async def test_what_ends_after_a_revision_is_visible_is_made_up_for_by_the_next_run(
    workbench: Workbench, repository: Repository, how: str
) -> None:
    """The revision is there and whole; only its edges are not counted yet, and nothing is written twice."""
    if how == "kill":
        async with running_child(workbench, repository, stop_at="graph") as child:
            await wait_for_line(child, "graph")
            os.kill(child.pid, signal.SIGKILL)
            await child.wait()
    else:
        await cancel_at(workbench, repository, "graph")
    sha = repository.sha()
    before = await workbench.count_rows()
    assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)
    assert (await workbench.rows("SELECT counts ? 'edges' FROM revisions")) == [(False,)]
    report = await workbench.index(repository)
    assert await workbench.count_rows() == before
    assert (await workbench.rows("SELECT CAST(counts ->> 'edges' AS int) FROM revisions")) == [(report.edges,)]


@pytest.mark.parametrize("phase", [*PHASES, "graph"])
async def test_a_push_that_is_cut_off_in_any_phase_ends_where_a_fresh_index_does(
    workbench: Workbench, repository: Repository, phase: Phase
) -> None:
    """Of a difference, whose counts go on from those before: they are added once."""
    await workbench.index(repository)
    repository.commit({"f1.py": b"def changed():\n    return work_2()\n", "new.py": b"NEW = 1\n"}, remove=["f2.py"])
    await cancel_at(workbench, repository, phase)
    stepped = await workbench.index(repository)
    async with workbench.database.write(workbench.viewer.scope) as session:
        for table in ("repos", "blobs"):
            await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  names of our own
    fresh = await workbench.index(repository)
    counted = ("files", "skipped", "chunks", "symbols", "edges")
    assert [getattr(stepped, name) for name in counted] == [getattr(fresh, name) for name in counted]
    assert stepped.reused_blobs + stepped.new_blobs == fresh.new_blobs


async def cancel_at(workbench: Workbench, repository: Repository, phase: Phase) -> None:
    """As when the worker's process is told to end and does not wait."""

    def stop(progress: IndexProgress) -> None:
        if progress.phase == phase:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await workbench.index(repository, on_progress=stop)


async def test_two_runs_in_one_process_take_turns(workbench: Workbench, repository: Repository) -> None:
    """The second finds the work done; nothing is derived or written twice."""
    reports = await asyncio.gather(workbench.index(repository), workbench.index(repository))
    assert sorted(report.new_blobs for report in reports) == [0, FILES]
    rows = await workbench.count_rows()
    assert (rows["revisions"], rows["blobs"], rows["file_versions"]) == (1, FILES, FILES)


async def test_two_processes_take_turns(workbench: Workbench, repository: Repository) -> None:
    await workbench.connect(repository)
    async with (
        running_child(workbench, repository) as first,
        running_child(workbench, repository) as second,
    ):
        assert [await first.wait(), await second.wait()] == [0, 0]
    rows = await workbench.count_rows()
    assert (rows["revisions"], rows["blobs"], rows["file_versions"]) == (1, FILES, FILES)


async def test_two_forks_may_be_indexed_at_once(workbench: Workbench, repository: Repository, tmp_path: Path) -> None:
    """They share their blobs: each is stored once, and neither run waits for the other for ever."""
    fork = make_repository(tmp_path / "fork", is_bare=True)
    fork.git("fetch", "-q", str(repository.path), "main:main")
    reports = await asyncio.gather(workbench.index(repository), workbench.index(fork))
    assert {report.files for report in reports} == {FILES}
    assert await workbench.count_derived() == FILES


async def test_readers_see_the_old_revision_whole_until_the_new_one_is(
    workbench: Workbench, repository: Repository
) -> None:
    """At every report of a run, a search answers from the old revision, whose files are all there."""
    old = (await workbench.index(repository)).revision
    repository.commit({f"f{n}.py": b"def changed_%d():\n    return 0\n" % n for n in range(FILES)})
    async with running_child(workbench, repository, stop_at="publish") as child:
        await wait_for_line(child, "publish")
        repo = await workbench.repo(repository)
        found = await workbench.searcher().search(workbench.viewer, repo, "work_7")
        assert (found.revision, found.hits[0].path) == (old, "f7.py")
        assert as_tree(await workbench.manifest(repository, old)) == list_git_tree(repository, old)
        child.kill()
    new = (await workbench.index(repository)).revision
    for sha in (old, new):
        assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)


@pytest.mark.parametrize("phase", ["plan", "parse", "publish", "graph"])
async def test_a_database_that_goes_away_is_unavailable_and_the_next_run_resumes(
    workbench: Workbench, repository: Repository, database_urls: DatabaseUrls, phase: Phase
) -> None:
    """Every connection is cut while a phase begins."""
    cut: list[Phase] = []

    def cut_off(progress: IndexProgress) -> None:
        if progress.phase == phase and not cut:
            cut.append(progress.phase)
            terminate_connections(database_urls)

    with pytest.raises(UnavailableError) as caught:
        await workbench.index(repository, on_progress=cut_off)
    assert caught.value.hint
    kept = await workbench.count_rows()
    report = await workbench.index(repository)
    assert report.reused_blobs >= kept["blobs"]
    assert as_tree(await workbench.manifest(repository, report.revision)) == list_git_tree(repository, report.revision)


async def test_a_cut_within_a_transaction_is_unavailable(database: Database, database_urls: DatabaseUrls) -> None:
    """Also below SQLAlchemy, where rows travel by the driver's own connection."""

    async def read_across_a_cut() -> None:
        async with database.read(LOCAL_TENANT_ID) as session:
            await BlobStore(session).load_pieces([1])
            await asyncio.to_thread(terminate_connections, database_urls)
            await BlobStore(session).load_pieces([1])

    with pytest.raises(UnavailableError):
        await read_across_a_cut()


def terminate_connections(urls: DatabaseUrls) -> None:
    """All but its own; waits until they are gone."""
    query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(conninfo_of(urls.owner), autocommit=True) as connection:
        connection.execute(query + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'")


@asynccontextmanager
async def running_child(
    workbench: Workbench, repository: Repository, *, stop_at: Phase | None = None
) -> AsyncGenerator[Process]:
    """A process that indexes `repository`; at the phase `stop_at` it says so and waits to be killed."""
    args = (workbench.database.url, str(workbench.home.root), str(repository.path), stop_at or "")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), *args, stdout=PIPE, env=environment, start_new_session=True
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def wait_for_line(child: Process, phase: Phase) -> None:
    assert child.stdout is not None
    async with asyncio.timeout(60):
        while line := await child.stdout.readline():
            if line.strip() == b"at " + phase.encode():
                return
    raise AssertionError(f"The child ended before {phase}.")
