"""What an owner allows in the background of a repository: which thoughts, how much of them in a day, and when not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypedDict, get_args

from repochat.catalog.thinking.quiet_hours import QuietHours
from repochat.core.errors import InvalidError

Thought = Literal[
    "ScanDiff",
    "MapRepo",
    "SmellHunt",
    "HypothesizeBug",
    "GenTests",
    "Fuzz",
    "Verify",
    "Profile",
    "PatchDraft",
    "Summarize",
    "Prioritize",
]
THOUGHTS: tuple[Thought, ...] = get_args(Thought)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingLimits:
    """The most that an owner may allow a repository in a day."""

    cpu_seconds_day_max: int = 64 * 86_400  # sixty-four cores, all day
    model_tokens_day_max: int = 10**12
    usd_day_max: int = 100_000
    drafts_day_max: int = 100


LIMITS = ThinkingLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingBudgets:
    """What a day (UTC) of background work on a repository may use; 0 allows none."""

    cpu_seconds_day: int = 3_600
    model_tokens_day: int = 200_000
    usd_day: Decimal = Decimal(1)
    drafts_day: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingSettings:
    """Off unless an owner said otherwise. `quiet_hours` None: at any time."""

    is_on: bool = False
    thoughts: Sequence[Thought] = THOUGHTS
    budgets: ThinkingBudgets = field(default_factory=ThinkingBudgets)
    quiet_hours: QuietHours | None = None


class ThinkingChange(TypedDict, total=False):
    """What is absent stays as it is."""

    is_on: bool
    thoughts: Sequence[Thought]
    budgets: ThinkingBudgets
    quiet_hours: QuietHours | None


def check_thinking(settings: ThinkingSettings) -> None:
    """Raises InvalidError for thoughts that there are not, and for budgets out of bounds."""
    for name in settings.thoughts:
        if name not in THOUGHTS:
            raise InvalidError(f"{name!r} is no thought.", hint=f"There are {', '.join(THOUGHTS)}.")
    if len({*settings.thoughts}) != len(settings.thoughts):
        raise InvalidError("A thought is named twice.", hint="Name each once.")
    budgets = settings.budgets
    _check("CPU seconds", budgets.cpu_seconds_day, LIMITS.cpu_seconds_day_max)
    _check("model tokens", budgets.model_tokens_day, LIMITS.model_tokens_day_max)
    _check("dollars", budgets.usd_day, LIMITS.usd_day_max)
    _check("drafts", budgets.drafts_day, LIMITS.drafts_day_max)


def _check(unit: str, value: int | Decimal, most: int) -> None:
    if not 0 <= value <= most:
        raise InvalidError(f"A day has 0 to {most:,} {unit}, not {value:,}.", hint="Give a number between these.")
