"""BM25F over segments: what each posting adds to a score is computed when it is asked for, from the whole's statistics.

Field frequencies are weighted and length-normalised before saturation (Robertson, Zaragoza and Taylor 2004, "Simple
BM25 extension to multiple weighted fields"). Segments hold what never changes, raw frequencies by slot; how rare a term
is and how long a unit is among the others changes with every file, so it is no part of them. Sizes, lengths and counts
are whole numbers: however an index came to be what it is, its scores are the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from repochat.search.segments import (
    Found,
    Segment,
    build_segment,
    find_postings,
    merge_segments,
    renumber_segments,
)
from repochat.search.slots import Slots, make_plain_slots

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bm25fParameters:
    """Per field its weight, and how much its length counts; `k1` saturates."""

    weights: tuple[float, ...]
    b: tuple[float, ...]
    k1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Which unit (a chunk or a file, by number) has which term, and how much that says."""

    segments: tuple[Segment, ...]
    slots: Slots
    lengths: Ints  # (fields, slots) tokens of each unit
    totals: tuple[int, ...]  # (fields,) tokens of all living units
    parameters: Bm25fParameters
    norms: Floats  # (fields, slots) what a unit's frequencies are divided by

    @property
    def size(self) -> int:
        """Number of units."""
        return self.slots.size

    def look_up(self, terms: Sequence[int]) -> "LookUp":
        """What is known of `terms`, to be asked in several ways."""
        found = find_postings(self.segments, self.slots, terms)
        return LookUp(postings=self, found=found, idf=_rate(found.counts, self.size))

    def has(self, term: int) -> bool:
        """Whether any unit has the term."""
        return bool(self.look_up([term]).found.counts[0])

    def units_of(self, term: int) -> Ints:
        """The units that have the term, each once, in order."""
        numbers = self.look_up([term]).found.numbers
        return numbers if self.slots.is_plain else np.sort(numbers[numbers < self.size])

    def score(self, terms: Sequence[int], weights: Sequence[float] | None = None) -> Floats:
        """(size,) the sum of what `terms` say of each unit, each times its weight."""
        return self.look_up(terms).score(weights)

    def idf_of(self, terms: Sequence[int]) -> Floats:
        """(len(terms),) the idf of each term; an unknown one has that of a term in no unit."""
        return self.look_up(terms).idf


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """The postings of some terms, and how rare each is."""

    postings: Postings
    found: Found
    idf: Floats  # (terms,)

    def score(self, weights: Sequence[float] | None = None) -> Floats:
        """(size,) the sum of what the terms say of each unit, each times its weight."""
        impacts = self._weigh()
        if weights is not None:
            impacts *= np.repeat(np.array(weights, np.float32), np.diff(self.found.starts))
        return self._add_up([impacts[start:end] for start, end in pairwise(self.found.starts.tolist())])

    def cover(self) -> Floats:
        """(size,) the share of the terms' idf that each unit has."""
        return self._add_up(self.idf) / np.float32(max(float(self.idf.sum()), 1e-6))

    def take_best(self, first: int, weights: Sequence[float]) -> Floats:
        """(size,) the greatest of the weights of those terms that each unit has; they are those from `first` on."""
        best = np.zeros(self.postings.size + 1, np.float32)
        for position, weight in enumerate(weights, start=first):
            numbers = self.found.numbers[self.found.starts[position] : self.found.starts[position + 1]]
            best[numbers] = np.maximum(best[numbers], np.float32(weight))
        return best[:-1]

    def _add_up(self, values: Iterable[np.float32 | Floats]) -> Floats:
        """(size,) for each unit the values of its postings; those of each term are given together."""
        sums = np.zeros(self.postings.size + 1, np.float32)  # the last one gathers what is said of the dead
        for (start, end), value in zip(pairwise(self.found.starts.tolist()), values, strict=True):
            sums[self.found.numbers[start:end]] += value
        return sums[:-1]

    def _weigh(self) -> Floats:
        """(p,) what each posting says."""
        found, parameters = self.found, self.postings.parameters
        weighted = np.zeros(len(found.slots), np.float32)
        for field, weight in enumerate(parameters.weights):
            weighted += np.float32(weight) * found.frequencies[field] / self.postings.norms[field][found.slots]
        k1 = np.float32(parameters.k1)
        impacts = np.repeat(self.idf, np.diff(found.starts)) * weighted * (k1 + 1) / (k1 + weighted)
        return impacts.astype(np.float32, copy=False)


def _rate(counts: NDArray[np.int64], size: int) -> Floats:
    """The idf of terms that so many of `size` units have."""
    found = counts.astype(np.float32)
    known = np.log1p((size - found + 0.5) / (found + 0.5))
    return np.where(counts > 0, known, np.float32(np.log1p((size + 0.5) / 0.5))).astype(np.float32)


def build_postings(
    *,
    units: Ints,
    terms: NDArray[np.uint32],
    frequencies: NDArray[np.uint8],
    lengths: NDArray[np.integer],
    parameters: Bm25fParameters,
    slots: Slots | None = None,
) -> Postings:
    """`units` and `terms` (p,), `frequencies` (p, fields), `lengths` (size, fields) tokens of each unit by field."""
    columns = np.ascontiguousarray(lengths.T, np.int32)
    return restore_postings(
        segments=(build_segment(units, terms, frequencies),),
        slots=slots or make_plain_slots(len(lengths)),
        lengths=columns,
        totals=tuple(int(total) for total in columns.sum(axis=1, dtype=np.int64)),
        parameters=parameters,
    )


def restore_postings(
    *, segments: tuple[Segment, ...], slots: Slots, lengths: Ints, totals: tuple[int, ...], parameters: Bm25fParameters
) -> Postings:
    """Postings of these parts."""
    norms = np.empty(lengths.shape, np.float32)
    for field, (b, total) in enumerate(zip(parameters.b, totals, strict=True)):
        mean = np.float32(max(total / max(slots.size, 1), 1.0))
        norms[field] = 1.0 - b + b * lengths[field].astype(np.float32) / mean
    return Postings(segments=segments, slots=slots, lengths=lengths, totals=totals, parameters=parameters, norms=norms)


def advance_postings(postings: Postings, added: Postings, slots: Slots, gone: NDArray[np.integer]) -> Postings:
    """The units of `added` in new slots after all others; `slots` of the whole, and the slots that are `gone`."""
    first = postings.lengths.shape[1]
    lost = postings.lengths[:, gone].sum(axis=1, dtype=np.int64)
    totals = (total + new - int(old) for total, new, old in zip(postings.totals, added.totals, lost, strict=True))
    return restore_postings(
        segments=merge_segments((*postings.segments, added.segments[0].shift(first)), slots),
        slots=slots,
        lengths=np.concatenate((postings.lengths, added.lengths), axis=1),
        totals=tuple(totals),
        parameters=postings.parameters,
    )


def compact_postings(postings: Postings, slots: Slots) -> Postings:
    """The same units, each in the slot of its number; `slots` are plain."""
    order = postings.slots.order
    return restore_postings(
        segments=(renumber_segments(postings.segments, postings.slots),),
        slots=slots,
        lengths=np.ascontiguousarray(postings.lengths[:, order]),
        totals=postings.totals,
        parameters=postings.parameters,
    )
