"""One search over a hot index: signals, scores, and the chunk that speaks for each file."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.counterfactual import tell_counterfactuals
from repochat.search.feature_words import FeatureGroup
from repochat.search.features import FEATURES, Signals, compute_signals
from repochat.search.filter import filter_files
from repochat.search.hot import HotIndex
from repochat.search.model import LIMITS, Explanation, Hit, Place, SearchFilter, SearchLimits, SearchReport
from repochat.search.passages import find_named, rank_chunks
from repochat.search.policy import Policy
from repochat.search.query import Query, parse_query
from repochat.search.relations import Relations, find_relations
from repochat.syntax import CHUNK_KINDS, SYMBOL_KINDS

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A search as asked. `history` scores files by what their commits say; empty unless the question asks for it.

    `path_prefix` is a folder or file from the root and is followed to the letter; `where` is what a person wrote.
    """

    text: str
    limit: int
    path_prefix: str = ""
    where: SearchFilter | None = None
    without: tuple[str, ...] = ()  # features to leave out
    counterfactuals: tuple[FeatureGroup, ...] = ()  # tell for each what would have been found without it
    history: Mapping[str, float] | None = None


def search_index(
    index: HotIndex, request: Request, policy: Policy, *, revision: str, limits: SearchLimits = LIMITS
) -> SearchReport:
    """The best chunk of each of the best files, at most `limit`. Deterministic; never raises on a question."""
    started = time.perf_counter()
    query = parse_query(request.text, limits)
    filtered = filter_files(index, request.where or SearchFilter(), request.path_prefix, limits)
    allowed = filtered.allowed
    relations = find_relations(index, query)
    signals = compute_signals(index, query, allowed, relations=relations, history=request.history)
    signalled = time.perf_counter()
    weights = _weights(policy, request.without)
    scores = np.where(allowed, signals.features @ weights, -np.inf).astype(np.float32)
    order = _order(scores, allowed) if query.terms else np.empty(0, np.int64)
    limit = max(0, min(request.limit, limits.hits_max))
    chosen = _Chooser(index, query, signals, relations, weights, scores)
    hits = [chosen.build_hit(int(file), rank + 1) for rank, file in enumerate(order[:limit])]
    misses = order[limit : limit + limits.near_misses_max]
    near = [chosen.build_hit(int(file), limit + rank + 1) for rank, file in enumerate(misses)]
    done = time.perf_counter()
    counterfactuals = tell_counterfactuals(
        signals, weights, allowed, groups=request.counterfactuals, found=order[:limit], place=chosen.place
    )
    told = time.perf_counter()
    return SearchReport(
        query=request.text[: limits.query_chars_max],
        query_type=query.type,
        wants_tests=query.wants_tests,
        revision=revision,
        hits=tuple(hits),
        near_misses=tuple(near),
        dropped={**_dropped(order, limit, query), **filtered.dropped},
        candidates={leg: int((ranks > 0).sum()) for leg, ranks in signals.ranks.items()},
        policy_version=policy.version,
        timings_ms={
            "signals": round(1000 * (signalled - started), 3),
            "ranking": round(1000 * (done - signalled), 3),
            **({"counterfactuals": round(1000 * (told - done), 3)} if request.counterfactuals else {}),
        },
        where=request.where,
        counterfactuals=counterfactuals,
        notes=filtered.notes,
    )


def _weights(policy: Policy, without: tuple[str, ...]) -> Floats:
    weights = policy.as_vector()
    for name in without:
        weights[FEATURES.index(name)] = 0.0
    return weights


def _order(scores: Floats, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Allowed files by score; equal ones by path."""
    files = np.flatnonzero(allowed)
    return files[np.argsort(-scores[files], kind="stable")]


def _dropped(order: NDArray[np.int64], limit: int, query: Query) -> dict[str, int]:
    dropped = {
        "below_limit": max(0, len(order) - limit),
        "query_cut": int(query.truncated),
        "no_words": int(not query.terms),  # nothing to look for: the order would be that of the files' traits alone
    }
    return {reason: count for reason, count in dropped.items() if count}


class _Chooser:
    """Builds hits: which chunk of a file is shown, and the arithmetic behind its place."""

    def __init__(
        self,
        index: HotIndex,
        query: Query,
        signals: Signals,
        relations: Relations,
        weights: Floats,
        scores: Floats,
    ) -> None:
        self._index = index
        self._signals = signals
        self._weights = weights
        self._scores = scores
        self._named = find_named(index, query)
        self._defines_first = query.type == "symbol"
        self._related = relations.chunk_of_file

    def build_hit(self, file: int, rank: int) -> Hit:
        index = self._index
        chunk, symbol = self._choose_chunk(file)
        explain = self._explain(file)
        return Hit(
            rank=rank,
            path=index.paths[file],
            blob=index.oids[file],
            start_line=int(index.chunk_start[chunk]),
            end_line=int(index.chunk_end[chunk]),
            symbol=index.symbol_qualified[symbol] if symbol >= 0 else "",
            kind=SYMBOL_KINDS[index.symbol_kind[symbol]] if symbol >= 0 else CHUNK_KINDS[index.chunk_kind[chunk]],
            score=math.fsum(explain.contributions.values()),  # exact in any order, also after a store has shuffled them
            explain=explain,
        )

    def place(self, file: int) -> Place:
        """The chunk that speaks for a file, without the arithmetic."""
        index = self._index
        chunk, symbol = self._choose_chunk(file)
        return Place(
            path=index.paths[file],
            start_line=int(index.chunk_start[chunk]),
            end_line=int(index.chunk_end[chunk]),
            symbol=index.symbol_qualified[symbol] if symbol >= 0 else "",
        )

    def _choose_chunk(self, file: int) -> tuple[int, int]:
        """The chunk where a related call stands, or else the one that fits best; its symbol."""
        index = self._index
        related = self._related.get(file)
        if related is not None:
            return related, int(index.chunk_symbol[related])
        named = self._named.get(file, ())
        ranked = rank_chunks(index, file, self._signals.chunk_scores, named, defines_first=self._defines_first)
        if named and self._defines_first:
            return int(ranked[0]), named[0].symbol
        return int(ranked[0]), int(index.chunk_symbol[ranked[0]])

    def _explain(self, file: int) -> Explanation:
        values = self._signals.features[file]
        return Explanation(
            legs={leg: int(ranks[file]) for leg, ranks in self._signals.ranks.items() if ranks[file] > 0},
            features={name: float(value) for name, value in zip(FEATURES, values, strict=True) if value},
            contributions={
                name: float(np.float64(value) * np.float64(weight))
                for name, value, weight in zip(FEATURES, values, self._weights, strict=True)
                if value and weight
            },
        )
