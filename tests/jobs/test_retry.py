import asyncio

import pytest
from procrastinate.jobs import Job

from repochat.core.errors import ConflictError, InvalidError, UnavailableError
from repochat.jobs import JobInterruptedError, JobLimits
from repochat.jobs.retry import KindRetry, draw_delay_s

RETRY = KindRetry(JobLimits(runs_max=3))


def _job(attempts: int) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="task", attempts=attempts)


@pytest.mark.parametrize("error", [InvalidError("x", hint="y"), ConflictError("x", hint="y"), ValueError("x")])
def test_what_will_not_change_is_not_tried_again(error: Exception) -> None:
    assert RETRY.get_retry_decision(exception=error, job=_job(0)) is None


def test_what_is_away_is_tried_again_until_runs_max() -> None:
    away = UnavailableError("x", hint="y")
    decisions = [RETRY.get_retry_decision(exception=away, job=_job(attempts)) for attempts in range(4)]
    assert [decision is not None for decision in decisions] == [True, True, False, False]


@pytest.mark.parametrize("error", [JobInterruptedError(), asyncio.CancelledError()])
def test_a_shutdown_gives_the_job_back_whatever_its_attempts(error: BaseException) -> None:
    decision = RETRY.get_retry_decision(exception=error, job=_job(99))
    assert decision is not None
    assert decision.retry_at is None


def test_delays_are_spread_from_zero_to_a_doubling_bound() -> None:
    for attempt, bound in ((0, 2), (1, 4), (3, 16), (50, 60)):
        drawn = [draw_delay_s(attempt, base_s=2, cap_s=60) for _ in range(300)]
        assert 0 <= min(drawn) < bound / 4
        assert bound * 3 / 4 < max(drawn) <= bound
