"""A simulation: what the sampler earns beside round-robin, a fixed order and an oracle, while rewards drift.

Every policy spends the same CPU minutes on the same worlds. A world has five Thoughts at three levels; useful findings
come as a Poisson process over the minutes of a run, at a rate of the arm that swings over weeks by its own phase, and
each is worth a draw from an exponential distribution: rare, noisy, and not at all Gaussian, unlike what the sampler
assumes. At each moment only some Thoughts have something waiting. The fixed order is no straw man: it is the order that
the first week of round-robin showed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.thinking.arm_store import Arm
from repochat.thinking.scheduling.bandit import MINUTES_MIN, Posterior, choose, discount, learn_posterior

THOUGHTS, LEVELS = 5, 3
ARMS = THOUGHTS * LEVELS
DAYS = 56
MINUTES_A_DAY = 60.0
FIRST_WEEK_DAYS = 7
SEEDS = 24
POINTS = 56
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HALF_LIFE_S = 14 * 86_400.0
POLICIES = ("thompson", "fixed order", "round robin")

Floats = NDArray[np.float64]
Choose = Callable[[Sequence[int], float], int]


@dataclass(frozen=True, kw_only=True)
class World:
    """Rates per minute of each arm, how they swing, and what a run of each costs."""

    base: Floats
    swing: Floats
    period_days: Floats
    phase: Floats
    cost_minutes: Floats

    def rates(self, day: float) -> Floats:
        return self.base * np.exp(self.swing * np.sin(2 * np.pi * (day / self.period_days + self.phase)))


@dataclass(frozen=True, kw_only=True)
class Course:
    """Of one policy in one world: what was earned, and the regret (expected, against the oracle) by day."""

    payoff: float
    regret: Floats


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """By policy: payoffs and regrets over the seeds."""

    payoffs: dict[str, Floats]
    regrets: dict[str, Floats]

    def tell_ratio(self, other: str) -> tuple[float, float, float]:
        """The sampler's payoff over that of `other`, paired by world: the mean, and its 95 % interval by resampling."""
        ratios = self.payoffs["thompson"] / self.payoffs[other]
        picks = np.random.default_rng(0).integers(0, len(ratios), size=(10_000, len(ratios)))
        low, high = np.quantile(ratios[picks].mean(axis=1), [0.025, 0.975])
        return float(ratios.mean()), float(low), float(high)


def compare_policies(seeds: int = SEEDS, days: int = DAYS) -> Comparison:
    """Every policy on every world."""
    payoffs: dict[str, list[float]] = {name: [] for name in POLICIES}
    regrets: dict[str, list[Floats]] = {name: [] for name in POLICIES}
    for seed in range(seeds):
        world = build_world(np.random.default_rng(seed))
        for name in POLICIES:
            course = run_policy(world, name, seed, days)
            payoffs[name].append(course.payoff)
            regrets[name].append(course.regret)
    return Comparison(
        payoffs={name: np.array(each) for name, each in payoffs.items()},
        regrets={name: np.array(each) for name, each in regrets.items()},
    )


def build_world(random: np.random.Generator) -> World:
    """Thoughts differ more than their levels do."""
    of_thought = np.repeat(random.lognormal(-1.0, 0.8, THOUGHTS), LEVELS)
    return World(
        base=of_thought * random.lognormal(0.0, 0.4, ARMS),
        swing=random.uniform(0.2, 1.0, ARMS),
        period_days=random.uniform(21, 56, ARMS),
        phase=random.uniform(0, 1, ARMS),
        cost_minutes=np.tile([0.15, 0.6, 2.4], THOUGHTS) * random.uniform(0.7, 1.4, ARMS),
    )


def run_policy(world: World, name: str, seed: int, days: int) -> Course:
    """Until the minutes are spent."""
    random = np.random.default_rng([seed, 7])  # the same chances for every policy
    arms: list[Arm | None] = [None] * ARMS
    choosing = _build(name, arms, np.random.default_rng([seed, 11]), _learn_order(world, seed))
    spent, payoff, regret = 0.0, 0.0, 0.0
    curve = np.zeros(POINTS)
    while spent < days * MINUTES_A_DAY:
        day = spent / MINUTES_A_DAY
        waiting = np.flatnonzero(np.repeat(random.random(THOUGHTS) < 0.6, LEVELS))
        if not len(waiting):
            continue
        rates = world.rates(day)
        arm = choosing([int(each) for each in waiting], day)
        minutes = float(world.cost_minutes[arm] * random.lognormal(0.0, 0.3))
        earned = float(random.exponential(1.0, random.poisson(rates[arm] * minutes)).sum())
        spent, payoff = spent + minutes, payoff + earned
        regret += float((rates[waiting].max() - rates[arm]) * minutes)
        curve[min(POINTS - 1, int(day * POINTS / days)) :] = regret
        arms[arm] = _learn(arms[arm], earned, minutes, day)
    return Course(payoff=payoff, regret=curve)


def draw_curves(comparison: Comparison, days: int = DAYS) -> str:
    """Mean regret by day with the middle 90 % of worlds, as SVG that light and dark pages can show."""
    width, height, left, bottom = 640, 320, 56, 36
    top = max(float(np.quantile(each, 0.95, axis=0).max()) for each in comparison.regrets.values())
    xs = left + (np.arange(1, POINTS + 1) / POINTS) * (width - left - 110)

    def y_of(values: Floats) -> Floats:
        return height - bottom - values / top * (height - bottom - 16)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<path d="M{left} 16V{height - bottom}H{width - 110}" stroke="#57606a" fill="none"/>',
        f'<text x="{left}" y="{height - 10}" fill="#24292f">days, of {MINUTES_A_DAY:.0f} CPU minutes each</text>',
        f'<text x="{width - 118}" y="{height - 22}" fill="#24292f" text-anchor="end">{days}</text>',
        f'<text x="{left - 6}" y="22" fill="#24292f" text-anchor="end">{top:,.0f}</text>',
        f'<text x="{left - 6}" y="{height - bottom}" fill="#24292f" text-anchor="end">0</text>',
        f'<text x="{left + 6}" y="14" fill="#24292f">regret against an oracle (value of findings)</text>',
    ]
    for name, colour, dash in zip(POLICIES, ("#0969da", "#bc4c00", "#57606a"), ("", "6 3", "2 3"), strict=True):
        regrets = comparison.regrets[name]
        low, high = (y_of(np.quantile(regrets, share, axis=0)) for share in (0.05, 0.95))
        mean = y_of(regrets.mean(axis=0))
        band = [*zip(xs, high, strict=True), *zip(xs[::-1], low[::-1], strict=True)]
        parts.append(f'<polygon points="{_points(band)}" fill="{colour}" fill-opacity="0.12"/>')
        line = _points(list(zip(xs, mean, strict=True)))
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts.append(f'<text x="{xs[-1] + 6:.1f}" y="{mean[-1] + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _build(name: str, arms: list[Arm | None], random: np.random.Generator, order: Sequence[int]) -> Choose:
    if name == "fixed order":
        return lambda waiting, _: min(waiting, key=order.index)
    if name == "round robin":
        last = [-1]

        def next_one(waiting: Sequence[int], _: float) -> int:
            last[0] = min(waiting, key=lambda arm: (arm - last[0] - 1) % ARMS)
            return last[0]

        return next_one
    return lambda waiting, day: waiting[choose([_believe(arms[arm], day) for arm in waiting], random).index]


def _believe(arm: Arm | None, day: float) -> Posterior:
    return learn_posterior(None if arm is None else discount(arm, _at(day), HALF_LIFE_S))


def _learn(arm: Arm | None, earned: float, minutes: float, day: float) -> Arm:
    """As `ArmWriter.learn` does in SQL."""
    empty = Arm(thought="", level="", pulls=0, reward=0, reward_squared=0, cpu_minutes=0, updated_at=_at(day))
    old, counted = discount(arm or empty, _at(day), HALF_LIFE_S), max(MINUTES_MIN, minutes)
    return Arm(
        thought="",
        level="",
        pulls=old.pulls + 1,
        reward=old.reward + earned,
        reward_squared=old.reward_squared + earned**2 / counted,
        cpu_minutes=old.cpu_minutes + counted,
        updated_at=_at(day),
    )


def _learn_order(world: World, seed: int) -> list[int]:
    """Arms by what a week of round-robin would have shown of each."""
    random = np.random.default_rng([seed, 13])
    minutes = FIRST_WEEK_DAYS * MINUTES_A_DAY / ARMS
    seen = [random.exponential(1.0, random.poisson(rate * minutes)).sum() for rate in world.rates(FIRST_WEEK_DAYS / 2)]
    return [int(arm) for arm in np.argsort(seen)[::-1]]


def _at(day: float) -> datetime:
    return BEGIN + timedelta(days=day)


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)
