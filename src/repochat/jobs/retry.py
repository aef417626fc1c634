"""Turns an error into "again later" or "never again"."""

import asyncio
from random import SystemRandom

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job as ProcrastinateJob

from repochat.core.errors import UnavailableError
from repochat.jobs.limits import LIMITS, JobLimits

_random = SystemRandom()


class JobInterruptedError(Exception):
    """Raised by a task that stopped because `Job.should_stop()` said so: the job goes back to the queue."""


def draw_delay_s(attempt: int, *, base_s: float, cap_s: float) -> float:
    """Return a delay drawn by full jitter: uniform between 0 and min(cap, base * 2^attempt), `attempt` from 0.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    return _random.uniform(0, min(cap_s, base_s * 2 ** min(attempt, 32)))


class KindRetry(BaseRetryStrategy):
    """Only what may be there later is tried again; a shutdown gives the job back at once."""

    def __init__(self, limits: JobLimits = LIMITS) -> None:
        self._limits = limits

    def get_retry_decision(self, *, exception: BaseException, job: ProcrastinateJob) -> RetryDecision | None:
        if isinstance(exception, JobInterruptedError | asyncio.CancelledError):
            return RetryDecision()
        if not self.may_run_again(exception, attempts=job.attempts):
            return None
        delay_s = draw_delay_s(job.attempts, base_s=self._limits.backoff_base_s, cap_s=self._limits.backoff_cap_s)
        return RetryDecision(retry_in={"seconds": max(1, round(delay_s))})

    def may_run_again(self, error: BaseException, *, attempts: int) -> bool:
        """`attempts` counts the runs before this one, as Procrastinate does."""
        return isinstance(error, UnavailableError) and attempts + 1 < self._limits.runs_max
