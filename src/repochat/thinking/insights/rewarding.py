"""What a run earned, for the scheduler to learn from: insights that stand and were worth telling, and new knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from repochat.thinking.model import Outcome

TOLD = 1.0
PROVEN = 0.5
SUSPECTED = 0.2
OF_BASELINE = 0.02
OF_FACT = 0.01
FACTS_MAX = 0.3  # the most that new knowledge alone earns
UNPROVEN_STATUS = "hypothesis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """An insight that the run was the first to find."""

    id: UUID
    value: float
    status: str
    is_baseline: bool


def reward_outcome(outcome: Outcome, added: Sequence[Earned], told: frozenset[UUID], facts: int) -> float:
    """0 or more; what the Thought says itself stands. Later verdicts change it (`insights.judging`)."""
    if outcome.reward is not None:
        return max(0.0, outcome.reward)
    return sum(credit_insight(each, is_told=each.id in told) for each in added) + min(FACTS_MAX, OF_FACT * facts)


def credit_insight(each: Earned, *, is_told: bool) -> float:
    if is_told:
        return TOLD * each.value
    if each.is_baseline:
        return OF_BASELINE * each.value
    return (SUSPECTED if each.status == UNPROVEN_STATUS else PROVEN) * each.value
