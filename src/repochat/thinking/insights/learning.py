"""What people's deeds say of rules and kinds of insights: shares with a prior, so that one deed overthrows nothing.

A rule's share is the mean of a beta distribution whose prior is its kind's share, whose prior in turn is RULE_PRIOR
(empirical Bayes of two levels; Gelman and others, Bayesian Data Analysis, chapter 5). Deeds fade by half in
HALF_LIFE_DAYS, as people change. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from repochat.catalog.thinking.verdict_store import Deed
from repochat.thinking.insights.valuing import RULE_PRIOR, RULE_PRIOR_VOTES

HALF_LIFE_DAYS = 90.0
WEIGHTS: Mapping[str, float] = {
    "useful": 1.0,
    "accepted": 1.0,
    "fixed": 0.8,
    "rerun": 0.4,
    "asked": 0.3,
    "opened": 0.1,
    "not_useful": -1.0,
    "rejected": -1.0,
    "dismissed": -0.5,
    "duplicate": -0.5,
}
"""What a deed says: above 0 for the insight, below against it. Of one insight, the strongest of each side counts."""
WORDS: Mapping[str, str] = {"not_useful": "not useful", "rerun": "run again", "asked": "asked about"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of what a rule or a kind finds, how much people act on. `told` is how often each deed was done."""

    mean: float
    good: float
    bad: float
    told: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {"mean": self.mean, "good": self.good, "bad": self.bad, "told": dict(self.told), "words": self.tell()}

    def tell(self) -> str:
        """As a sentence for people."""
        deeds = ", ".join(f"{WORDS.get(kind, kind)} {count} times" for kind, count in sorted(self.told.items()))
        return f"{self.mean:.0%} after {deeds}" if deeds else f"{self.mean:.0%}, as nobody did anything yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    """By rule, by kind, and by Thought."""

    rules: Mapping[str, Share]
    kinds: Mapping[str, Share]
    thoughts: Mapping[str, Share]

    def as_json(self) -> dict[str, Any]:
        return {
            "rules": {name: each.as_json() for name, each in sorted(self.rules.items())},
            "kinds": {name: each.as_json() for name, each in sorted(self.kinds.items())},
            "thoughts": {name: each.as_json() for name, each in sorted(self.thoughts.items())},
        }


def learn_priorities(deeds: Sequence[Deed], now: datetime) -> Priorities:
    """From what was done with the insights of one repository."""
    kinds = _learn_groups(deeds, lambda deed: deed.insight_kind, now, {})
    of_rule = {deed.rule: kinds[deed.insight_kind].mean for deed in deeds}
    return Priorities(
        rules=_learn_groups(deeds, lambda deed: deed.rule, now, of_rule),
        kinds=kinds,
        thoughts=_learn_groups(deeds, lambda deed: deed.thought, now, {}),
    )


def _learn_groups(
    deeds: Iterable[Deed], name_of: Callable[[Deed], str], now: datetime, priors: Mapping[str, float]
) -> dict[str, Share]:
    groups: dict[str, list[Deed]] = {}
    for deed in deeds:
        groups.setdefault(name_of(deed), []).append(deed)
    return {name: learn_share(each, now, priors.get(name, RULE_PRIOR)) for name, each in groups.items()}


def learn_share(deeds: Sequence[Deed], now: datetime, prior: float) -> Share:
    """`prior` is what is believed before any deed, worth RULE_PRIOR_VOTES of them."""
    best: dict[tuple[UUID, bool], float] = {}
    told: dict[str, int] = {}
    for deed in deeds:
        weight = WEIGHTS.get(deed.kind)
        if weight is None:
            continue
        told[deed.kind] = told.get(deed.kind, 0) + 1
        days = max(0.0, (now - deed.made_at).total_seconds() / 86_400)
        key = (deed.insight_id, weight > 0)
        best[key] = max(best.get(key, 0.0), abs(weight) * 0.5 ** (days / HALF_LIFE_DAYS))
    good = sum(weight for (_, is_good), weight in best.items() if is_good)
    bad = sum(weight for (_, is_good), weight in best.items() if not is_good)
    mean = (prior * RULE_PRIOR_VOTES + good) / (RULE_PRIOR_VOTES + good + bad)
    return Share(mean=mean, good=good, bad=bad, told=told)
