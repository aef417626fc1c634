"""The task that frees what no policy keeps, some times a day."""

from collections.abc import Mapping
from typing import Any

import structlog

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.tenant_store import LIST_MAX, TenantStore
from repochat.artifacts import ArtifactStore
from repochat.core.database import Database
from repochat.core.errors import LimitError, RepochatError
from repochat.core.home import Home
from repochat.indexing.sweeping import Sweeper
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.thinking.keeping import sweep_artifacts
from repochat.thinking.running.sweeping import forget_surplus

log = structlog.get_logger(__name__)

SWEEP_TASK = "sweep"
SWEEP_CRON = "17 */6 * * *"  # what one sweep frees of, the next may go on from: a revision's blobs are the third's


def build_sweep_task(database: Database, home: Home, artifacts: ArtifactStore) -> Task:
    """The task on these services."""
    work = _SweepWork(database, Sweeper(database, home.mirrors), artifacts)
    return Task(name=SWEEP_TASK, run=work.run, give_up=work.give_up, queue="quick", cron=SWEEP_CRON)


class _SweepWork:
    def __init__(self, database: Database, sweeper: Sweeper, artifacts: ArtifactStore) -> None:
        self._database = database
        self._sweeper = sweeper
        self._artifacts = artifacts

    async def run(self, job: Job, _: Mapping[str, Any]) -> None:
        async with self._database.read(LOCAL_TENANT_ID) as session:  # the table of tenants is no tenant's own
            tenant_ids = await TenantStore(session).list_ids()
        if len(tenant_ids) >= LIST_MAX:  # the mirrors of those that are left out would look like nobody's
            raise LimitError(
                "There are more tenants than one sweep goes through.", hint="Raise LIST_MAX.", limit="LIST_MAX"
            )
        await self._sweeper.run(tenant_ids, should_stop=job.should_stop)
        for tenant_id in tenant_ids:
            await forget_surplus(self._database, tenant_id)
            await sweep_artifacts(self._database, self._artifacts, tenant_id, job.should_stop)
        if job.should_stop():
            raise JobInterruptedError

    async def give_up(self, _: Mapping[str, Any], error: RepochatError) -> None:
        """Nothing is lost: the next sweep finds what this one left."""
        log.warning("worker.sweep_given_up", reason=error.message)
