"""The tasks that decide what runs next: when something was proposed or ended, and every minute."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.tenant_store import TenantStore
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.core.settings import Settings
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.admitting import Admission
from repochat.thinking.scheduling.occasions import Occasions
from repochat.thinking.scheduling.tasks import ADMIT_TASK, request_admission

log = structlog.get_logger(__name__)

MINUTE_TASK = "think_minute"
MINUTE_CRON = "* * * * *"


def build_admit_tasks(database: Database, settings: Settings, registry: Registry) -> list[Task]:
    """Both on these services."""
    work = _AdmitWork(database, settings, registry)
    return [
        Task(name=ADMIT_TASK, run=work.admit, give_up=_log_only, queue="quick"),
        Task(name=MINUTE_TASK, run=work.look, give_up=_log_only, queue="quick", cron=MINUTE_CRON),
    ]


class _AdmitWork:
    def __init__(self, database: Database, settings: Settings, registry: Registry) -> None:
        self._database = database
        self._settings = settings
        self._admission = Admission(database, settings, registry)
        self._occasions = Occasions(database, registry)

    async def admit(self, _: Job, args: Mapping[str, Any]) -> None:
        """One pass; one that stopped at a limit asks for another."""
        tenant_id = UUID(args["tenant_id"])
        passed = await self._admission.run(tenant_id)
        if passed.is_cut:
            async with self._database.write(tenant_id) as session:
                await request_admission(session, tenant_id)

    async def look(self, job: Job, _: Mapping[str, Any]) -> None:
        """Where thinking is on, what is due is proposed, and admission looks again: hours end and budgets refill."""
        if not self._settings.thinking_enabled:
            return
        async with self._database.read(LOCAL_TENANT_ID) as session:  # the table of tenants is no tenant's own
            tenant_ids = await TenantStore(session).list_ids()
        for tenant_id in tenant_ids:
            if job.should_stop():
                raise JobInterruptedError
            if await self._occasions.propose_due(tenant_id):
                await self.admit(job, {"tenant_id": str(tenant_id)})


async def _log_only(_: Mapping[str, Any], error: RepochatError) -> None:
    """The next minute finds what is left: nothing is lost."""
    log.warning("worker.admission_given_up", reason=error.message)
