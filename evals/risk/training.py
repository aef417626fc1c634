"""Learns the three models from snapshots and judged commits of many repositories."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from evals.risk.boosting import Boosting, learn
from evals.risk.introduced import Judged
from evals.risk.snapshots import Snapshot
from numpy.typing import NDArray

from repochat.thinking.risk.additive import AdditiveModel
from repochat.thinking.risk.commits import CHANGE_FEATURES
from repochat.thinking.risk.features import FEATURES

Floats = NDArray[np.float64]

# Of two features that say the same only one is kept: what they add would be split between them by chance.
LEFT_OUT = frozenset(("code_lines", "definitions", "imports", "fixes", "growth", "churn"))
BUG_FEATURES = tuple(name for name in FEATURES if name not in LEFT_OUT)
REVIEW_FEATURES = BUG_FEATURES
BUG_PLAN = Boosting(loss="logistic", rounds=120, rate=0.15, ridge=10.0)
REVIEW_PLAN = Boosting(loss="poisson", rounds=120, rate=0.15, ridge=10.0)
CHANGE_PLAN = Boosting(loss="logistic", rounds=80, rate=0.15, ridge=20.0)
FILES_EACH = 250  # of a snapshot: a large repository says no more than others
FIXES_MAX = 10.0  # of one file: a file that is fixed all the time counts no more than this
_SEED = 1


def learn_bug(snapshots: Sequence[Snapshot]) -> AdditiveModel:
    """The log odds of a fix in the year after; each snapshot's own share of fixed files is its level."""
    rows = _sample(snapshots)
    targets = np.concatenate([(each.fixes > 0)[kept].astype(np.float64) for each, kept in rows])
    offsets = np.concatenate([np.full(len(kept), _log_odds((each.fixes > 0).mean())) for each, kept in rows])
    ranks, weights = _pick(rows, BUG_FEATURES), _weigh(rows)
    return learn(BUG_PLAN, BUG_FEATURES, ranks, targets, weights, offsets)


def learn_review(snapshots: Sequence[Snapshot]) -> AdditiveModel:
    """The log of fixes a line, against the snapshot's own."""
    rows = _sample(snapshots)
    targets = np.concatenate([np.minimum(each.fixes, FIXES_MAX)[kept] for each, kept in rows])
    offsets = np.concatenate([_expect(each)[kept] for each, kept in rows])
    ranks, weights = _pick(rows, REVIEW_FEATURES), _weigh(rows)
    return learn(REVIEW_PLAN, REVIEW_FEATURES, ranks, targets, weights, offsets)


def learn_change(judged: Sequence[Judged]) -> AdditiveModel:
    """The log odds that a later fix mends lines of a commit."""
    targets = np.concatenate([each.is_guilty.astype(np.float64) for each in judged])
    offsets = np.concatenate([np.full(len(each.sizes), _log_odds(each.is_guilty.mean())) for each in judged])
    weights = np.concatenate([np.full(len(each.sizes), len(each.sizes) ** -0.5) for each in judged])
    ranks = np.concatenate([each.ranks for each in judged])
    return learn(CHANGE_PLAN, CHANGE_FEATURES, ranks, targets, weights / weights.mean(), offsets)


def apply(model: AdditiveModel, ranks: Floats, features: Sequence[str] = FEATURES) -> Floats:
    """The scores of rows whose columns are `features`."""
    return model.score(ranks[:, [features.index(name) for name in model.features]])


def _sample(snapshots: Sequence[Snapshot]) -> list[tuple[Snapshot, NDArray[np.int64]]]:
    chance = np.random.default_rng(_SEED)
    rows: list[tuple[Snapshot, NDArray[np.int64]]] = []
    for each in snapshots:
        n = len(each.paths)
        rows.append((each, np.sort(chance.permutation(n)[:FILES_EACH]).astype(np.int64)))
    return rows


def _pick(rows: Sequence[tuple[Snapshot, NDArray[np.int64]]], features: Sequence[str]) -> Floats:
    columns = [FEATURES.index(name) for name in features]
    return np.concatenate([each.ranks[kept][:, columns] for each, kept in rows])


def _weigh(rows: Sequence[tuple[Snapshot, NDArray[np.int64]]]) -> Floats:
    """A repository counts by the root of its files, and its snapshots share that by theirs."""
    years = Counter(each.repository for each, _ in rows)
    weights = [np.full(len(kept), (len(kept) * years[each.repository]) ** -0.5) for each, kept in rows]
    together = np.concatenate(weights)
    return together / together.mean()


def _expect(snapshot: Snapshot) -> Floats:
    """The log of the fixes that each file would have had if all lines were alike."""
    fixes = np.minimum(snapshot.fixes, FIXES_MAX)
    return np.log(snapshot.lines) + np.log(fixes.sum() / snapshot.lines.sum())


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))
