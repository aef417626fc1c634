"""The end of a run: its budgets are charged by what was measured, and its arm learns what the minutes earned."""

from repochat.catalog.thinking.admission_store import AdmissionWriter, lock_admission
from repochat.catalog.thinking.arm_store import ArmWriter
from repochat.catalog.thinking.bucket_store import BucketWriter, OpenCharge
from repochat.catalog.thinking.run_model import Run
from repochat.core.database import WriteSession
from repochat.thinking.scheduling.bandit import MINUTES_MIN
from repochat.thinking.spec import Amounts

SECONDS_A_MINUTE = 60


async def charge(session: WriteSession, run: Run, used: Amounts) -> bool:
    """Once for each run, in the transaction that ends it, after its reward is written. False: it was charged before.

    The difference to what it had reserved is given back, or taken: then a level may fall below 0, by the error of one
    estimate. One that was reused, or that somebody stopped, teaches nothing; one that failed earned nothing.
    """
    await lock_admission(session, run.tenant_id)
    buckets = BucketWriter(session)
    held = await buckets.take_charge(run.id)
    if held is None:
        return False
    await buckets.charge(held, used.as_json())
    await AdmissionWriter(session).serve(held.repo_id, used.cpu_s - float(held.asked.get("cpu_s", 0.0)))
    await _learn(session, held, used)
    return True


async def revalue(session: WriteSession, run: Run, reward: float) -> None:
    """A later verdict on what the run found: its arm learns `reward` instead of what it learned before.

    Call it before the run's own reward is written anew.
    """
    minutes = _count_minutes(float((run.used or {}).get("cpu_s", 0.0)))
    await ArmWriter(session).correct(
        run.tenant_id,
        thought=run.thought,
        level=run.level,
        before=run.reward or 0.0,
        after=reward,
        cpu_minutes=minutes,
    )


async def _learn(session: WriteSession, held: OpenCharge, used: Amounts) -> None:
    if held.is_reused or held.status not in {"done", "failed", "lost"}:
        return
    reward = held.reward or 0.0 if held.status == "done" else 0.0
    await ArmWriter(session).learn(
        held.tenant_id,
        thought=held.thought,
        level=held.level,
        reward=reward,
        cpu_minutes=_count_minutes(used.cpu_s),
    )


def _count_minutes(cpu_s: float) -> float:
    return max(MINUTES_MIN, cpu_s / SECONDS_A_MINUTE)
