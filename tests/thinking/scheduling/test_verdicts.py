"""Admission's checks, in their order: of several reasons the first is told."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.thinking.quiet_hours import QuietHours
from repochat.catalog.thinking.settings import ThinkingBudgets, ThinkingSettings
from repochat.thinking.scheduling.purses import bounds_of_repo, open_purse
from repochat.thinking.scheduling.verdicts import Place, Surroundings, Wish, find_refusal
from repochat.thinking.spec import Amounts, Trigger

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # a Monday
QUIET = QuietHours(zone="UTC", days=(0, 1, 2, 3, 4, 5, 6), from_=time(22), until=time(7))
AMPLE = open_purse({}, bounds_of_repo(ThinkingBudgets()), NOW)
SMALL = open_purse({}, bounds_of_repo(ThinkingBudgets(cpu_seconds_day=20)), NOW)
AROUND = Surroundings(
    now=NOW,
    is_enabled=True,
    stop=None,
    built=frozenset(("MapRepo", "Fuzz")),
    sandboxed=frozenset(("Fuzz",)),
    purse=AMPLE,
    slots=1,
    open_urgent=0,
    open_background=0,
)
PLACE = Place(settings=ThinkingSettings(is_on=True), purse=AMPLE)
WISH = Wish(thought="MapRepo", trigger="cron", asked=Amounts(cpu_s=10))

# Each removes the reason of the line before it, so what is left is refused for the next reason of the order.
BLOCKED = (
    replace(
        AROUND, is_enabled=False, slots=0, stop=Stop(reason="a look", stopped_by="ann", stopped_at=NOW), purse=SMALL
    ),
    replace(PLACE, settings=ThinkingSettings(is_stopped=True, quiet_hours=QUIET), purse=SMALL, open_background=1),
    Wish(thought="GenTests", trigger="cron", asked=Amounts(cpu_s=10), not_before=NOW + timedelta(hours=1), ahead=2),
)


def test_the_order_is_switch_permission_attempt_quiet_budget_concurrency_turn() -> None:
    around, place, wish = BLOCKED
    told: list[tuple[str, str]] = []

    def look() -> None:
        refusal = find_refusal(around, place, wish)
        assert refusal is not None
        told.append((refusal.code, refusal.text))

    look()
    around = replace(around, is_enabled=True)
    look()
    around = replace(around, stop=None)
    look()
    place = replace(place, settings=replace(place.settings, is_stopped=False))
    look()
    place = replace(place, settings=replace(place.settings, is_on=True, thoughts=("MapRepo", "Fuzz")))
    look()
    wish = replace(wish, thought="Fuzz")
    look()
    wish = replace(wish, thought="MapRepo")
    look()
    wish = replace(wish, not_before=None)
    look()
    place = replace(place, settings=replace(place.settings, quiet_hours=None))
    look()
    place = replace(place, purse=AMPLE)
    look()
    around = replace(around, purse=AMPLE)
    look()
    around = replace(around, slots=1)
    look()
    place = replace(place, open_background=0)
    look()
    assert told == [
        ("kill_switch", "waiting: thinking is off for everything here (THINKING_ENABLED)"),
        ("kill_switch", "waiting: the kill switch is on since 2026-03-02 06:00 UTC, by ann: a look"),
        ("kill_switch", "waiting: the repository's kill switch is on"),
        ("permission", "waiting: thinking is off in this repository"),
        ("permission", "waiting: GenTests is not among the chosen Thoughts"),
        ("permission", "waiting: Fuzz needs a sandbox, and there is none"),
        ("postponed", "waiting: next attempt at 07:00 UTC"),
        ("quiet_hours", "waiting: quiet hours until 07:00"),
        ("budget", "waiting: the budget of CPU seconds is too small for it"),
        ("budget", "waiting: the budget of CPU seconds of all repositories together is too small for it"),
        ("concurrency", "waiting: no worker runs"),
        ("concurrency", "waiting: a run of this repository goes on"),
        ("turn", "waiting: 2 of this repository before it"),
    ]
    assert find_refusal(around, place, replace(wish, ahead=0)) is None


@pytest.mark.parametrize(
    ("trigger", "code"),
    [("push", "quiet_hours"), ("pull_request", "quiet_hours"), ("idle", "quiet_hours"), ("person", ""), ("rerun", "")],
)
def test_quiet_hours_hold_for_all_but_what_a_person_asks_for(trigger: Trigger, code: str) -> None:
    place = replace(PLACE, settings=replace(PLACE.settings, quiet_hours=QUIET))
    refusal = find_refusal(AROUND, place, replace(WISH, trigger=trigger))
    assert (refusal.code if refusal else "") == code


def test_the_urgent_lane_has_slots_of_its_own() -> None:
    around = replace(AROUND, open_background=1)
    place = replace(PLACE, open_background=1)
    refusal = find_refusal(around, place, WISH)
    assert refusal is not None
    assert refusal.code == "concurrency"
    assert find_refusal(around, place, replace(WISH, trigger="push")) is None
