"""The task that gives out each new day's places of attention, where thinking is on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.tenant_store import TenantStore
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.thinking.insights.attending import give_day

log = structlog.get_logger(__name__)

ATTENTION_TASK = "give_attention"
ATTENTION_CRON = "5 0 * * *"  # a day is one of UTC, as those of budgets


def build_attention_task(database: Database) -> Task:
    """The task on the database."""
    work = _AttentionWork(database)
    return Task(name=ATTENTION_TASK, run=work.run, give_up=work.give_up, queue="quick", cron=ATTENTION_CRON)


class _AttentionWork:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, job: Job, args: Mapping[str, Any]) -> None:
        """At the moment of the cron, or now."""
        now = datetime.fromtimestamp(args["timestamp"], UTC) if "timestamp" in args else datetime.now(UTC)
        async with self._database.read(LOCAL_TENANT_ID) as session:  # the table of tenants is no tenant's own
            tenant_ids = await TenantStore(session).list_ids()
        for tenant_id in tenant_ids:
            await self._give(tenant_id, now, job)

    async def _give(self, tenant_id: UUID, now: datetime, job: Job) -> None:
        async with self._database.read(tenant_id) as session:
            repo_ids = await ThinkingStore(session).list_on()
        for repo_id in sorted(repo_ids):
            if job.should_stop():
                raise JobInterruptedError
            async with self._database.write(tenant_id) as session:
                told = await give_day(session, repo_id, now)
            if told:
                log.info("worker.attention_given", repo_id=str(repo_id), insights=len(told))

    async def give_up(self, _: Mapping[str, Any], error: RepochatError) -> None:
        """Nothing is lost: the next run of any Thought gives what is left of the day."""
        log.warning("worker.attention_given_up", reason=error.message)
