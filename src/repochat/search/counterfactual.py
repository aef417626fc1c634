"""What a search would have found without a group of features: told from the same signals, for all groups at once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from repochat.search.feature_words import FeatureGroup
from repochat.search.features import FEATURES, Signals, fuse_legs
from repochat.search.model import Counterfactual, CounterfactualHit, Place

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Files = NDArray[np.int64]

_FUSION = FEATURES.index("fusion")


def tell_counterfactuals(
    signals: Signals,
    weights: Floats,
    allowed: Flags,
    *,
    groups: Sequence[FeatureGroup],
    found: Files,
    place: Callable[[int], Place],
) -> tuple[Counterfactual, ...]:
    """For each group what would have been found without it: as many files as `found`, the best first."""
    if not groups or not len(found):
        return ()
    scores = _score_without(signals, weights, allowed, groups)
    ranks = {int(file): rank for rank, file in enumerate(found, start=1)}
    return tuple(
        _tell(group, _take_best(scores[:, column], allowed, len(found)), ranks, place)
        for column, group in enumerate(groups)
    )


def _score_without(signals: Signals, weights: Floats, allowed: Flags, groups: Sequence[FeatureGroup]) -> Floats:
    """(files, groups). A group's legs are taken out of the fusion of the legs, too."""
    columns = np.repeat(weights[:, None], len(groups), axis=1)
    for column, group in enumerate(groups):
        columns[[FEATURES.index(name) for name in group.features], column] = 0.0
    scores = signals.features @ columns
    for column, group in enumerate(groups):
        if any(leg in signals.ranks for leg in group.legs):
            ranks = {leg: each for leg, each in signals.ranks.items() if leg not in group.legs}
            change = fuse_legs(ranks, allowed) - signals.features[:, _FUSION]
            scores[:, column] += columns[_FUSION, column] * change
    return scores


def _take_best(scores: Floats, allowed: Flags, count: int) -> Files:
    """The best allowed files; equal ones by path, as in a search."""
    scores = np.where(allowed, scores, -np.inf)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    files = np.flatnonzero(scores >= least)
    return files[np.argsort(-scores[files], kind="stable")][:count]


def _tell(group: FeatureGroup, best: Files, ranks: Mapping[int, int], place: Callable[[int], Place]) -> Counterfactual:
    files = [int(file) for file in best]
    hits = tuple(
        CounterfactualHit(place=place(file), rank=rank, was=ranks.get(file)) for rank, file in enumerate(files, start=1)
    )
    gone = tuple(place(file) for file in ranks if file not in files)
    return Counterfactual(without=group.name, hits=hits, gone=gone)
