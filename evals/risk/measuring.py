"""The figures: each repository by models that never saw it, with intervals by drawing repositories again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from evals.risk.bugs import BugTable
from evals.risk.introduced import Judged
from evals.risk.snapshots import Snapshot
from evals.risk.training import apply, learn_change
from numpy.typing import NDArray

from repochat.thinking.risk.commits import CHANGE_FEATURES
from repochat.thinking.risk.features import FEATURES
from repochat.thinking.risk.model import ScoreQuality
from repochat.thinking.risk.quality import measure_auc, measure_quality

Floats = NDArray[np.float64]
Score = Callable[[Snapshot], Floats]

DRAWS = 4_000
FIRST = 5
_BANDS = 5
_SEED = 7


def choose_primary(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """The latest snapshot of each repository, by name: figures are of these, all others only train."""
    latest: dict[str, Snapshot] = {}
    for each in sorted(snapshots, key=lambda one: (one.repository, one.years_back)):
        latest.setdefault(each.repository, each)
    return list(latest.values())


def measure_all(primary: Sequence[Snapshot], scores: Mapping[str, Score]) -> dict[str, dict[str, list[float]]]:
    """For each score its AUC, Popt and recall for each of `primary`, in order."""
    found: dict[str, dict[str, list[float]]] = {}
    for name, score in scores.items():
        qualities = [measure_quality(score(each), each.lines, each.fixes) for each in primary]
        found[name] = {key: [_value(quality, key) for quality in qualities] for key in ("auc", "popt", "recall_fifth")}
    return found


def draw_interval(values: Sequence[float]) -> dict[str, float]:
    """The mean over repositories and its 95 % interval; give differences for a paired one."""
    chance = np.random.default_rng(_SEED)
    known = np.array(values, np.float64)
    means = known[chance.integers(0, len(known), (DRAWS, len(known)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": round(float(known.mean()), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def list_simple() -> dict[str, Score]:
    """What needs no learning, to stand beside."""
    return {
        "lines": lambda each: each.lines,
        "fewest lines first": lambda each: -each.lines,
        "hotspot (commits x lines)": lambda each: _column(each, "lasting_commits") * each.lines,
        "commits, decayed": lambda each: _column(each, "lasting_commits"),
        "fixes, decayed": lambda each: _column(each, "lasting_fixes"),
        "commits a line, decayed": lambda each: _column(each, "commits_per_line"),
    }


def shuffle_labels(primary: Sequence[Snapshot], score: Score) -> float:
    """The mean AUC against labels that were dealt anew; a half, or something reads what it must not."""
    chance = np.random.default_rng(_SEED)
    found = [measure_auc(score(each), chance.permutation(each.fixes > 0)) for each in primary for _ in range(20)]
    return round(float(np.mean([value for value in found if value is not None])), 4)


def rank_bugs(tables: Sequence[BugTable], score: Callable[[BugTable], Floats]) -> list[float]:
    """The rank of the first fixed file for each bug; files of one score share the middle of their ranks."""
    ranks: list[float] = []
    for each in tables:
        scores = score(each)
        best = scores[each.is_fixed].max()
        ranks.append(1 + float((scores > best).sum()) + (float((scores == best).sum()) - 1) / 2)
    return ranks


def expect_by_chance(tables: Sequence[BugTable]) -> float:
    """How often a fixed file is among the first of a random order."""
    return float(np.mean([_chance(len(each.lines), int(each.is_fixed.sum())) for each in tables]))


def measure_changes(judged: Sequence[Judged]) -> dict[str, Any]:
    """Commits of each repository by a model that never saw it; within fifths of size, too."""
    learned: list[float] = []
    sizes: list[float] = []
    within: list[float] = []
    size_within: list[float] = []
    for each in judged:
        model = learn_change([other for other in judged if other is not each])
        scores = apply(model, each.ranks, CHANGE_FEATURES)
        learned.append(measure_auc(scores, each.is_guilty) or 0.5)
        sizes.append(measure_auc(each.sizes, each.is_guilty) or 0.5)
        within.append(_within_bands(each, scores))
        size_within.append(_within_bands(each, each.sizes))
    pairs = zip(within, size_within, strict=True)
    return {
        "repositories": len(judged),
        "commits": int(sum(len(each.sizes) for each in judged)),
        "guilty": int(sum(each.is_guilty.sum() for each in judged)),
        "auc": draw_interval(learned),
        "auc_lines": draw_interval(sizes),
        "auc_above_lines": draw_interval([a - b for a, b in zip(learned, sizes, strict=True)]),
        "auc_within_size": draw_interval(within),
        "auc_lines_within_size": draw_interval(size_within),
        "auc_within_size_above_lines": draw_interval([a - b for a, b in pairs]),
    }


def _within_bands(each: Judged, scores: Floats) -> float:
    """The mean AUC inside fifths of commits by size, weighted by their pairs."""
    order = np.argsort(each.sizes, kind="stable")
    total, weight = 0.0, 0.0
    for band in np.array_split(order, _BANDS):
        guilty = each.is_guilty[band]
        pairs = float(guilty.sum() * (~guilty).sum())
        total += pairs * (measure_auc(scores[band], guilty) or 0.0)
        weight += pairs
    return total / weight if weight else 0.5


def _chance(files: int, fixed: int) -> float:
    missed = 1.0
    for at in range(min(FIRST, files)):
        missed *= max(0, files - fixed - at) / (files - at)
    return 1 - missed


def _column(each: Snapshot, name: str) -> Floats:
    return np.nan_to_num(each.raw[:, FEATURES.index(name)])


def _value(quality: ScoreQuality, key: str) -> float:
    value = getattr(quality, key)
    return 0.5 if value is None else float(value)
