"""Quiet hours by the clock of a time zone."""

from datetime import UTC, datetime

import pytest

from repochat.catalog.thinking.quiet_hours import read_quiet_hours
from repochat.core.errors import InvalidError

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In July 2026, whose third is a Friday."""
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


def check(hours: tuple[str, list[int], str, str], expected: dict[datetime, bool]) -> None:
    quiet = read_quiet_hours(*hours)
    assert {moment: quiet.covers(moment) for moment in expected} == expected


def test_hours_of_one_day_are_from_their_first_minute_until_before_their_last() -> None:
    told = {at(3, 9): True, at(3, 16, 59): True, at(3, 17): False, at(3, 8, 59): False, at(4, 10): False}
    check(("UTC", [FRIDAY], "09:00", "17:00"), told)


def test_hours_that_cross_midnight_belong_to_the_day_on_which_they_begin() -> None:
    told = {at(3, 22): True, at(4, 6, 59): True, at(4, 7): False, at(3, 3): False, at(4, 22): False}
    check(("UTC", [FRIDAY], "22:00", "07:00"), told)


def test_the_clock_is_that_of_the_zone_in_summer_and_winter() -> None:
    winter = datetime(2026, 1, 2, 21, 30, tzinfo=UTC)
    check(("Europe/Paris", [FRIDAY], "22:00", "23:00"), {at(3, 20): True, at(3, 21): False, winter: True})


def test_the_same_time_twice_is_a_whole_day() -> None:
    told = {at(4, 12): True, at(5, 11, 59): True, at(5, 12): False, at(4, 11, 59): False}
    check(("UTC", [SATURDAY], "12:00", "12:00"), told)
    check(("UTC", [SATURDAY, SUNDAY], "00:00", "00:00"), {at(4, 0): True, at(5, 23, 59): True, at(6, 0): False})


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (("Mars/Olympus", [0], "22:00", "07:00"), "no time zone"),
        (("../../etc/passwd", [0], "22:00", "07:00"), "no time zone"),
        (("Europe", [0], "22:00", "07:00"), "no time zone"),
        (("UTC", [], "22:00", "07:00"), "need days"),
        (("UTC", [7], "22:00", "07:00"), "need days"),
        (("UTC", [1, 1], "22:00", "07:00"), "need days"),
        (("UTC", [1], "24:00", "07:00"), "'24:00' is no time of day"),
        (("UTC", [1], "22:00", "7"), "'7' is no time of day"),
    ],
)
def test_what_no_clock_shows_is_refused_with_what_to_give(hours: tuple[str, list[int], str, str], said: str) -> None:
    with pytest.raises(InvalidError, match=said) as refused:
        read_quiet_hours(*hours)
    assert refused.value.hint
