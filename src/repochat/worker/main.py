"""The worker process."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, closing, contextmanager

import structlog

from repochat.accounts.vault import Vault
from repochat.artifacts import open_artifact_store
from repochat.core.attachment import open_database
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.settings import Settings
from repochat.indexing.indexer import Indexer
from repochat.jobs import JobRunner
from repochat.llm import load_embedding_model
from repochat.search import HotLimits, Searcher
from repochat.thinking.registry import build_registry
from repochat.thinking.running import REGISTRY, RunServices, Supervisor
from repochat.worker.admit_task import build_admit_tasks
from repochat.worker.attention_task import build_attention_task
from repochat.worker.follow_tasks import build_follow_tasks, watching_refs
from repochat.worker.index_task import build_index_task
from repochat.worker.lost_runs import LostRunsSweep
from repochat.worker.recheck_task import build_recheck_task
from repochat.worker.sweep_task import build_sweep_task
from repochat.worker.think_task import build_think_task

log = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
NICENESS = 10  # who asks, and who delivers a webhook, comes before background work on the same cores


async def run_worker(settings: Settings, *, only_thinking: bool = False) -> None:
    """Run jobs until SIGTERM or SIGINT; what is not done then goes back to the queue.

    `only_thinking`: none but those of work in the background.
    """
    os.nice(NICENESS)
    async with open_database(settings) as database:
        home = open_home(settings.repochat_home)
        async with open_supervisor(settings, database, home) as supervisor:
            if only_thinking:
                await _serve_thinking(database, supervisor)
            else:
                await _serve_all(settings, database, home, supervisor)
    log.info("worker.stopped")


@asynccontextmanager
async def open_supervisor(
    settings: Settings, database: Database, home: Home, registry: str = REGISTRY
) -> AsyncGenerator[Supervisor]:
    """What runs Thoughts. It starts no process before the first of them, and ends all of them at the end."""
    artifacts = open_artifact_store(settings, home)
    services = RunServices(settings=settings, database=database, home=home, artifacts=artifacts, registry=registry)
    supervisor = Supervisor(services)
    try:
        yield supervisor
    finally:
        await supervisor.close()


def open_thinking_runner(database: Database, supervisor: Supervisor) -> JobRunner:
    """The tasks of work in the background alone."""
    return JobRunner(database.url, [build_think_task(supervisor)], chores=[LostRunsSweep(database, supervisor)])


async def _serve_thinking(database: Database, supervisor: Supervisor) -> None:
    runner = open_thinking_runner(database, supervisor)
    _stop_on_signal(runner.stop)
    await runner.run()


async def _serve_all(settings: Settings, database: Database, home: Home, supervisor: Supervisor) -> None:
    with open_runner(settings, database, home, supervisor) as runner:
        _stop_on_signal(runner.stop)
        async with watching_refs(database, Vault(database, settings, home)):
            await runner.run()


@contextmanager
def open_runner(
    settings: Settings, database: Database, home: Home, supervisor: Supervisor | None = None
) -> Generator[JobRunner]:
    """Every task of the product on these services; `run()` serves. Stops the processes that parse at the end.

    Without a `supervisor` it runs no Thoughts.
    """
    embedding = load_embedding_model(
        settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url
    )
    searcher = Searcher(database, home.mirrors, embedding, snapshots=home.snapshots, limits=HotLimits(indexes_max=1))
    vault = Vault(database, settings, home)
    registry = build_registry()
    with closing(Indexer(database, home, embedding, vault=vault)) as indexer:
        tasks = [
            *build_follow_tasks(database, vault),
            build_index_task(database, home, indexer, searcher, registry),
            *build_admit_tasks(database, settings, registry),
            build_recheck_task(database, home, searcher, settings),
            build_attention_task(database),
            build_sweep_task(database, home, open_artifact_store(settings, home)),
        ]
        if supervisor is not None:
            tasks.append(build_think_task(supervisor))
        yield JobRunner(database.url, tasks, chores=[LostRunsSweep(database, supervisor)])


def _stop_on_signal(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
