"""Gives back the jobs of workers that died: Procrastinate tells them, but leaves the rest to us."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

import structlog
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from repochat.core.errors import RepochatError
from repochat.jobs.limits import JobLimits

log = structlog.get_logger(__name__)


Chore = Callable[[], Awaitable[None]]


async def sweep_forever(manager: JobManager, chores: Sequence[Chore], limits: JobLimits) -> None:
    """Sweep at once and then every `sweep_s`, then do the `chores`.

    Raises ConnectorException when the database is away. A chore that raises is done again with the next sweep.
    """
    while True:
        await sweep(manager, limits)
        for chore in chores:
            try:
                await chore()
            except RepochatError as error:
                log.warning("jobs.chore_failed", error=error.message)
        await asyncio.sleep(limits.sweep_s)


async def sweep(manager: JobManager, limits: JobLimits) -> int:
    """Return how many stalled jobs went back to the queue. The run counts as an attempt, so a poison job ends."""
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=limits.stalled_after_s)
    given_back = await _give_back(manager, stalled)
    await manager.delete_old_jobs(
        nb_hours=limits.finished_jobs_kept_h, include_failed=True, include_cancelled=True, include_aborted=True
    )
    return given_back


async def _give_back(manager: JobManager, jobs: Iterable[ProcrastinateJob]) -> int:
    given_back = 0
    for job in jobs:
        with suppress(ConnectorException):  # another worker's sweep was faster
            try:
                await manager.retry_job(job)
            except UniqueViolation:  # a second one waits already, and would wait for ever for this one's lock
                await manager.finish_job_by_id_async(job.id or 0, Status.FAILED, delete_job=True)
                continue
            given_back += 1
            log.warning("jobs.stalled_job_given_back", job_id=job.id, task=job.task_name, attempts=job.attempts)
    return given_back
