"""Puts jobs into the queue inside the transaction that caused them: both become true together, or neither does."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ConflictError, LimitError
from repochat.jobs.limits import LIMITS

_DEFER = text(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
        CAST(:queue AS varchar), CAST(:task AS varchar), CAST(:priority AS integer), CAST(:lock AS text),
        CAST(:queueing_lock AS text), CAST(:args AS jsonb), CAST(NULL AS timestamptz)
    )::procrastinate_job_to_defer_v1]))
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
) -> int:
    """Return the id of a new job that becomes runnable when `session` commits.

    Jobs of one `lock` run one after another, in the order of enqueueing. While a job waits with a `queueing_lock`,
    a second one with the same raises ConflictError, and the transaction stays usable. A higher `priority` goes first.
    Raises LimitError when `args` is over `args_bytes_max` as JSON, or the queue is full.
    """
    payload = json.dumps(dict(args))
    if len(payload.encode()) > LIMITS.args_bytes_max:
        raise LimitError("The job's arguments are too long.", hint="Pass ids, not content.", limit="args_bytes_max")
    if await _count_waiting(session) >= LIMITS.waiting_jobs_max:
        raise LimitError(
            "Too many jobs are waiting.", hint="Try again later, or start more workers.", limit="waiting_jobs_max"
        )
    row = {"queue": "default", "task": task, "priority": priority, "lock": lock, "queueing_lock": queueing_lock}
    try:
        async with session.begin_nested():
            return (await session.execute(_DEFER, {**row, "args": payload})).scalar_one()
    except IntegrityError as error:
        if _QUEUEING_LOCK_INDEX not in str(error.orig):
            raise
        raise ConflictError("The same job is already waiting.", hint="Wait for it, or cancel it first.") from error


async def _count_waiting(session: ReadSession) -> int:
    return (await session.execute(_COUNT_WAITING)).scalar_one()
