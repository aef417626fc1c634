"""What a worker does around a run: pushes that come together, branches that moved, and workers that are killed."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from repochat.accounts import local_viewer
from repochat.catalog.policy_store import PolicyWriter, RepoPolicy
from repochat.catalog.ref_store import RefStore
from repochat.catalog.run_store import IndexRunWriter
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.indexing.connect import connect_repo
from repochat.indexing.request import RECHECK_TASK
from repochat.indexing.sweeping import RUN_SILENT_S
from tests.git.repositories import Content, Repository, make_repository
from tests.worker.test_index_task import VIEWER, WAIT_S, ask_for, read_run, wait_for, wait_until_running, working

FILES = 400
NOTE_JOBS = """
    CREATE TABLE seen (task_name text, args jsonb);
    GRANT ALL ON seen TO PUBLIC;
    CREATE FUNCTION note_job() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO seen VALUES (NEW.task_name, NEW.args); RETURN NULL; END $$;
    CREATE TRIGGER note_jobs AFTER INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION note_job();
"""  # a job that succeeded leaves no row
CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    files: dict[str, Content] = {f"f{n}.py": b"def work_%d():\n    return %d\n" % (n, n) for n in range(FILES)}
    return make_repository(tmp_path / "source", files)


async def count(database: Database, query: str) -> int:
    async with database.read(VIEWER.scope) as session:
        return int(await session.scalar(text(query)) or 0)


async def test_ten_pushes_at_once_are_a_running_and_a_waiting_run(
    database: Database, home: Home, tmp_path: Path
) -> None:
    """The last state is what is indexed, whatever each of the ten said."""
    repository = make_repository(tmp_path / "small", {"a.py": b"A = 0\n"})
    runs = {(await ask_for(database, repository)).id}
    async with working(database, home):
        await wait_until_running(database, next(iter(runs)))
        for number in range(10):
            repository.commit({"a.py": b"A = %d\n" % number})
            runs.add((await ask_for(database, repository)).id)
        done = [await wait_for(database, run) for run in runs]
    assert len(runs) <= 3  # one more may have begun meanwhile
    assert {run.status for run in done} == {"done"}
    last = max(done, key=lambda run: run.updated_at)
    assert last.report is not None
    assert last.report["revision"] == repository.sha()


async def test_after_the_default_branch_others_that_moved_are_indexed_and_those_that_are_gone_forgotten(
    database: Database, home: Home, tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "small", {"a.py": b"A = 0\n"})
    repository.commit({"r.py": b"R = 1\n"}, branch="release/1")
    repository.commit({"p.py": b"P = 1\n"}, branch="private")
    repo = await connect_repo(database, VIEWER, str(repository.path))
    async with database.write(VIEWER.scope) as session:
        await PolicyWriter(session).put(repo.id, RepoPolicy(branches=("release/*",)))
    run = await ask_for(database, repository)
    async with working(database, home):
        await wait_for(database, run.id)
        await wait_for_refs(database, repository, {"refs/heads/main", "refs/heads/release/1"})
        repository.git("branch", "-D", "release/1")
        await wait_for(database, (await ask_for(database, repository)).id)
        await wait_for_refs(database, repository, {"refs/heads/main"})


async def test_a_run_asks_that_stored_answers_are_checked_again(
    database: Database, home: Home, tmp_path: Path, database_urls: DatabaseUrls
) -> None:
    repository = make_repository(tmp_path / "small", {"a.py": b"A = 0\n"})
    with psycopg.connect(conninfo_of(database_urls.owner), autocommit=True) as connection:
        connection.execute(NOTE_JOBS)
        run = await ask_for(database, repository)
        async with working(database, home):
            await wait_for(database, run.id)
            asked = await wait_for_rows(connection, RECHECK_TASK)
    assert asked == [(str(run.repo_id),)]


async def wait_for_rows(connection: psycopg.Connection[tuple[object, ...]], task: str) -> list[tuple[object, ...]]:
    query = "SELECT args ->> 'repo_id' FROM seen WHERE task_name = %s"
    async with asyncio.timeout(WAIT_S):
        while not (rows := connection.execute(query, (task,)).fetchall()):  # noqa: ASYNC110  the row is what is tested
            await asyncio.sleep(0.02)
    return rows


async def test_a_worker_that_is_killed_leaves_its_run_to_the_next(
    database: Database, home: Home, repository: Repository, database_urls: DatabaseUrls
) -> None:
    """SIGKILL of a real process in the middle of a run; nothing is there twice, and the same run ends well."""
    run = await ask_for(database, repository)
    async with running_worker(database, home) as child:
        await wait_until_running(database, run.id)
        child.kill()
        await child.wait()
    assert (await read_run(database, run.id)).status == "running"
    forget_heartbeats(database_urls)
    async with working(database, home):
        done = await wait_for(database, run.id)
    assert done.status == "done"
    assert done.report is not None
    assert (done.report["files"], done.report["revision"]) == (FILES, repository.sha())
    tables = ("revisions", "blobs", "file_versions")
    counted = {table: await count(database, f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608  names of our own
    assert counted == {"revisions": 1, "blobs": FILES, "file_versions": FILES}


async def test_a_run_that_was_taken_for_dead_is_run_all_the_same_when_its_job_comes_back(
    database: Database, home: Home, tmp_path: Path
) -> None:
    """The machine slept: another run closed the row, and then the job's worker goes on."""
    repository = make_repository(tmp_path / "small", {"a.py": b"A = 0\n"})
    run = await ask_for(database, repository)
    async with database.write(VIEWER.scope) as session:
        await IndexRunWriter(session).record(run.id, status="running")
        await session.execute(text("UPDATE index_runs SET updated_at = now() - interval '1 day'"))
        assert await IndexRunWriter(session).close_silent(run.repo_id, RUN_SILENT_S) == 1
        closed = await IndexRunWriter(session).get(run.id)
        assert closed.ended_at is not None
        assert closed.updated_at - closed.ended_at > timedelta(hours=23)  # it ended when it fell silent
    async with working(database, home):
        async with asyncio.timeout(WAIT_S):
            while (await read_run(database, run.id)).status != "done":  # noqa: ASYNC110  the row is what is tested
                await asyncio.sleep(0.02)


async def wait_for_refs(database: Database, repository: Repository, refs: set[str]) -> None:
    repo = await connect_repo(database, local_viewer(), str(repository.path))
    async with asyncio.timeout(WAIT_S):
        while True:
            async with database.read(VIEWER.scope) as session:
                if set(await RefStore(session).list_refs(repo.id)) == refs:
                    return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running_worker(database: Database, home: Home) -> AsyncGenerator[asyncio.subprocess.Process]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), database.url, str(home.root), env=environment, start_new_session=True
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def forget_heartbeats(urls: DatabaseUrls) -> None:
    """As if the time had passed after which a silent worker counts as dead."""
    with psycopg.connect(conninfo_of(urls.owner), autocommit=True) as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
