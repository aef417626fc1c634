"""Which Thought at which level: a discounted Thompson sampler with a floor, whose propensities are exact.

An arm is a Thought at a level. A run of c CPU minutes that earns r is modelled as r ~ N(mc, c/t): reward comes at a
rate m per minute, and its spread grows with the minutes. With a normal-gamma prior on (m, t) the posterior is of the
same family, with minutes in the place of counts (weighted regression through the origin). Sums are discounted with
time, so an arm that was not pulled for long is uncertain again and is tried again: rewards drift.

One choice: draw m of every arm `DRAWS` times; an arm's share of wins w, mixed with a floor of 5 % over all K arms,
p = 0.95 w + 0.05/K, is what the arm is then drawn with. What is logged as propensity is thus the probability of the
draw itself, not an estimate of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.thinking.arm_store import HALF_LIFE_S, Arm

POLICY = "thompson-1"
"""Of what is logged with each run: change it with anything that changes what is chosen."""
FLOOR = 0.05
DRAWS = 400
INTERVAL_DRAWS = 20_000
MINUTES_MIN = 1 / 60
"""A run of less counts as a second: nothing earns a thousand a minute by ending at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of an arm that nobody pulled: `mean` per minute, known as well as `minutes` of runs tell it.

    The spread is a gamma prior on the precision, `shape` and `rate`. Optimistic, so that everything is tried.
    """

    mean: float = 0.5
    minutes: float = 0.25
    shape: float = 1.0
    rate: float = 0.25


PRIOR = Prior()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """The rate of one arm is Student's t around `mean`, with 2 * `shape` degrees of freedom."""

    mean: float
    minutes: float
    shape: float
    rate: float

    @property
    def scale(self) -> float:
        """Of the t distribution: the spread of what is believed of the mean."""
        return float(np.sqrt(self.rate / (self.shape * self.minutes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The index of what was chosen, and with which probability each would have been."""

    index: int
    propensities: Sequence[float]

    @property
    def propensity(self) -> float:
        return self.propensities[self.index]


def discount(arm: Arm, now: datetime, half_life_s: float = HALF_LIFE_S) -> Arm:
    """As it counts at `now`; a clock that went back changes nothing."""
    passed_s = max(0.0, (now - arm.updated_at).total_seconds())
    kept = 0.5 ** (passed_s / half_life_s)
    sums = {name: getattr(arm, name) * kept for name in ("pulls", "reward", "reward_squared", "cpu_minutes")}
    return Arm(thought=arm.thought, level=arm.level, updated_at=max(now, arm.updated_at), **sums)


def learn_posterior(arm: Arm | None, prior: Prior = PRIOR) -> Posterior:
    """Of a discounted arm. Source: Murphy, "Conjugate Bayesian analysis of the Gaussian distribution", 2007, 3.3."""
    if arm is None or arm.cpu_minutes <= 0:
        return Posterior(mean=prior.mean, minutes=prior.minutes, shape=prior.shape, rate=prior.rate)
    minutes = prior.minutes + arm.cpu_minutes
    seen = arm.reward / arm.cpu_minutes
    spread = max(0.0, arm.reward_squared - arm.reward * seen)
    shift = prior.minutes * arm.cpu_minutes * (seen - prior.mean) ** 2 / minutes
    return Posterior(
        mean=(prior.minutes * prior.mean + arm.reward) / minutes,
        minutes=minutes,
        shape=prior.shape + arm.pulls / 2,
        rate=prior.rate + (spread + shift) / 2,
    )


def choose(
    posteriors: Sequence[Posterior], random: np.random.Generator, worth: Sequence[float] | None = None
) -> Choice:
    """One of one or more arms. `worth` multiplies what each is drawn to earn: what is expected where it would look."""
    draws = _draw(posteriors, random)
    factors = np.ones(len(posteriors)) if worth is None else np.asarray(worth)
    weighed = np.where(draws > 0, draws * factors, draws / factors)
    wins = np.bincount(np.argmax(weighed, axis=1), minlength=len(posteriors)) / DRAWS
    chances = (1 - FLOOR) * wins + FLOOR / len(posteriors)
    chances /= chances.sum()
    return Choice(index=int(random.choice(len(posteriors), p=chances)), propensities=chances.tolist())


def weigh_place(worth: float) -> float:
    """What a proposal's worth (0 to 1) does to the payoff of looking there: half as much to half again as much."""
    return 0.5 + min(1.0, max(0.0, worth))


def tell_interval(posterior: Posterior, share: float = 0.9) -> tuple[float, float]:
    """Where the rate lies with probability `share`: quantiles of as many draws as make its ends steady."""
    drawn = np.random.default_rng(0).standard_t(2 * posterior.shape, size=INTERVAL_DRAWS)
    low, high = np.quantile(posterior.mean + posterior.scale * drawn, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def index_arms(arms: Sequence[Arm], now: datetime) -> Mapping[tuple[str, str], Arm]:
    """By Thought and level, discounted to `now`."""
    return {(arm.thought, arm.level): discount(arm, now) for arm in arms}


def _draw(posteriors: Sequence[Posterior], random: np.random.Generator) -> NDArray[np.float64]:
    """DRAWS x arms."""
    shape = np.array([each.shape for each in posteriors])
    centre = np.array([each.mean for each in posteriors])
    scale = np.array([each.scale for each in posteriors])
    drawn = random.standard_t(2 * shape, size=(DRAWS, len(posteriors)))
    return centre + scale * drawn
