"""The worker process."""

import asyncio
import os
import signal
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager

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
from repochat.worker.follow_tasks import build_follow_tasks, watching_refs
from repochat.worker.index_task import build_index_task
from repochat.worker.recheck_task import build_recheck_task
from repochat.worker.sweep_task import build_sweep_task

log = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
NICENESS = 10  # who asks, and who delivers a webhook, comes before background work on the same cores


async def run_worker(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; what is not done then goes back to the queue."""
    os.nice(NICENESS)
    async with open_database(settings) as database:
        home = open_home(settings.repochat_home)
        with open_runner(settings, database, home) as runner:
            _stop_on_signal(runner.stop)
            async with watching_refs(database, Vault(database, settings, home)):
                await runner.run()
    log.info("worker.stopped")


@contextmanager
def open_runner(settings: Settings, database: Database, home: Home) -> Generator[JobRunner]:
    """Every task of the product on these services; `run()` serves. Stops the processes that parse at the end."""
    embedding = load_embedding_model(
        settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url
    )
    searcher = Searcher(database, home.mirrors, embedding, snapshots=home.snapshots, limits=HotLimits(indexes_max=1))
    vault = Vault(database, settings, home)
    with closing(Indexer(database, home, embedding, vault=vault)) as indexer:
        tasks = [
            *build_follow_tasks(database, vault),
            build_index_task(database, home, indexer, searcher),
            build_recheck_task(database, home, searcher, settings),
            build_sweep_task(database, home, open_artifact_store(settings, home)),
        ]
        yield JobRunner(database.url, tasks)


def _stop_on_signal(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
