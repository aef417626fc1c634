"""From scores to probabilities: three numbers, fitted on scores of repositories that their models never saw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 10
_STEPS = 50


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A snapshot's scores by a model without it, the share of files fixed in the year before, and what came."""

    scores: Floats
    fixed_share: float
    is_fixed: NDArray[np.bool_]


def fit(scored: Sequence[Scored]) -> tuple[float, float, float]:
    """Slope, weight of the past share's log odds, shift: logistic regression, each repository counting the same."""
    rows = np.concatenate([_rows(each) for each in scored])
    targets = np.concatenate([each.is_fixed for each in scored]).astype(np.float64)
    weights = np.concatenate([np.full(len(each.scores), 1 / len(each.scores)) for each in scored])
    beta = np.zeros(3)
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-rows @ beta))
        curvature = weights * expected * (1 - expected)
        beta = beta + np.linalg.solve(
            (rows * curvature[:, None]).T @ rows + 1e-6 * np.eye(3), rows.T @ (weights * (targets - expected))
        )
    return float(beta[0]), float(beta[1]), float(beta[2])


def predict(beta: tuple[float, float, float], each: Scored) -> Floats:
    """Probabilities of a fix in the year after."""
    return 1 / (1 + np.exp(-_rows(each) @ np.array(beta)))


def draw_curve(said: Floats, came: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Ten groups of as many files, from the lowest said to the highest: what was said on average, and what came."""
    order = np.argsort(said, kind="stable")
    groups = np.array_split(order, BINS)
    return [
        {"said": round(float(said[at].mean()), 4), "came": round(float(came[at].mean()), 4), "files": len(at)}
        for at in groups
    ]


def write_picture(curve: Sequence[dict[str, float]]) -> str:
    """The curve as SVG: said on the x axis, came on the y axis, the diagonal being perfect."""
    side, pad = 320, 46

    def place(value: float, *, is_y: bool) -> float:
        return round(pad + (1 - value if is_y else value) * side, 1)

    points = " ".join(f"{place(p['said'], is_y=False)},{place(p['came'], is_y=True)}" for p in curve)
    dots = "".join(
        f'<circle cx="{place(p["said"], is_y=False)}" cy="{place(p["came"], is_y=True)}" r="4" fill="#1f6feb"/>'
        for p in curve
    )
    ticks = "".join(
        f'<text x="{place(t, is_y=False)}" y="{side + pad + 18}" text-anchor="middle">{t:.0%}</text>'
        f'<text x="{pad - 8}" y="{place(t, is_y=True) + 4}" text-anchor="end">{t:.0%}</text>'
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    size = side + 2 * pad
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}"'
        ' font-family="sans-serif" font-size="11">'
        "<title>Files fixed in the year after, said and come, in ten groups of as many files</title>"
        f'<rect width="{size}" height="{size}" fill="#ffffff"/>'
        f'<rect x="{pad}" y="{pad}" width="{side}" height="{side}" fill="none" stroke="#8c959f"/>'
        f'<line x1="{pad}" y1="{pad + side}" x2="{pad + side}" y2="{pad}" stroke="#8c959f" stroke-dasharray="4 4"/>'
        f'<polyline points="{points}" fill="none" stroke="#1f6feb" stroke-width="2"/>{dots}{ticks}'
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">said: probability of a fix in the year after</text>'
        f'<text x="14" y="{size / 2}" text-anchor="middle" transform="rotate(-90 14 {size / 2})">came</text>'
        "</svg>\n"
    )


def _rows(each: Scored) -> Floats:
    past = np.log(each.fixed_share / (1 - each.fixed_share))
    return np.stack([each.scores, np.full(len(each.scores), past), np.ones(len(each.scores))], axis=1)
