from dataclasses import dataclass
from typing import get_args

from sqlalchemy import text

from repochat.core.database import ReadSession
from repochat.jobs.limits import LIMITS
from repochat.jobs.task import Queue

_WORKERS = f"""
    SELECT count(*) FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => {LIMITS.stalled_after_s})
"""  # noqa: S608  a number of our own
_STATE = text(
    f"""
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
           (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
           ({_WORKERS})
    """  # noqa: S608  as above
)
PROCESSES_SQL = f"SELECT CAST(ceil(({_WORKERS}) / {len(get_args(Queue))}.0) AS int)"
"""Worker processes that serve, for a statement that asks for more in one go; one that starts or ends counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """`workers` counts those with a recent heartbeat: a process has one for each queue."""

    waiting: int
    running: int
    workers: int


async def get_queue_state(session: ReadSession) -> QueueState:
    """Raises UnavailableError when the queue's tables cannot be read."""
    row = (await session.execute(_STATE)).one()
    return QueueState(waiting=row[0], running=row[1], workers=row[2])
