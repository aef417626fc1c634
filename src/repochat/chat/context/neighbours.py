"""One hop along the graph from a definition, and the types that lines stand in."""

import numpy as np

from repochat.chat.extractive.roles import is_test
from repochat.chat.extractive.uses import list_calls, list_uses
from repochat.chat.receipts.symbol_lookup import choose_longest, list_symbols_in
from repochat.search.hot import HotIndex
from repochat.syntax import REFERENCE_KINDS, SYMBOL_KINDS

SURE_MIN = 0.4  # edges below are guesses among namesakes
CONTAINERS = frozenset(("class", "struct", "interface", "trait", "enum", "object", "protocol", "module", "type"))
_INHERIT = REFERENCE_KINDS.index("inherit")


def list_bases(index: HotIndex, symbol: int) -> list[int]:
    """The types that a type is declared to be built on."""
    graph = index.graph
    rows = np.flatnonzero((graph.edge_source == symbol) & (graph.edge_kind == _INHERIT))
    rows = rows[graph.edge_confidence[rows] >= SURE_MIN]
    return [target for target in _list_longest(index, graph.edge_target[rows].tolist()) if target != symbol]


def list_callees(index: HotIndex, symbol: int) -> list[int]:
    """What a definition calls for sure enough, in the order of its lines."""
    return _list_longest(index, [use.target for use in list_calls(index, symbol) if use.confidence >= SURE_MIN])


def list_callers(index: HotIndex, symbol: int) -> list[int]:
    """Definitions that refer to one for sure enough, the surest first, tests aside."""
    uses = [use for use in list_uses(index, symbol) if use.confidence >= SURE_MIN and use.source >= 0]
    return _list_longest(index, [use.source for use in uses if not is_test(index, use.file)])


def find_container(index: HotIndex, file: int, start_line: int, end_line: int) -> int | None:
    """The innermost type around these lines that begins above them."""
    around = [
        symbol
        for symbol in list_symbols_in(index, file)
        if index.symbol_start[symbol] < start_line
        and index.symbol_end[symbol] >= end_line
        and SYMBOL_KINDS[index.symbol_kind[symbol]] in CONTAINERS
    ]
    return max(around, key=lambda symbol: int(index.symbol_start[symbol]), default=None)


def find_definition(index: HotIndex, file: int, qualified: str, start_line: int, end_line: int) -> int | None:
    """The innermost definition of that name that touches these lines."""
    touching = [
        symbol
        for symbol in list_symbols_in(index, file)
        if index.symbol_qualified[symbol] == qualified
        and index.symbol_start[symbol] <= end_line
        and index.symbol_end[symbol] >= start_line
    ]
    return min(touching, key=lambda symbol: int(index.symbol_end[symbol] - index.symbol_start[symbol]), default=None)


def _list_longest(index: HotIndex, symbols: list[int]) -> list[int]:
    """Each once, an overload by its fullest body."""
    return list(dict.fromkeys(choose_longest(index, symbol) for symbol in symbols))
