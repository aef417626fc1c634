"""Whose turn it is: start-time fair queueing over the CPU seconds of each repository.

Each run gets a start tag S = max(F, v) and a finish tag F = S + cost, where F is its repository's last finish tag and v
the largest start tag that was served. Who has the smallest max(F, v) goes next. While two repositories both want work,
what they got differs by at most one run of each (Goyal, Vin and Cheng, "Start-time Fair Queueing", 1996), however many
proposals either has; and one that wanted nothing for a while gains no claim on the past. What a run took beyond its
estimate is added to F when it ends.

Priority moves a repository forward by at most `bonus_max_s` of these CPU seconds: so nobody who wants work waits longer
than it takes to give every other repository `bonus_max_s` and two of its runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from repochat.catalog.thinking.admission_store import Candidate
from repochat.thinking.scheduling.limits import LIMITS, SchedulingLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Tags of one run, in virtual seconds."""

    started_s: float
    served_s: float


def take_turn(served_s: float, virtual_s: float, cost_s: float) -> Turn:
    """The tags of a run of `cost_s` CPU seconds."""
    started_s = max(served_s, virtual_s)
    return Turn(started_s=started_s, served_s=started_s + cost_s)


def age_priority(priority: int, proposed_at: datetime, now: datetime, limits: SchedulingLimits = LIMITS) -> float:
    """Points now: one more for each `age_step_s` of waiting. A clock that went back takes none away.

    All age alike, so the order of two that wait never changes: it is that of `proposed_at - priority * age_step_s`,
    which is stored once (`rank_at`) and found by an index, however long the backlog.
    """
    return priority + max(0.0, (now - proposed_at).total_seconds()) / limits.age_step_s


def order_turns(
    candidates: Sequence[Candidate], virtual_s: float, now: datetime, limits: SchedulingLimits = LIMITS
) -> list[Candidate]:
    """By start tag, less what the aged priority of the best head is worth."""

    def rank(candidate: Candidate) -> tuple[float, datetime]:
        points = max(age_priority(head.priority, head.proposed_at, now, limits) for head in candidate.heads)
        bonus_s = min(points * limits.bonus_step_s, limits.bonus_max_s)
        first = min(head.rank_at for head in candidate.heads)
        return max(candidate.served_s, virtual_s) - bonus_s, first

    return sorted(candidates, key=rank)
