"""Runs that nobody works on any more: lost with their worker, or without a job. And those that are too old to keep."""

from uuid import UUID

import structlog

from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_model import Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.core.database import Database
from repochat.thinking.running.failing import Failure, settle_failure
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import read_amounts

log = structlog.get_logger(__name__)

LOST = Failure(kind="lost", message="Its worker ended in the middle.")


async def sweep_lost(database: Database, tenant_id: UUID, limits: RunLimits = LIMITS) -> int:
    """Ends the tenant's runs whose lease is over, at most `lost_swept_max`. Returns how many these were."""
    async with database.read(tenant_id) as session:
        runs = await RunStore(session).list_overdue(lease_s=limits.lease_s, limit=limits.lost_swept_max)
    swept = [await lose_run(database, run, limits) for run in runs]
    return sum(swept)


async def lose_run(database: Database, run: Run, limits: RunLimits = LIMITS) -> bool:
    """What it reserved is charged, because nobody knows what it used. False: it was renewed or ended meanwhile."""
    async with database.write(run.tenant_id) as session:
        runs = RunWriter(session)
        lost = await runs.lose(run, lease_s=limits.lease_s, summary=LOST.message)
        if lost is None:
            return False
        await runs.log(run.id, [LOST.message])
        if run.cancel_requested:
            await ProposalWriter(session).settle(run.proposal_id, "withdrawn", reason_code="cancelled")
        else:
            await settle_failure(session, lost, LOST, limits)
        await charge(session, lost, read_amounts(run.asked))
        await request_admission(session, run.tenant_id)
    log.warning("thinking.run_lost", run_id=str(run.id), worker=run.worker)
    return True
