"""Learns the weights of the linear ranker from judged questions: pairwise logistic regression in numpy.

Within each question a file that answers it is compared with the strongest files that do not; "strongest" is judged by
the model of the round before, so that the last round learns from its own mistakes (as in RankNet, Burges et al. 2005,
with hard negatives). Features are divided by their spread over all pairs, so the penalty treats them alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS = 2
NEGATIVES_MAX = 40
STEPS = 400
LEARNING_RATE = 0.05
L2 = 4e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One judged question. `relevance[f]` is the number of the target that file f is, or -1."""

    features: NDArray[np.float32]  # (files, features)
    relevance: NDArray[np.int64]  # (files,)
    targets: int
    repo: str


def fit(examples: Sequence[Example], *, rounds: int = ROUNDS, l2: float = L2) -> Floats:
    """(features,) weights. Deterministic. Raises ValueError when no example has a target among its files."""
    usable = [example for example in examples if (example.relevance >= 0).any()]
    if not usable:
        raise ValueError("no example has a target among its files")
    weights = 1.0 / (np.mean([e.features.std(axis=0) for e in usable], axis=0) + 0.05)
    for _ in range(rounds):
        pairs = [_compare(example, weights) for example in usable]
        weights = _regress(np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]), l2)
    return weights


def fit_leaving_out(examples: Sequence[Example]) -> dict[str, Floats]:
    """For each repository, the weights learned from all the others."""
    repos = sorted({example.repo for example in examples})
    return {repo: fit([example for example in examples if example.repo != repo]) for repo in repos}


def _compare(example: Example, weights: Floats) -> tuple[Floats, Floats]:
    """Differences between targets and the strongest others, (pairs, features), and what each pair weighs."""
    wanted = np.flatnonzero(example.relevance >= 0)
    others = np.flatnonzero(example.relevance < 0)
    order = np.argsort(-(example.features[others] @ weights), kind="stable")
    strongest = others[order[:NEGATIVES_MAX]]
    differences = example.features[wanted][:, None, :] - example.features[strongest][None, :, :]
    flat = differences.reshape(-1, example.features.shape[1]).astype(np.float64)
    share = np.sqrt(min(len(wanted), 3)) / max(len(flat), 1)
    return flat, np.full(len(flat), share)


def _regress(differences: Floats, shares: Floats, l2: float) -> Floats:
    """Minimises the mean of log(1 + exp(-w.d)) + l2/2 |w|^2 by Adam (Kingma and Ba 2015)."""
    spread = differences.std(axis=0)
    scaled = np.divide(differences, spread, out=np.zeros_like(differences), where=spread > 1e-6).astype(np.float32)
    shares = (shares / shares.sum()).astype(np.float32)
    weights = np.zeros(differences.shape[1])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        margin = np.clip(scaled @ weights.astype(np.float32), -30, 30)
        gradient = -(scaled.T @ (shares / (1 + np.exp(margin)))).astype(np.float64) + l2 * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights -= LEARNING_RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return np.divide(weights, spread, out=np.zeros_like(weights), where=spread > 1e-6)
