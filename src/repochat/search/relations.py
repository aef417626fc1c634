"""One hop along the graph, for questions about relations: who calls it, what uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from repochat.search.hot import HotIndex, find_chunk
from repochat.search.query import Query
from repochat.search.symbols import match_symbols

ASKED_SYMBOLS_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """Files that a relational question leads to: how sure the link is, and the chunk where it stands."""

    confidence: Mapping[int, float] = field(default_factory=dict[int, float])
    chunk_of_file: Mapping[int, int] = field(default_factory=dict[int, int])


def find_relations(index: HotIndex, query: Query) -> Relations:
    """Callers of the definitions that the question names; empty unless it asks for them."""
    if query.type != "callers":
        return Relations()
    asked = find_asked_symbols(index, query)
    edges = np.flatnonzero(np.isin(index.graph.edge_target, asked)) if asked else np.empty(0, np.int64)
    confidence: dict[int, float] = {}
    chunks: dict[int, int] = {}
    for edge in edges:
        file = int(index.graph.edge_file[edge])
        sure = float(index.graph.edge_confidence[edge])
        if sure > confidence.get(file, 0.0):
            confidence[file] = sure
            chunks[file] = find_chunk(index, file, int(index.graph.edge_line[edge]))
    return Relations(confidence=confidence, chunk_of_file=chunks)


def find_asked_symbols(index: HotIndex, query: Query) -> list[int]:
    """The definitions that a question is about: those named as code, else those its words name; the clearest first."""
    found = sorted(match_symbols(index, query), key=lambda match: (-match[1], match[0]))
    named = [symbol for symbol, _, asked in found if asked] or [symbol for symbol, _, _ in found]
    return list(dict.fromkeys(named))[:ASKED_SYMBOLS_MAX]
