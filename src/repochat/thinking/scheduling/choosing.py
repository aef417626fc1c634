"""What a repository does with its turn: one of its waiting proposals, at one level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np

from repochat.catalog.thinking.admission_store import Candidate, Head
from repochat.catalog.thinking.arm_store import Arm
from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.bandit import POLICY, choose, learn_posterior, weigh_place
from repochat.thinking.scheduling.estimates import Measured, allow, estimate
from repochat.thinking.scheduling.limits import LIMITS
from repochat.thinking.scheduling.proposing import BY_PEOPLE
from repochat.thinking.scheduling.verdicts import Place, Refusal, Surroundings, Wish, find_refusal
from repochat.thinking.spec import LEVELS, Amounts, Level, Trigger

ASKED_POLICY = "asked-1"
"""What a person asks for is done as thoroughly as can be paid for: there is nothing to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A proposal at a level that may start now. `allowed` is what its run may take at most."""

    head: Head
    level: Level
    asked: Amounts
    allowed: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What starts, and how it came to be chosen: `context` is logged with the run, for off-policy estimates."""

    option: Option
    policy: str
    propensity: float
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a choice leans on: arms by Thought and level, and what earlier runs of the repository used."""

    registry: Registry
    arms: Mapping[tuple[str, str], Arm]
    measured: Mapping[tuple[str, str], Measured]
    random: np.random.Generator


def decide(around: Surroundings, place: Place, candidate: Candidate, known: Knowledge) -> Decision | Refusal:
    """What may start now. Else the refusal that ends soonest, or the first where none is known to end."""
    refusals: list[Refusal] = []
    for heads in _part_bands(candidate.heads):
        options: list[Option] = []
        for head in heads:
            for level in LEVELS:
                made = _build_option(around, place, head, level, candidate.files, known)
                if isinstance(made, Option):
                    options.append(made)
                else:
                    refusals.append(made)
        if options:
            return _choose(options, known, around.now)
    return min(refusals, key=_end)


def count_files(head: Head, files: int) -> int:
    """How many files it looks at, as far as its target says."""
    return len(head.target.get("paths", ())) or files


def _part_bands(heads: Sequence[Head]) -> list[Sequence[Head]]:
    """Those that compete by payoff, from the longest wait on; what comes later is looked at when none of them may."""
    first = min(head.rank_at for head in heads)
    band = [head for head in heads if head.rank_at - first <= timedelta(seconds=LIMITS.band_s)]
    later = [head for head in heads if head not in band]
    return [band, later] if later else [band]


def _build_option(
    around: Surroundings, place: Place, head: Head, level: Level, files: int, known: Knowledge
) -> Option | Refusal:
    cost = known.registry[cast("ThoughtName", head.thought)].spec.cost
    measured = known.measured.get((head.thought, level), ())
    asked = estimate(cost, level, files=count_files(head, files), measured=measured)
    wish = Wish(thought=head.thought, trigger=cast("Trigger", head.trigger), asked=asked)
    refusal = find_refusal(around, place, wish)
    return refusal or Option(head=head, level=level, asked=asked, allowed=allow(cost, level, asked))


def _choose(options: Sequence[Option], known: Knowledge, now: datetime) -> Decision:
    asked_for = [option for option in options if option.head.trigger in BY_PEOPLE]
    if asked_for:
        best = max(asked_for, key=lambda option: LEVELS.index(option.level))
        return Decision(option=best, policy=ASKED_POLICY, propensity=1.0, context=_tell(best, options, now))
    posteriors = [learn_posterior(known.arms.get((option.head.thought, option.level))) for option in options]
    choice = choose(posteriors, known.random, [weigh_place(option.head.worth) for option in options])
    chosen = options[choice.index]
    context = {
        **_tell(chosen, options, now),
        "propensities": [round(chance, 9) for chance in choice.propensities],
        "means": [round(posterior.mean, 6) for posterior in posteriors],
        "scales": [round(posterior.scale, 6) for posterior in posteriors],
    }
    return Decision(option=chosen, policy=POLICY, propensity=choice.propensity, context=context)


def _tell(chosen: Option, options: Sequence[Option], now: datetime) -> dict[str, Any]:
    return {
        "arms": [[option.head.thought, option.level] for option in options],
        "worth": [round(option.head.worth, 4) for option in options],
        "waited_s": round((now - chosen.head.proposed_at).total_seconds(), 3),
        "allowed": chosen.allowed.as_json(),
    }


def _end(refusal: Refusal) -> tuple[bool, float]:
    return refusal.until is None, refusal.until.timestamp() if refusal.until else 0.0
