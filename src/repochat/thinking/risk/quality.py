"""How well an order of files foretold what happened: AUC, effort-aware Popt, and recall in the first lines."""

import numpy as np
from numpy.typing import NDArray

from repochat.thinking.risk.model import ScoreQuality

Floats = NDArray[np.float64]

_FIFTH = 0.2


def measure_quality(scores: Floats, lines: Floats, fixes: Floats) -> ScoreQuality:
    """All three of one order; higher scores come first. `fixes` are counted after the scores were made."""
    return ScoreQuality(
        auc=measure_auc(scores, fixes > 0),
        popt=measure_popt(scores, lines, fixes),
        recall_fifth=measure_recall(scores, lines, fixes),
    )


def measure_auc(scores: Floats, positives: NDArray[np.bool_]) -> float | None:
    """The chance that one of `positives` scores above one of the others, ties being half. None without both."""
    n, m = int(positives.sum()), int((~positives).sum())
    if not n or not m:
        return None
    ordered = np.sort(scores)
    ranks = (np.searchsorted(ordered, scores, "left") + np.searchsorted(ordered, scores, "right") + 1) / 2
    return float((ranks[positives].sum() - n * (n + 1) / 2) / (n * m))


def measure_popt(scores: Floats, lines: Floats, fixes: Floats) -> float | None:
    """1 - (A_opt - A) / (A_opt - A_worst), A being the area under fixes found over lines read (Mende, Koschke 2010)."""
    if fixes.sum() <= 0 or len(fixes) < 2:  # noqa: PLR2004  an order needs two
        return None
    density = fixes / lines
    best, worst = _area(density, lines, fixes), _area(-density, lines, fixes)
    if best - worst <= 0:
        return None
    return float(1 - (best - _area(scores, lines, fixes)) / (best - worst))


def measure_recall(scores: Floats, lines: Floats, fixes: Floats, share: float = _FIFTH) -> float | None:
    """The share of all fixes in the files read first, up to `share` of all lines; the last file counts in part."""
    if fixes.sum() <= 0:
        return None
    x, y = _curve(scores, lines, fixes)
    return float(np.interp(share, x, y))


def _area(scores: Floats, lines: Floats, fixes: Floats) -> float:
    x, y = _curve(scores, lines, fixes)
    return float(np.trapezoid(y, x))


def _curve(scores: Floats, lines: Floats, fixes: Floats) -> tuple[Floats, Floats]:
    """Shares of lines read and of fixes found, from (0, 0); files of one score are read together, in no order."""
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    x = np.cumsum(lines[order])[ends] / lines.sum()
    y = np.cumsum(fixes[order])[ends] / fixes.sum()
    return np.insert(x, 0, 0.0), np.insert(y, 0, 0.0)
