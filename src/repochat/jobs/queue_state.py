from dataclasses import dataclass
from typing import get_args

from sqlalchemy import text

from repochat.core.database import ReadSession
from repochat.jobs.limits import LIMITS
from repochat.jobs.task import Queue

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
    """`workers` counts those with a recent heartbeat: a process has one for each queue."""

    waiting: int
    running: int
    workers: int

    @property
    def processes(self) -> int:
        """That serve; one that is just starting or ending counts."""
        return -(-self.workers // len(get_args(Queue)))


async def get_queue_state(session: ReadSession) -> QueueState:
    """Raises UnavailableError when the queue's tables cannot be read."""
    row = (await session.execute(_STATE, {"stalled_after_s": LIMITS.stalled_after_s})).one()
    return QueueState(waiting=row[0], running=row[1], workers=row[2])
