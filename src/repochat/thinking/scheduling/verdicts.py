"""Whether a proposal may start now, and if not, why not: the checks of admission in their order, as pure functions.

Admission asks them of the few proposals whose turn it may be; whoever reads the backlog asks them of what it shows. So
no reason is stored, and none is out of date.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.thinking.bucket_store import RESOURCES, Bucket, Resource
from repochat.catalog.thinking.settings import ThinkingSettings
from repochat.thinking.scheduling.buckets import find_ready, has_room
from repochat.thinking.scheduling.proposing import BY_PEOPLE
from repochat.thinking.spec import URGENT, Amounts, Trigger

ReasonCode = Literal["kill_switch", "permission", "postponed", "quiet_hours", "budget", "concurrency", "turn"]
WORDS: Mapping[Resource, str] = {
    "cpu_s": "CPU seconds",
    "gpu_s": "GPU seconds",
    "model_tokens": "model tokens",
    "io_bytes": "reading and writing",
    "usd": "dollars",
}
SOON = timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`text` is a sentence for people; `until` is when it may be otherwise, where that is known."""

    code: ReasonCode
    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """The buckets of an owner as they are now, and what each may use in a day."""

    buckets: Mapping[Resource, Bucket]
    per_day: Mapping[Resource, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Of the tenant. Slots are of all workers, for each lane; open runs wait for a worker or run."""

    now: datetime
    is_enabled: bool
    stop: Stop | None
    built: frozenset[str]
    sandboxed: frozenset[str]
    purse: Purse
    slots: int
    open_urgent: int
    open_background: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Of the repository."""

    settings: ThinkingSettings
    purse: Purse
    open_urgent: int = 0
    open_background: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Of the proposal. `ahead` counts those that go before it."""

    thought: str
    trigger: Trigger
    asked: Amounts
    not_before: datetime | None = None
    ahead: int = 0


Check = Callable[[Surroundings, Place, Wish], Refusal | None]


def find_refusal(around: Surroundings, place: Place, wish: Wish) -> Refusal | None:
    """The first reason of the order why it may not start; None: it may."""
    for check in ORDER:
        refusal = check(around, place, wish)
        if refusal is not None:
            return refusal
    return None


def tell_moment(moment: datetime, now: datetime, zone_text: str = "UTC") -> str:
    """As `07:00 UTC`, with its day when that is not near."""
    told = moment.astimezone(UTC)
    return f"{told:%H:%M} {zone_text}" if moment - now < SOON else f"{told:%Y-%m-%d %H:%M} {zone_text}"


def check_switch(around: Surroundings, place: Place, _: Wish) -> Refusal | None:
    """Of everything, of the tenant, of the repository."""
    if not around.is_enabled:
        return Refusal(code="kill_switch", text="waiting: thinking is off for everything here (THINKING_ENABLED)")
    if around.stop is not None:
        return Refusal(code="kill_switch", text=f"waiting: {_lower(around.stop.tell())}")
    if place.settings.is_stopped:
        return Refusal(code="kill_switch", text="waiting: the repository's kill switch is on")
    return None


def check_permission(around: Surroundings, place: Place, wish: Wish) -> Refusal | None:
    """Thinking is on, the Thought is chosen and built, and needs no sandbox."""
    if not place.settings.is_on:
        return Refusal(code="permission", text="waiting: thinking is off in this repository")
    if wish.thought not in place.settings.thoughts:
        return Refusal(code="permission", text=f"waiting: {wish.thought} is not among the chosen Thoughts")
    if wish.thought in around.sandboxed:
        return Refusal(code="permission", text=f"waiting: {wish.thought} needs a sandbox, and there is none")
    if wish.thought not in around.built:
        return Refusal(code="permission", text=f"waiting: {wish.thought} is not built yet")
    return None


def check_due(around: Surroundings, _: Place, wish: Wish) -> Refusal | None:
    """After a failure it waits for its next attempt."""
    if wish.not_before is None or wish.not_before <= around.now:
        return None
    when = tell_moment(wish.not_before, around.now)
    return Refusal(code="postponed", text=f"waiting: next attempt at {when}", until=wish.not_before)


def check_quiet(around: Surroundings, place: Place, wish: Wish) -> Refusal | None:
    """What a person asks for runs at once; everything else keeps quiet hours."""
    quiet = place.settings.quiet_hours
    if quiet is None or wish.trigger in BY_PEOPLE or not quiet.covers(around.now):
        return None
    end = quiet.find_end(around.now)
    if end is None:
        return Refusal(code="quiet_hours", text="waiting: quiet hours, on every day all day")
    when = quiet.tell(end, around.now)
    return Refusal(code="quiet_hours", text=f"waiting: quiet hours until {when}", until=end)


def check_budget(around: Surroundings, place: Place, wish: Wish) -> Refusal | None:
    """The repository's own, then the tenant's."""
    for whose, purse in (("", place.purse), (" of all repositories together", around.purse)):
        for name in RESOURCES:
            asked = float(getattr(wish.asked, name))
            if not has_room(purse.buckets[name], asked):
                return _refuse_budget(around.now, purse, name, asked, whose)
    return None


def check_concurrency(around: Surroundings, place: Place, wish: Wish) -> Refusal | None:
    """A worker, one run of each lane in a repository, and a free slot of the lane."""
    if around.slots == 0:
        return Refusal(code="concurrency", text="waiting: no worker runs")
    is_urgent = wish.trigger in URGENT
    if (place.open_urgent if is_urgent else place.open_background) > 0:
        return Refusal(code="concurrency", text="waiting: a run of this repository goes on")
    count = around.open_urgent if is_urgent else around.open_background
    if count >= around.slots:
        return Refusal(code="concurrency", text=f"waiting: {_count_runs(count)} ahead")
    return None


def check_turn(_: Surroundings, __: Place, wish: Wish) -> Refusal | None:
    """Priority, fairness and payoff put others before it."""
    if wish.ahead == 0:
        return None
    return Refusal(code="turn", text=f"waiting: {wish.ahead:,} of this repository before it")


ORDER: Sequence[Check] = (
    check_switch,
    check_permission,
    check_due,
    check_quiet,
    check_budget,
    check_concurrency,
    check_turn,
)


def _refuse_budget(now: datetime, purse: Purse, name: Resource, asked: float, whose: str) -> Refusal:
    ready = find_ready(purse.buckets[name], purse.per_day[name], asked, now)
    if ready is None:
        return Refusal(code="budget", text=f"waiting: the budget of {WORDS[name]}{whose} is too small for it")
    when = tell_moment(ready, now)
    return Refusal(code="budget", text=f"waiting: budget of {WORDS[name]}{whose}, full enough at {when}", until=ready)


def _count_runs(count: int) -> str:
    return "1 run is" if count == 1 else f"{count} runs are"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
