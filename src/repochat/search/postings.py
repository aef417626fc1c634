"""BM25F as one table: each posting's contribution to a score is computed when the index is built.

Field frequencies are weighted and length-normalised before saturation (Robertson, Zaragoza and Taylor 2004, "Simple
BM25 extension to multiple weighted fields"), so a query only adds up slices.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """`terms` sorted; term i's postings stand at starts[i]:starts[i + 1], by unit (a chunk or a file)."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    units: Ints
    impacts: Floats
    idf: Floats
    size: int  # number of units

    def find(self, term: int) -> int:
        """The term's position, or -1."""
        at = int(np.searchsorted(self.terms, np.uint32(term)))
        return at if at < len(self.terms) and self.terms[at] == term else -1

    def units_of(self, term: int) -> Ints:
        """The units that have the term, each once."""
        at = self.find(term)
        return self.units[self.starts[at] : self.starts[at + 1]] if at >= 0 else self.units[:0]

    def score(self, terms: Sequence[int], weights: Sequence[float] | None = None) -> Floats:
        """(size,) the sum of the impacts of `terms`, each times its weight."""
        scores = np.zeros(self.size, np.float32)
        for position, term in enumerate(terms):
            at = self.find(term)
            if at >= 0:
                span = slice(self.starts[at], self.starts[at + 1])
                impacts = self.impacts[span]
                scores[self.units[span]] += impacts if weights is None else np.float32(weights[position]) * impacts
        return scores

    def idf_of(self, terms: Sequence[int]) -> Floats:
        """(len(terms),) the idf of each term; an unknown one has that of a term in no unit."""
        unknown = np.float32(np.log1p((self.size + 0.5) / 0.5))
        return np.array([self.idf[at] if (at := self.find(term)) >= 0 else unknown for term in terms], np.float32)


def build_postings(
    *,
    units: Ints,
    terms: NDArray[np.uint32],
    frequencies: NDArray[np.uint8],
    lengths: NDArray[np.float32],
    parameters: Bm25fParameters,
) -> Postings:
    """`units` and `terms` (p,), `frequencies` (p, fields), `lengths` (size, fields) tokens of each unit by field."""
    size = len(lengths)
    order = np.argsort(terms, kind="stable")
    units, terms = units[order], terms[order]
    means = np.maximum(lengths.mean(axis=0), 1.0) if size else np.ones(lengths.shape[1])
    weighted = np.zeros(len(terms), np.float32)
    for field in range(lengths.shape[1]):
        b = parameters.b[field]
        norm = (1.0 - b + b * lengths[:, field] / means[field]).astype(np.float32)
        weighted += np.float32(parameters.weights[field]) * frequencies[order, field] / norm[units]
    first = np.flatnonzero(np.diff(terms, prepend=terms[:1] ^ 1)) if len(terms) else np.empty(0, np.int64)
    starts = np.append(first, len(terms)).astype(np.int64)
    found = np.diff(starts).astype(np.float32)
    idf = np.log1p((size - found + 0.5) / (found + 0.5)).astype(np.float32)
    k1 = np.float32(parameters.k1)
    impacts = np.repeat(idf, np.diff(starts)) * weighted * (k1 + 1) / (k1 + weighted)
    return Postings(
        terms=terms[first], starts=starts, units=units, impacts=impacts.astype(np.float32), idf=idf, size=size
    )
