"""What an insight is worth to who reads it: how bad, how sure, how its rule fared, where it stands, how fresh. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from repochat.thinking.model import Severity

SEVERITY_WORTH: Mapping[Severity, float] = {"info": 0.05, "low": 0.15, "medium": 0.4, "high": 0.75, "critical": 1.0}
UNKNOWN_PERCENTILE = 0.5
RULE_PRIOR = 0.6  # share of a rule's insights that somebody finds worth it, before anybody said so
RULE_PRIOR_VOTES = 8.0  # how many votes that belief is worth
FRESH_HALF_LIFE_DAYS = 30.0
FRESH_FLOOR = 0.5
VALUE_MIN = 0.15  # below, an insight is listed and never told


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One of what is multiplied to the value; `words` say it to people."""

    name: str
    factor: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What the value of all insights of a repository is made of, beside themselves.

    `votes` are useful and not useful by rule, `percentiles` where the next bug is by path, `priorities` what was
    learned of a rule (`thoughts.prioritize`): the share of its insights that somebody acted on.
    """

    votes: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    percentiles: Mapping[str, float] = field(default_factory=dict[str, float])
    priorities: Mapping[str, float] = field(default_factory=dict[str, float])


def value_insight(
    *, severity: Severity, confidence: float, rule: str, path: str, first_seen_at: datetime, now: datetime, worth: Worth
) -> tuple[float, Sequence[Factor]]:
    """0 to 1.5, and the factors whose product it is."""
    percentile = worth.percentiles.get(path, UNKNOWN_PERCENTILE)
    usefulness, told = _value_rule(rule, worth)
    days = max(0.0, (now - first_seen_at).total_seconds() / 86_400)
    fresh = FRESH_FLOOR + (1 - FRESH_FLOOR) * 0.5 ** (days / FRESH_HALF_LIFE_DAYS)
    known = f"{percentile:.0%} of files are less likely to hold the next bug"
    factors = (
        Factor(name="severity", factor=SEVERITY_WORTH[severity], words=f"its severity is {severity}"),
        Factor(name="confidence", factor=confidence, words=f"it is {confidence:.0%} sure"),
        Factor(name="rule", factor=usefulness / RULE_PRIOR, words=told),
        Factor(
            name="place",
            factor=0.5 + percentile,
            words=known if path in worth.percentiles else "nothing is known of its file's risk",
        ),
        Factor(name="freshness", factor=fresh, words=f"it was first seen {days:.0f} days ago"),
    )
    value = 1.0
    for each in factors:
        value *= each.factor
    return value, factors


def _value_rule(rule: str, worth: Worth) -> tuple[float, str]:
    """Mean of a beta distribution after the votes, from a prior that one bad vote does not overthrow."""
    if rule in worth.priorities:
        learned = worth.priorities[rule]
        return learned, f"people acted on {learned:.0%} of what its rule finds, as learned"
    useful, not_useful = worth.votes.get(rule, (0, 0))
    mean = (RULE_PRIOR * RULE_PRIOR_VOTES + useful) / (RULE_PRIOR_VOTES + useful + not_useful)
    return mean, f"its rule was called useful {useful} times and not useful {not_useful} times"
