"""Segments of postings: raw frequencies by term and slot, appended as files come, merged as they become many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repochat.search.slots import Slots

MERGE_GROWTH = 4  # a segment is merged with the one before while that is less than so many times its size

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """`terms` sorted; term i's postings stand at starts[i]:starts[i + 1], by slot or as they were appended."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    units: Ints  # (p,) slots
    frequencies: NDArray[np.uint8]  # (fields, p)

    def shift(self, by: int) -> "Segment":
        """The same postings of slots that stand `by` later."""
        return replace(self, units=(self.units + np.int32(by)).astype(np.int32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Postings of the terms that were looked for, one term after the other: term i's are starts[i]:starts[i + 1]."""

    starts: NDArray[np.int64]  # (terms + 1,)
    counts: NDArray[np.int64]  # (terms,) living units of each
    slots: Ints  # (p,)
    numbers: Ints  # (p,) those slots' numbers; the number of units for the dead
    frequencies: NDArray[np.uint8]  # (fields, p)


def build_segment(units: Ints, terms: NDArray[np.uint32], frequencies: NDArray[np.uint8]) -> Segment:
    """From postings in any order, `frequencies` (p, fields): those of a term keep theirs."""
    order = np.argsort(terms, kind="stable")
    return _sorted_segment(units[order], terms[order], np.ascontiguousarray(frequencies[order].T))


def find_postings(segments: Sequence[Segment], slots: Slots, terms: Sequence[int]) -> Found:
    """The postings of `terms` in all segments."""
    asked = np.array(terms, np.uint32)
    spans: list[list[tuple[Segment, int, int]]] = [[] for _ in terms]
    for segment in segments:
        places = np.searchsorted(segment.terms, asked).tolist()
        for position, at in enumerate(places):
            if at < len(segment.terms) and segment.terms[at] == asked[position]:
                spans[position].append((segment, int(segment.starts[at]), int(segment.starts[at + 1])))
    return _collect(spans, segments[0], slots)


def _collect(spans: list[list[tuple[Segment, int, int]]], first: Segment, slots: Slots) -> Found:
    flat = [span for each in spans for span in each]
    sizes = [sum(end - start for _, start, end in each) for each in spans]
    starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype(np.int64)
    units = np.concatenate([first.units[:0], *(segment.units[start:end] for segment, start, end in flat)])
    frequencies = [first.frequencies[:, :0], *(segment.frequencies[:, start:end] for segment, start, end in flat)]
    numbers = units if slots.is_plain else slots.number[units]
    counts = np.diff(starts)
    if slots.dead:
        living = np.concatenate(([0], np.cumsum(numbers < slots.size)))
        counts = np.diff(living[starts])
    return Found(
        starts=starts, counts=counts, slots=units, numbers=numbers, frequencies=np.concatenate(frequencies, axis=1)
    )


def merge_segments(segments: Sequence[Segment], slots: Slots) -> tuple[Segment, ...]:
    """The first one stays as it is; of the others each is several times as large as the next. The dead are left out."""
    merged = list(segments)
    while len(merged) > 2 and len(merged[-2].units) < MERGE_GROWTH * len(merged[-1].units):  # noqa: PLR2004  see above
        merged[-2:] = [_merge(merged[-2:], slots)]
    return tuple(merged)


def renumber_segments(segments: Sequence[Segment], slots: Slots) -> Segment:
    """One segment of all living units, by their numbers: what `build_segment` makes of them."""
    whole = _merge(segments, slots)
    numbers = slots.number[whole.units]
    terms = np.repeat(whole.terms, np.diff(whole.starts))
    order = np.argsort((terms.astype(np.uint64) << np.uint64(32)) | numbers.astype(np.uint64), kind="stable")
    return replace(whole, units=numbers[order], frequencies=np.ascontiguousarray(whole.frequencies[:, order]))


def _merge(segments: Sequence[Segment], slots: Slots) -> Segment:
    units = np.concatenate([segment.units for segment in segments])
    terms = np.concatenate([np.repeat(segment.terms, np.diff(segment.starts)) for segment in segments])
    frequencies = np.concatenate([segment.frequencies for segment in segments], axis=1)
    if slots.dead:
        living = slots.number[units] < slots.size
        units, terms, frequencies = units[living], terms[living], frequencies[:, living]
    order = np.argsort(terms, kind="stable")
    return _sorted_segment(units[order], terms[order], np.ascontiguousarray(frequencies[:, order]))


def _sorted_segment(units: Ints, terms: NDArray[np.uint32], frequencies: NDArray[np.uint8]) -> Segment:
    first = np.flatnonzero(np.diff(terms, prepend=terms[:1] ^ 1)) if len(terms) else np.empty(0, np.int64)
    starts = np.append(first, len(terms)).astype(np.int64)
    return Segment(terms=terms[first], starts=starts, units=units, frequencies=frequencies)
