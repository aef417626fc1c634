"""Puts jobs into the queue inside the transaction that caused them: both become true together, or neither does."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ConflictError, LimitError
from repochat.jobs.limits import LIMITS
from repochat.jobs.task import Queue

_DEFER = text(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
        CAST(:queue AS varchar), CAST(:task AS varchar), CAST(:priority AS integer), CAST(:lock AS text),
        CAST(:queueing_lock AS text), CAST(:args AS jsonb), CAST(NULL AS timestamptz)
    )::procrastinate_job_to_defer_v1]))
    """
)
_DEFER_ONCE = text(
    """
    WITH seen AS (
        SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task AND lock = :lock)
                   AS is_waiting,
               (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT :most) AS w)
                   AS waiting
    )
    SELECT is_waiting, waiting, CASE WHEN NOT is_waiting AND waiting < :most THEN (
        SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
            CAST(:queue AS varchar), CAST(:task AS varchar), CAST(:priority AS integer), CAST(:lock AS text),
            NULL, CAST(:args AS jsonb), CAST(NULL AS timestamptz)
        )::procrastinate_job_to_defer_v1]))
    ) END FROM seen
    """
)
_HAS_JOB = text(
    """
    SELECT EXISTS (SELECT 1 FROM procrastinate_jobs
                   WHERE task_name = :task AND status IN ('todo', 'doing') AND args @> CAST(:args AS jsonb))
    """
)
_COUNT_WAITING = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
_QUEUEING_LOCK_INDEX = "procrastinate_jobs_queueing_lock_idx_v1"


async def enqueue(
    session: WriteSession,
    task: str,
    args: Mapping[str, Any],
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    queue: Queue = "default",
) -> int:
    """Return the id of a new job that becomes runnable when `session` commits.

    Jobs of one `lock` run one after another, in the order of enqueueing. While a job waits with a `queueing_lock`,
    a second one with the same raises ConflictError, and the transaction stays usable. A higher `priority` goes first.
    Raises LimitError when `args` is over `args_bytes_max` as JSON, or the queue is full.
    """
    payload = _pack(args)
    if await _count_waiting(session) >= LIMITS.waiting_jobs_max:
        raise _too_many()
    row = {"queue": queue, "task": task, "priority": priority, "lock": lock, "queueing_lock": queueing_lock}
    try:
        async with session.begin_nested():
            return (await session.execute(_DEFER, {**row, "args": payload})).scalar_one()
    except IntegrityError as error:
        if _QUEUEING_LOCK_INDEX not in str(error.orig):
            raise
        raise ConflictError("The same job is already waiting.", hint="Wait for it, or cancel it first.") from error


async def enqueue_once(
    session: WriteSession,
    task: str,
    args: Mapping[str, Any],
    *,
    lock: str,
    priority: int = 0,
    queue: Queue = "default",
) -> int | None:
    """Return the id of a new job as `enqueue` does; None when a job of this task and `lock` waits already.

    One statement. Whoever adds work for such a job, and the job before it looks for work, hold the same lock of a
    transaction: then a job that waits sees what was added, and one that runs is followed by another.
    Raises LimitError as `enqueue` does.
    """
    row = {"queue": queue, "task": task, "priority": priority, "lock": lock, "args": _pack(args)}
    found = (await session.execute(_DEFER_ONCE, {**row, "most": LIMITS.waiting_jobs_max})).one()
    if not found[0] and found[1] >= LIMITS.waiting_jobs_max:
        raise _too_many()
    return found[2]


def _pack(args: Mapping[str, Any]) -> str:
    payload = json.dumps(dict(args))
    if len(payload.encode()) > LIMITS.args_bytes_max:
        raise LimitError("The job's arguments are too long.", hint="Pass ids, not content.", limit="args_bytes_max")
    return payload


def _too_many() -> LimitError:
    return LimitError(
        "Too many jobs are waiting.", hint="Try again later, or start more workers.", limit="waiting_jobs_max"
    )


async def _count_waiting(session: ReadSession) -> int:
    return (await session.execute(_COUNT_WAITING)).scalar_one()


async def has_job(session: ReadSession, task: str, args: Mapping[str, Any]) -> bool:
    """Whether a job of `task` whose arguments hold `args` waits or runs, or is to be given back by a sweep."""
    return bool(await session.scalar(_HAS_JOB, {"task": task, "args": _pack(args)}))
