"""The worker over a real queue, a real database and real git."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest

from repochat.accounts import local_viewer
from repochat.catalog.run_store import FINAL, IndexRun, IndexRunStore, IndexRunWriter
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.settings import load_settings
from repochat.indexing.connect import connect_repo
from repochat.indexing.request import request_index
from repochat.jobs import JobRunner
from repochat.worker.main import open_runner
from tests.git.repositories import Repository, make_repository

VIEWER = local_viewer()
WAIT_S = 60


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository of two files."""
    return make_repository(tmp_path / "source", {"a.py": b"def a():\n    return 1\n", "b.md": b"# B\n"})


async def test_a_run_is_done_and_reported(database: Database, home: Home, repository: Repository) -> None:
    run = await ask_for(database, repository)
    async with working(database, home):
        done = await wait_for(database, run.id)
    assert done.status == "done"
    assert done.report is not None
    assert done.report["revision"] == repository.sha()
    assert done.progress["phase"] in {"done", "publish", "graph", "parse", "plan", "mirror"}


async def test_a_run_that_cannot_succeed_fails_with_what_to_do(
    database: Database, home: Home, repository: Repository
) -> None:
    run = await ask_for(database, repository, rev="nowhere")
    async with working(database, home):
        failed = await wait_for(database, run.id)
    assert failed.status == "failed"
    assert failed.error is not None
    assert failed.error["kind"] == "not_found"
    assert failed.error["hint"]


async def test_an_empty_repository_fails_with_what_to_do(database: Database, home: Home, tmp_path: Path) -> None:
    run = await ask_for(database, make_repository(tmp_path / "empty"))
    async with working(database, home):
        failed = await wait_for(database, run.id)
    assert failed.status == "failed"
    assert failed.error is not None
    assert "empty" in failed.error["message"] + failed.error["hint"]


async def test_a_run_that_was_cancelled_while_it_waited_does_nothing(
    database: Database, home: Home, repository: Repository
) -> None:
    first = await ask_for(database, repository)
    async with database.write(VIEWER.tenant_id) as session:
        await IndexRunWriter(session).request_cancel(first.id)
    second = await ask_for(database, repository, rev="main")
    async with working(database, home):
        assert (await wait_for(database, second.id)).status == "done"
    assert (await read_run(database, first.id)).status == "cancelled"


async def test_a_stopped_worker_gives_its_run_to_the_next_one(
    database: Database, home: Home, repository: Repository
) -> None:
    run = await ask_for(database, repository)
    async with working(database, home):
        await wait_until_running(database, run.id)
    async with working(database, home):
        assert (await wait_for(database, run.id)).status == "done"


@asynccontextmanager
async def working(database: Database, home: Home) -> AsyncGenerator[JobRunner]:
    """A worker for the time of the block."""
    settings = load_settings({"REPOCHAT_HOME": str(home.root)}, env_file=None)
    with open_runner(settings, database, home) as runner:
        work = asyncio.create_task(runner.run())
        try:
            yield runner
        finally:
            runner.stop()
            await asyncio.wait_for(work, WAIT_S)


async def ask_for(database: Database, repository: Repository, rev: str | None = None) -> IndexRun:
    repo = await connect_repo(database, VIEWER, str(repository.path))
    async with database.write(VIEWER.tenant_id) as session:
        return await request_index(session, VIEWER, repo, rev)


async def read_run(database: Database, run_id: UUID) -> IndexRun:
    async with database.read(VIEWER.tenant_id) as session:
        return await IndexRunStore(session).get(run_id)


async def wait_for(database: Database, run_id: UUID) -> IndexRun:
    async with asyncio.timeout(WAIT_S):
        while (run := await read_run(database, run_id)).status not in FINAL:  # noqa: ASYNC110  the row is what is tested
            await asyncio.sleep(0.05)
    return run


async def wait_until_running(database: Database, run_id: UUID) -> None:
    async with asyncio.timeout(WAIT_S):
        while (await read_run(database, run_id)).status == "queued":  # noqa: ASYNC110  the row is what is tested
            await asyncio.sleep(0.01)
