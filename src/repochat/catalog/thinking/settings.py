"""What an owner allows in the background of a repository: which thoughts, how much of them in a day, and when not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypedDict, get_args

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
    gpu_seconds_day_max: int = 64 * 86_400
    io_bytes_day_max: int = 10**15
    insights_day_max: int = 100


LIMITS = ThinkingLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingBudgets:
    """What background work on a repository may use in any 24 hours; 0 allows none.

    `insights_day` are those that are notified; the others are ranked and wait.
    """

    cpu_seconds_day: int = 3_600
    model_tokens_day: int = 200_000
    usd_day: Decimal = Decimal(1)
    drafts_day: int = 1
    gpu_seconds_day: int = 0
    io_bytes_day: int = 50_000_000_000
    insights_day: int = 3


class BudgetsChange(TypedDict, total=False):
    """What is absent stays as it is."""

    cpu_seconds_day: int
    model_tokens_day: int
    usd_day: Decimal
    drafts_day: int
    gpu_seconds_day: int
    io_bytes_day: int
    insights_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingSettings:
    """Off unless an owner said otherwise. `quiet_hours` None: at any time.

    `is_stopped` is the repository's own kill switch: what runs is ended, and nothing starts, until it is taken back.
    """

    is_on: bool = False
    is_stopped: bool = False
    thoughts: Sequence[Thought] = THOUGHTS
    budgets: ThinkingBudgets = field(default_factory=ThinkingBudgets)
    quiet_hours: QuietHours | None = None


class ThinkingChange(TypedDict, total=False):
    """What is absent stays as it is."""

    is_on: bool
    is_stopped: bool
    thoughts: Sequence[Thought]
    budgets: BudgetsChange
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
    _check("GPU seconds", budgets.gpu_seconds_day, LIMITS.gpu_seconds_day_max)
    _check("bytes read and written", budgets.io_bytes_day, LIMITS.io_bytes_day_max)
    _check("insights", budgets.insights_day, LIMITS.insights_day_max)


def change_settings(settings: ThinkingSettings, change: ThinkingChange) -> ThinkingSettings:
    """`settings` with what `change` names."""
    changed: dict[str, Any] = {**change}
    if "budgets" in change:
        changed["budgets"] = replace(settings.budgets, **change["budgets"])
    return replace(settings, **changed)


def _check(unit: str, value: int | Decimal, most: int) -> None:
    if not 0 <= value <= most:
        raise InvalidError(f"A day has 0 to {most:,} {unit}, not {value:,}.", hint="Give a number between these.")
