"""Runs that nobody works on any more: lost with their worker, or without a job. And those that are too old to keep."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_model import Run
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.catalog.thinking.settings_store import ThinkingStore
from repochat.core.database import Database
from repochat.jobs import enqueue, has_job
from repochat.thinking.running.failing import Failure, settle_failure
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.tasks import THINK_TASK, request_admission
from repochat.thinking.spec import URGENT, read_amounts

log = structlog.get_logger(__name__)

LOST = Failure(kind="lost", message="Its worker ended in the middle.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """`is_on`: some repository of the tenant may be thought about."""

    lost: int
    called: int
    is_on: bool


async def sweep_runs(database: Database, tenant_id: UUID, limits: RunLimits = LIMITS) -> Swept:
    """Ends the tenant's runs whose lease is over, and calls a worker for those that wait without a job.

    At most `lost_swept_max` of each. One short transaction where there is nothing to do.
    """
    most = limits.lost_swept_max
    async with database.read(tenant_id) as session:
        runs = RunStore(session)
        overdue = await runs.list_overdue(lease_s=limits.lease_s, limit=most)
        waiting = await runs.list_forgotten(waits_s=limits.forgotten_s, limit=most)
        forgotten = [run for run in waiting if not await has_job(session, THINK_TASK, {"run_id": str(run.id)})]
        is_on = bool(await ThinkingStore(session).list_on())
    lost = [await lose_run(database, run, limits) for run in overdue]
    for run in forgotten:
        await _call_worker(database, run)
    return Swept(lost=sum(lost), called=len(forgotten), is_on=is_on)


async def forget_surplus(database: Database, tenant_id: UUID) -> int:
    """Deletes a repository's runs beyond the newest `kept_of_repo_max`, `swept_at_once_max` at once."""
    async with database.write(tenant_id) as session:
        return await RunWriter(session).forget_surplus()


async def _call_worker(database: Database, run: Run) -> None:
    """Its job came to an end in an absence of the database. A run that is called twice is claimed once."""
    args = {"tenant_id": str(run.tenant_id), "run_id": str(run.id)}
    async with database.write(run.tenant_id) as session:
        await enqueue(session, THINK_TASK, args, queue="urgent" if run.trigger in URGENT else "thinking")
    log.warning("thinking.run_called_again", run_id=str(run.id))


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
