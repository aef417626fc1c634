"""What becomes of a proposal whose run failed: it waits, longer each time, or it is parked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any

from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_model import Run
from repochat.core.clock import read_clock
from repochat.core.database import WriteSession
from repochat.thinking.running.limits import LIMITS, RunLimits

_random = SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`kind` is the class of the error, of which three in a row park; `message` is for people."""

    kind: str
    message: str


async def settle_failure(session: WriteSession, run: Run, failure: Failure, limits: RunLimits = LIMITS) -> bool:
    """Postpones or parks the proposal of a run that failed. Returns whether it is parked."""
    proposals = ProposalWriter(session)
    earlier = (await proposals.get(run.proposal_id)).failures
    now = read_clock()
    told = {"class": failure.kind, "message": failure.message, "at": now.isoformat(), "run_id": str(run.id)}
    in_a_row = 1 + count_last(earlier, failure.kind)
    delay = timedelta(seconds=draw_delay_s(in_a_row - 1, limits))
    await proposals.postpone(run.proposal_id, not_before=now + delay, failure=told)
    if in_a_row < limits.failures_max:
        return False
    reason = f"It failed {in_a_row} times in the same way: {failure.message}"
    await proposals.settle(run.proposal_id, "parked", reason_code="parked", reason=reason)
    return True


def count_last(failures: Sequence[Mapping[str, Any]], kind: str) -> int:
    """How many of the last failures, without another one between them, are of `kind`."""
    count = 0
    for failure in reversed(failures):
        if failure["class"] != kind:
            break
        count += 1
    return count


def draw_delay_s(failures: int, limits: RunLimits = LIMITS) -> float:
    """Full jitter: uniform between 0 and min(cap, base * 2^failures), `failures` from 0.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    return _random.uniform(0, min(limits.backoff_cap_s, limits.backoff_base_s * 2 ** min(failures, 32)))
