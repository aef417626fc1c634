"""The tasks that learn of changes: events that were delivered, looks that are due, and the nightly comparison."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import structlog

from repochat.accounts.vault import Vault
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.indexing.following.checking import RepoChecker
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.handling import EventHandler
from repochat.indexing.following.receiving import HANDLE_TASK
from repochat.indexing.following.rounds import check_due_repos, reconcile_repos
from repochat.indexing.following.watching import RefWatcher
from repochat.jobs import Job, JobInterruptedError, Task

log = structlog.get_logger(__name__)

CHECK_TASK = "check_repos"
RECONCILE_TASK = "reconcile_repos"
CHECK_CRON = "*/10 * * * * *"
RECONCILE_CRON = "17 3 * * *"


def build_follow_tasks(database: Database, vault: Vault) -> list[Task]:
    """All of them, with what `vault` may show to forges and git hosts."""
    handler = EventHandler(database=database, desk=_open_desk(vault))
    return [
        build_handle_task(handler),
        build_check_task(database, _open_checker(database, vault)),
        build_reconcile_task(database),
    ]


@asynccontextmanager
async def watching_refs(database: Database, vault: Vault) -> AsyncGenerator[None]:
    """Watches local repositories while the block runs."""
    watcher = RefWatcher(database, _open_checker(database, vault).check)
    watching = asyncio.create_task(watcher.run(), name="worker.watcher")
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def build_handle_task(handler: EventHandler) -> Task:
    """Handles what waits in one lane. What could not be settled waits there, and gets another job later."""

    async def run(job: Job, args: Mapping[str, Any]) -> None:
        await handler.handle_lane(UUID(args["tenant_id"]), args["lane"], should_stop=job.should_stop)
        if job.should_stop():
            raise JobInterruptedError

    return Task(name=HANDLE_TASK, run=run, give_up=_log_only, queue="quick")


def build_check_task(database: Database, checker: RepoChecker) -> Task:
    """Every ten seconds, once among all workers."""

    async def run(_job: Job, _args: Mapping[str, Any]) -> None:
        await check_due_repos(database, checker)

    return Task(name=CHECK_TASK, run=run, give_up=_log_only, queue="quick", cron=CHECK_CRON)


def build_reconcile_task(database: Database) -> Task:
    """Every night, once among all workers."""

    async def run(job: Job, _args: Mapping[str, Any]) -> None:
        await reconcile_repos(database, job.should_stop)

    return Task(name=RECONCILE_TASK, run=run, give_up=_log_only, queue="quick", cron=RECONCILE_CRON)


def _open_desk(vault: Vault) -> ForgeDesk:
    return ForgeDesk(vault.open_client, forge=vault.address.url)


def _open_checker(database: Database, vault: Vault) -> RepoChecker:
    return RepoChecker(database, _open_desk(vault), vault.equip)


async def _log_only(_args: Mapping[str, Any], error: RepochatError) -> None:
    """The next round finds what is left: nothing is lost, and nobody waits for this very job."""
    log.warning("worker.round_given_up", reason=error.message)
