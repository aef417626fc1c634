"""Which chunks of a file speak to a question: the best one is shown, and the next ones are worth reading too."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import HotIndex, find_chunk
from repochat.search.query import Query
from repochat.search.symbols import match_symbols

Floats = NDArray[np.float32]

NAMED_LIFT = 0.5  # of a chunk inside a definition that the question names: about a quarter of the best score there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A definition that the question names as code, and how clearly, in (0, 1]."""

    symbol: int
    strength: float


def find_named(index: HotIndex, query: Query) -> Mapping[int, tuple[Named, ...]]:
    """File -> what the question names in it, the clearest first, of equals the longest: a stub says less."""
    found: dict[int, list[Named]] = {}
    for symbol, strength, asked in match_symbols(index, query):
        if asked:
            found.setdefault(int(index.symbol_file[symbol]), []).append(Named(symbol=symbol, strength=strength))
    return {file: tuple(sorted(named, key=lambda each: _order(index, each))) for file, named in found.items()}


def _order(index: HotIndex, named: Named) -> tuple[float, int, int]:
    lines = int(index.symbol_end[named.symbol]) - int(index.symbol_start[named.symbol])
    return -named.strength, -lines, named.symbol


def weigh_chunks(lexical: Floats, dense: Floats) -> Floats:
    """(chunks,) both together, each up to about 1."""
    return (lexical / max(float(lexical.max(initial=0.0)), 1e-6) + dense).astype(np.float32)


def rank_chunks(
    index: HotIndex, file: int, weights: Floats, named: tuple[Named, ...], *, defines_first: bool
) -> NDArray[np.int64]:
    """The chunks of `file`, the best first. `weights` are those of all chunks.

    `defines_first`: the question is the name alone, so the chunk where it is defined leads.
    """
    first, end = int(index.chunk_offset[file]), int(index.chunk_offset[file + 1])
    scores = weights[first:end].copy()
    starts, ends = index.chunk_start[first:end], index.chunk_end[first:end]
    lift = np.zeros(end - first, np.float32)
    for each in named:
        inside = (starts <= index.symbol_end[each.symbol]) & (ends >= index.symbol_start[each.symbol])
        lift[inside] = np.maximum(lift[inside], NAMED_LIFT * each.strength)
    scores += lift
    if defines_first and named:
        scores[find_chunk(index, file, int(index.symbol_start[named[0].symbol])) - first] = np.inf
    return first + np.argsort(-scores, kind="stable")


def rank_passages(
    index: HotIndex, query: Query, file: int, *, count: int, within: tuple[int, int] | None = None
) -> list[int]:
    """The `count` chunks of `file` that speak most of what `query` asks, the best first; only those `within` lines."""
    vector = index.embedding.embed_query(" ".join(query.content))[0]
    dense = np.maximum(index.chunk_vectors @ vector, 0)
    weights = weigh_chunks(index.chunk_postings.score(query.terms), dense)
    named = find_named(index, query).get(file, ())
    ranked = rank_chunks(index, file, weights, named, defines_first=query.type == "symbol")
    if within is not None:
        ranked = ranked[(index.chunk_start[ranked] <= within[1]) & (index.chunk_end[ranked] >= within[0])]
    return ranked[:count].tolist()
