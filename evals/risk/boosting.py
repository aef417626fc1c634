"""Additive models by boosting one-feature steps (Lou et al. 2012), with numpy alone: a minute for seventy repositories.

Each round adds, for the one feature that helps most, a step at the split that helps most (Newton, second order).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repochat.thinking.risk.additive import AdditiveModel

Floats = NDArray[np.float64]
Loss = Literal["logistic", "poisson"]

BINS = 32
_MARGIN_MAX = 30.0


@dataclass(frozen=True, kw_only=True)
class Boosting:
    """`monotone` says of some features in which direction a step may go: 1 up, -1 down."""

    loss: Loss
    rounds: int = 400
    rate: float = 0.1
    ridge: float = 20.0
    monotone: tuple[tuple[str, int], ...] = ()


def learn(
    plan: Boosting, features: tuple[str, ...], ranks: Floats, targets: Floats, weights: Floats, offsets: Floats
) -> AdditiveModel:
    """`ranks` (n, features) in [0, 1]; `offsets` (n,) are what is known of a row's level and no part of the model."""
    bins = np.ascontiguousarray(np.clip((ranks * BINS).astype(np.int64), 0, BINS - 1).T)
    steps = np.zeros((len(bins), BINS))
    margin = offsets.astype(np.float64).copy()
    allowed = np.array([dict(plan.monotone).get(name, 0) for name in features])[:, None]
    for _ in range(plan.rounds):
        gradient, curvature = _differentiate(plan.loss, margin, targets)
        feature, cut, left, right = _find_step(plan, bins, weights * gradient, weights * curvature, allowed)
        steps[feature, :cut] += left
        steps[feature, cut:] += right
        margin += np.where(bins[feature] < cut, left, right)
    means = steps.mean(axis=1, keepdims=True)
    return AdditiveModel(features=features, base=float(means.sum()), steps=steps - means)


def _differentiate(loss: Loss, margin: Floats, targets: Floats) -> tuple[Floats, Floats]:
    if loss == "logistic":
        expected = 1 / (1 + np.exp(-np.clip(margin, -_MARGIN_MAX, _MARGIN_MAX)))
        return targets - expected, expected * (1 - expected)
    expected = np.exp(np.clip(margin, -_MARGIN_MAX, _MARGIN_MAX))
    return targets - expected, expected


def _find_step(
    plan: Boosting, bins: NDArray[np.int64], g: Floats, h: Floats, allowed: NDArray[np.int64]
) -> tuple[int, int, float, float]:
    """The best feature and first bin on the right, and what is added on both sides."""
    gs = np.stack([np.bincount(column, g, BINS) for column in bins]).cumsum(axis=1)
    hs = np.stack([np.bincount(column, h, BINS) for column in bins]).cumsum(axis=1)
    left_g, right_g = gs[:, :-1], gs[:, -1:] - gs[:, :-1]
    left, right = left_g / (hs[:, :-1] + plan.ridge), right_g / (hs[:, -1:] - hs[:, :-1] + plan.ridge)
    gains = left * left_g + right * right_g
    gains = np.where((allowed == 0) | ((right - left) * allowed > 0), gains, -np.inf)
    feature, cut = np.unravel_index(int(np.argmax(gains)), gains.shape)
    return (
        int(feature),
        int(cut) + 1,
        float(left[feature, cut]) * plan.rate,
        float(right[feature, cut]) * plan.rate,
    )
