"""Models of each repository that never saw it, learned by several processes."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from evals.risk.snapshots import Snapshot
from evals.risk.training import learn_bug, learn_review

from repochat.thinking.risk.additive import AdditiveModel

Models = dict[str, tuple[AdditiveModel, AdditiveModel]]  # the bug and the review model without a repository

_KNOWN: list[Snapshot] = []  # of this process: handed over once, and not with each repository


def learn_unseen(snapshots: Sequence[Snapshot], names: Sequence[str], *, workers: int) -> Models:
    """Both models for each of `names`, learned from all others."""
    with ProcessPoolExecutor(workers, initializer=_know, initargs=(list(snapshots),)) as pool:
        return dict(zip(names, pool.map(_learn_without, names), strict=True))


def _know(snapshots: list[Snapshot]) -> None:
    _KNOWN[:] = snapshots


def _learn_without(name: str) -> tuple[AdditiveModel, AdditiveModel]:
    others = [each for each in _KNOWN if each.repository != name]
    return learn_bug(others), learn_review(others)
