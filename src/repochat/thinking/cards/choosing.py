"""Which definitions get a card, in which order, and what each card depends on."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import UNIQUE
from repochat.catalog.thinking.card import name_subject
from repochat.search.hot import HotIndex
from repochat.syntax import SYMBOL_KINDS
from repochat.thinking.cards.limits import CardLimits
from repochat.thinking.mapping.roles import list_roles

VERSION = 1  # of what a card says: another one makes all of them anew
ASKED_WEIGHT = 5.0
_KINDS = frozenset(("function", "method", "constructor", "class", "struct", "interface", "trait", "protocol", "object"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A definition that may have a card. `digest` is of its blob and of who calls it and whom it calls."""

    symbol: int
    subject: str
    digest: str


def list_candidates(index: HotIndex, asked: Mapping[str, int], limits: CardLimits) -> list[Candidate]:
    """Those of the code itself, the most used and most asked about first; `asked` counts citations by subject."""
    users = _count_users(index)
    roles = list_roles(index)
    weighed: list[tuple[float, int, str]] = []
    best: dict[str, tuple[int, int]] = {}
    for symbol in range(len(index.symbol_names)):
        file = int(index.symbol_file[symbol])
        length = int(index.symbol_end[symbol] - index.symbol_start[symbol]) + 1
        if roles[file] != "code" or SYMBOL_KINDS[index.symbol_kind[symbol]] not in _KINDS:
            continue
        if length < limits.body_lines_min:
            continue
        subject = name_subject(index.paths[file], index.symbol_qualified[symbol])
        if best.get(subject, (0, 0))[1] < length:  # of overloads the longest
            best[subject] = symbol, length
    for subject, (symbol, _) in best.items():
        weight = (
            float(users[symbol]) + ASKED_WEIGHT * asked.get(subject, 0) + 0.5 * float(index.symbol_exported[symbol])
        )
        weighed.append((-weight, symbol, subject))
    chosen = sorted(weighed)[: limits.covered_max]
    neighbours = _Neighbours(index)
    return [
        Candidate(symbol=symbol, subject=subject, digest=_digest(index, neighbours, symbol))
        for _, symbol, subject in chosen
    ]


def _count_users(index: HotIndex) -> NDArray[np.int64]:
    """(symbols,) in how many other files each is referred to."""
    graph, files = index.graph, max(len(index.paths), 1)
    keep = (graph.edge_confidence >= UNIQUE) & (graph.edge_file != index.symbol_file[graph.edge_target])
    pairs = np.unique(graph.edge_target[keep].astype(np.int64) * files + graph.edge_file[keep])
    return np.bincount(pairs // files, minlength=len(index.symbol_names)).astype(np.int64)


class _Neighbours:
    """Who refers to a definition, and what it refers to, looked up in sorted edges."""

    def __init__(self, index: HotIndex) -> None:
        graph = index.graph
        rows = np.flatnonzero((graph.edge_confidence >= UNIQUE) & (graph.edge_source >= 0))
        self._source, self._target = graph.edge_source[rows], graph.edge_target[rows]
        self._by_source = np.argsort(self._source, kind="stable")
        self._by_target = np.argsort(self._target, kind="stable")

    def list_callers(self, symbol: int) -> Sequence[int]:
        return self._look_up(self._target, self._by_target, self._source, symbol)

    def list_callees(self, symbol: int) -> Sequence[int]:
        return self._look_up(self._source, self._by_source, self._target, symbol)

    def _look_up(
        self, keys: NDArray[np.int32], order: NDArray[np.int64], values: NDArray[np.int32], key: int
    ) -> list[int]:
        first = np.searchsorted(keys, key, "left", sorter=order)
        last = np.searchsorted(keys, key, "right", sorter=order)
        return np.unique(values[order[first:last]]).tolist()


def _digest(index: HotIndex, neighbours: _Neighbours, symbol: int) -> str:
    told = [
        VERSION,
        index.oids[index.symbol_file[symbol]],
        index.symbol_qualified[symbol],
        [_identify(index, each) for each in neighbours.list_callers(symbol)],
        [_identify(index, each) for each in neighbours.list_callees(symbol)],
    ]
    return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()


def _identify(index: HotIndex, symbol: int) -> str:
    return name_subject(index.paths[index.symbol_file[symbol]], index.symbol_qualified[symbol])
