"""Buckets, quiet hours, ageing, fairness and the sampler as arithmetic, with time that passes as it likes."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.catalog.thinking.quiet_hours import QuietHours
from repochat.thinking.scheduling.bandit import FLOOR, Posterior, choose
from repochat.thinking.scheduling.buckets import capacity_of, find_ready, has_room, open_bucket, refill, reserve, settle
from repochat.thinking.scheduling.estimates import estimate
from repochat.thinking.scheduling.fairness import age_priority, take_turn
from repochat.thinking.spec import Amounts, CostModel

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PER_DAY = 400.0
ZONES = ("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")

steps = st.lists(
    st.tuples(
        st.floats(-7_200, 40_000),  # seconds until the next step; a clock may go back
        st.floats(0.1, 60),  # asked
        st.floats(0, 3),  # used, as a multiple of asked
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_24_hours_hold_at_most_a_days_budget_and_the_error_of_one_estimate(
    plan: list[tuple[float, float, float]],
) -> None:
    bucket, now, spent = open_bucket("cpu_s", PER_DAY, NOW), NOW, list[tuple[datetime, float]]()
    latest, worst_error = NOW, 0.0
    for wait_s, asked, factor in plan:
        now += timedelta(seconds=wait_s)
        latest = max(latest, now)
        bucket = refill(bucket, PER_DAY, now)
        assert bucket.level + bucket.reserved <= capacity_of(PER_DAY) + 1e-6
        if has_room(bucket, asked):
            used = asked * factor
            bucket = settle(reserve(bucket, asked, asked), asked, asked, used)
            worst_error = max(worst_error, used - asked)
            spent.append((latest, used))
    for begin, _ in spent:
        in_window = sum(used for at, used in spent if begin <= at < begin + DAY)
        assert in_window <= PER_DAY + worst_error + 1e-6


@given(st.floats(0, 86_400 * 400), st.floats(-200, 100), st.floats(0.1, 100))
def test_a_bucket_is_never_refilled_by_a_clock_that_goes_back_and_never_above_its_capacity(
    passed_s: float, level: float, asked: float
) -> None:
    start = settle(open_bucket("cpu_s", PER_DAY, NOW), 0, 0, 100 - level)
    ahead = refill(start, PER_DAY, NOW + timedelta(seconds=passed_s))
    assert ahead.level <= capacity_of(PER_DAY)
    back = refill(ahead, PER_DAY, NOW)
    assert back.level <= ahead.level + 1e-9
    ready = find_ready(start, PER_DAY, asked, NOW)
    assert ready is not None
    assert has_room(refill(start, PER_DAY, ready + timedelta(milliseconds=1)), asked)


def test_what_open_runs_may_still_take_is_kept_for_them() -> None:
    bucket = reserve(open_bucket("cpu_s", PER_DAY, NOW), 20, 90)
    assert (bucket.level, bucket.reserved, has_room(bucket, 10), has_room(bucket, 11)) == (80, 20, True, False)
    assert settle(bucket, 20, 90, 5).level == 95


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6), min_size=1, max_size=6),
    st.times(),
    st.times(),
    st.integers(0, 366 * 24 * 60),
)
def test_quiet_hours_end_when_they_say_and_are_quiet_until_then(
    zone: str, days: set[int], from_: time, until: time, minute: int
) -> None:
    def cut(clock: time) -> time:
        return clock.replace(second=0, microsecond=0)

    quiet = QuietHours(zone=zone, days=tuple(sorted(days)), from_=cut(from_), until=cut(until))
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    end = quiet.find_end(moment)
    assert end is not None
    assert not quiet.covers(end)
    if quiet.covers(moment):
        for share in (0.0, 0.25, 0.5, 0.75, 0.999):
            between = moment + (end - moment) * share
            assert quiet.covers(between) or between >= end - timedelta(seconds=1)


def test_quiet_hours_end_with_the_clocks_jump_where_it_leaps_over_their_end() -> None:
    quiet = QuietHours(zone="Europe/Paris", days=(5,), from_=time(22), until=time(2, 30))
    assert quiet.find_end(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@given(st.integers(0, 20), st.integers(0, 20), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e7))
def test_two_that_age_never_change_their_order(
    one: int, other: int, one_s: float, other_s: float, later_s: float
) -> None:
    first, second = NOW - timedelta(seconds=one_s), NOW - timedelta(seconds=other_s)
    now = age_priority(one, first, NOW) - age_priority(other, second, NOW)
    later = NOW + timedelta(seconds=later_s)
    assert abs(now - (age_priority(one, first, later) - age_priority(other, second, later))) < 1e-6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(1, 30), min_size=2, max_size=8), st.integers(20, 120))
def test_repositories_that_always_want_work_get_the_same_to_within_a_run_each(costs: list[float], turns: int) -> None:
    served, got, virtual_s = [0.0] * len(costs), [0.0] * len(costs), 0.0
    for _ in range(turns):
        at = min(range(len(costs)), key=lambda each: max(served[each], virtual_s))
        turn = take_turn(served[at], virtual_s, costs[at])
        served[at], virtual_s = turn.served_s, max(virtual_s, turn.started_s)
        got[at] += costs[at]
    assert max(got) - min(got) <= 2 * max(costs)


def test_propensities_sum_to_one_keep_the_floor_and_are_the_frequencies_of_the_draw() -> None:
    random = np.random.default_rng(5)
    arms = [Posterior(mean=mean, minutes=4.0, shape=5.0, rate=1.0) for mean in (0.2, 0.5, 0.9, 5.0)]
    drawn: Counter[int] = Counter()
    expected = np.zeros(len(arms))
    for _ in range(3_000):
        choice = choose(arms, random)
        assert abs(sum(choice.propensities) - 1) < 1e-9
        assert min(choice.propensities) >= FLOOR / len(arms) - 1e-12
        drawn[choice.index] += 1
        expected += choice.propensities
    assert max(abs(drawn[at] - expected[at]) for at in range(len(arms))) < 100
    assert drawn[3] > 0.9 * 3_000


def test_an_estimate_follows_the_model_until_three_runs_say_otherwise_and_one_wild_run_moves_it_little() -> None:
    cost = CostModel(base=Amounts(cpu_s=10.0))
    asked = [
        estimate(cost, "small", files=0, measured=[{"cpu_s": each} for each in seen]).cpu_s
        for seen in ([], [2.0], [20.0], [2.0, 2.0, 2.0], [2.0, 2.0, 2.0, 2.0, 900.0], [900.0] * 3)
    ]
    assert asked == [10.0, 10.0, 20.0, 2.0, 2.0, 30.0]
