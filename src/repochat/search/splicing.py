"""The difference between two lists of files as runs, so that columns are advanced by copying runs of memory."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Files start:end of the added ones, or of those that were there before."""

    is_added: bool
    start: int
    end: int

    def span(self, offsets: tuple[Ints, Ints]) -> slice:
        """The rows of these files, by the offsets of those before and of the added."""
        offset = offsets[int(self.is_added)]
        return slice(int(offset[self.start]), int(offset[self.end]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """The files after a change: runs of kept and added ones in code-point order of their path; `gone` (old files)."""

    runs: tuple[Run, ...]
    gone: NDArray[np.int64]

    def join_rows(self, kept: NDArray[Any], added: NDArray[Any]) -> NDArray[Any]:
        """One row a file."""
        parts = [(added if run.is_added else kept)[run.start : run.end] for run in self.runs]
        return np.concatenate([kept[:0], *parts]).astype(kept.dtype, copy=False)

    def join_spans(self, kept: NDArray[Any], added: NDArray[Any], offsets: tuple[Ints, Ints]) -> NDArray[Any]:
        """File f has the rows offset[f]:offset[f + 1]; `offsets` of the kept and of the added."""
        parts = [(added if run.is_added else kept)[run.span(offsets)] for run in self.runs]
        return np.concatenate([kept[:0], *parts]).astype(kept.dtype, copy=False)

    def join_items(self, kept: Sequence[_Item], added: Sequence[_Item]) -> tuple[_Item, ...]:
        """One item a file."""
        items: list[_Item] = []
        for run in self.runs:
            items.extend((added if run.is_added else kept)[run.start : run.end])
        return tuple(items)

    def join_item_spans(
        self, kept: Sequence[_Item], added: Sequence[_Item], offsets: tuple[Ints, Ints]
    ) -> tuple[_Item, ...]:
        """As `join_spans`, of items."""
        items: list[_Item] = []
        for run in self.runs:
            items.extend((added if run.is_added else kept)[run.span(offsets)])
        return tuple(items)


def plan_splice(paths: Sequence[str], removed: Collection[str], added: Sequence[str]) -> Splice:
    """`paths` and `added` in code-point order. An added path takes the place of a namesake; unknown ones are let be."""
    gone = {at for path in {*removed, *added} if (at := bisect_left(paths, path)) < len(paths) and paths[at] == path}
    places = [bisect_left(paths, path) for path in added]
    runs: list[Run] = []
    at = number = 0
    for stop in sorted({*gone, *places, len(paths)}):
        _append(runs, Run(is_added=False, start=at, end=stop))
        first = number
        while number < len(places) and places[number] == stop:
            number += 1
        _append(runs, Run(is_added=True, start=first, end=number))
        at = stop + (stop in gone)
    return Splice(runs=tuple(runs), gone=np.array(sorted(gone), np.int64))


def _append(runs: list[Run], run: Run) -> None:
    if run.end > run.start:
        runs.append(run)


def count_offsets(counts: Sequence[int] | NDArray[Any]) -> Ints:
    """(len(counts) + 1,) where the rows of each file begin, and the end."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)
