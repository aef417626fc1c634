from dataclasses import dataclass

from sqlalchemy import text

from repochat.core.database import ReadSession
from repochat.jobs.limits import LIMITS

_STATE = text(
    """
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
           (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
           (SELECT count(*) FROM procrastinate_workers
            WHERE last_heartbeat > now() - make_interval(secs => CAST(:stalled_after_s AS double precision)))
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """`workers` counts those with a recent heartbeat."""

    waiting: int
    running: int
    workers: int


async def get_queue_state(session: ReadSession) -> QueueState:
    """Raises UnavailableError when the queue's tables cannot be read."""
    row = (await session.execute(_STATE, {"stalled_after_s": LIMITS.stalled_after_s})).one()
    return QueueState(waiting=row[0], running=row[1], workers=row[2])
