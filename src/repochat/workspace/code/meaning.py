"""Which definitions a name at a place means, as the graph resolved it there, or by its name and what is near."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repochat.chat.extractive.roles import is_aside, is_declaration, is_test
from repochat.chat.extractive.uses import list_twins
from repochat.chat.receipts.symbol_lookup import find_file, list_symbols_in
from repochat.chat.tools.finding.links import SURE_MIN
from repochat.search.hot import HotIndex
from repochat.search.symbols import KIND_WEIGHTS
from repochat.syntax.pointing import Pointed

_HEAD_LINES_MAX = 12  # of a definition: its name stands in one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Symbols by number, the likeliest first. `is_exact` when the graph is sure, or the place is the definition."""

    symbols: tuple[int, ...]
    is_exact: bool


def find_meaning(index: HotIndex, path: str, pointed: Pointed) -> Meaning:
    """What a name in the file means; a file that is not indexed knows only namesakes."""
    file = find_file(index, path)
    if file is None:
        return Meaning(symbols=tuple(rank_namesakes(index, None, pointed)), is_exact=False)
    resolved = _weigh_edges(index, file, pointed)
    if not resolved and (own := _find_own(index, file, pointed)) is not None:
        return Meaning(symbols=(own,), is_exact=True)
    best = max(resolved.values(), default=0.0)
    if best >= SURE_MIN or _is_lone(index, resolved, pointed):
        chosen = [symbol for symbol, weight in resolved.items() if weight >= best]
        return Meaning(symbols=tuple(_add_bodies(index, chosen)), is_exact=True)
    likely = sorted(resolved, key=lambda symbol: -resolved[symbol])
    ranked = rank_namesakes(index, file, pointed)
    return Meaning(symbols=tuple(dict.fromkeys((*likely, *ranked))), is_exact=False)


def find_qualified(index: HotIndex, qualified: str) -> Meaning:
    """The definitions of exactly this qualified name, or, failing that, of its last part."""
    last = qualified.replace("::", ".").rpartition(".")[2]
    named = [each for each in index.symbols_by_name.get(last.lower(), ()) if index.symbol_names[each] == last]
    exact = [each for each in named if index.symbol_qualified[each] == qualified]
    order = sorted(exact or named, key=lambda symbol: _order_namesake(index, None, set(), symbol, is_member=False))
    return Meaning(symbols=tuple(order), is_exact=bool(exact))


def rank_namesakes(index: HotIndex, file: int | None, pointed: Pointed) -> list[int]:
    """Definitions of the name: of the same family of languages, then the nearest and the most telling first."""
    named = [
        symbol
        for symbol in index.symbols_by_name.get(pointed.name.lower(), ())
        if index.symbol_names[symbol] == pointed.name
    ]
    if file is None:
        imported: set[int] = set()
    else:
        family = index.state.columns.file_family
        related = [symbol for symbol in named if family[index.symbol_file[symbol]] == family[file]]
        named = related or named
        imported = list_imported(index, file)
    return sorted(named, key=lambda symbol: _order_namesake(index, file, imported, symbol, is_member=pointed.is_member))


def list_imported(index: HotIndex, file: int) -> set[int]:
    """The files that a file imports."""
    graph = index.graph
    first, end = np.searchsorted(graph.import_source, (file, file + 1))
    return set(graph.import_target[first:end].tolist())


def _order_namesake(
    index: HotIndex, file: int | None, imported: set[int], symbol: int, *, is_member: bool
) -> tuple[bool, bool, bool, bool, bool, bool, bool, float, int]:
    at = int(index.symbol_file[symbol])
    folders = index.state.columns.file_folder
    owner = index.state.columns.symbol_owner[symbol] >= 0
    return (
        at != file,
        at not in imported,
        file is None or bool(folders[at] != folders[file]),
        bool(owner) != is_member,
        is_test(index, at),
        is_aside(index, at),
        is_declaration(index, at),
        -float(KIND_WEIGHTS[index.symbol_kind[symbol]]),
        symbol,
    )


def _weigh_edges(index: HotIndex, file: int, pointed: Pointed) -> dict[int, float]:
    """Definitions that the graph ties a reference of this name on this line to, and how surely."""
    graph = index.graph
    first, end = np.searchsorted(graph.edge_file, (file, file + 1))
    rows = first + np.flatnonzero(graph.edge_line[first:end] == pointed.line)
    named = [row for row in rows.tolist() if index.symbol_names[graph.edge_target[row]] == pointed.name]
    fitting = [row for row in named if _is_fitting(index, row, pointed)] or named
    weights: dict[int, float] = defaultdict(float)
    for row in fitting:
        target = int(graph.edge_target[row])
        weights[target] = max(weights[target], float(graph.edge_confidence[row]))
    return dict(weights)


def _is_fitting(index: HotIndex, row: int, pointed: Pointed) -> bool:
    """Whether the reference of an edge is written like the one that is pointed at: of several on one line one is."""
    is_bare = int(index.state.columns.reference_qualifier[index.state.edge_reference[row]]) < 0
    return is_bare is not pointed.is_member


def _is_lone(index: HotIndex, weights: Mapping[int, float], pointed: Pointed) -> bool:
    """Whether a plain name has one definition alone, apart from declarations of it: then it can mean nothing else."""
    if pointed.is_member or not weights:
        return False
    owners = index.state.columns.symbol_owner
    return (
        len({index.symbol_qualified[symbol] for symbol in weights}) == 1
        and all(owners[symbol] < 0 for symbol in weights)
        and len({symbol for symbol in weights if not is_declaration(index, int(index.symbol_file[symbol]))}) <= 1
    )


def _add_bodies(index: HotIndex, symbols: Sequence[int]) -> list[int]:
    """Definitions before what only declares them; who names a declaration means what stands behind it."""
    known = dict.fromkeys(other for symbol in symbols for other in (symbol, *list_twins(index, symbol)))
    return sorted(known, key=lambda symbol: (is_declaration(index, int(index.symbol_file[symbol])), symbol))


def _find_own(index: HotIndex, file: int, pointed: Pointed) -> int | None:
    """The definition whose own name this is: the innermost that begins just here or a few lines above."""
    own = [
        symbol
        for symbol in list_symbols_in(index, file)
        if index.symbol_names[symbol] == pointed.name
        and 0 <= pointed.line - int(index.symbol_start[symbol]) <= _HEAD_LINES_MAX
        and pointed.line <= int(index.symbol_end[symbol])
    ]
    return max(own, key=lambda symbol: int(index.symbol_start[symbol])) if own else None
