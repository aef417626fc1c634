"""The edges of a revision out of those of another: what still holds is moved, what may not is resolved again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import FileColumns, Ints, list_ranges
from repochat.catalog.graph_imports import ImportPairs
from repochat.catalog.graph_matching import match_symbols
from repochat.catalog.graph_resolving import NAMESAKES_MAX, resolve_references
from repochat.catalog.graph_splice import Splice
from repochat.catalog.graph_state import Graph, GraphState


def advance_edges(
    state: GraphState, splice: Splice, columns: FileColumns, importers: Ints, imports: ImportPairs, texts: int
) -> tuple[Graph, Ints]:
    """The graph of `columns`, and the reference of each of its edges; `importers` may import other files than before.

    All new files are among the importers.
    """
    counts = np.bincount(columns.symbol_name, minlength=texts)
    matched = match_symbols(state.columns, splice, columns)
    changed = _find_changed(state.columns, splice, columns, matched, counts)
    stale = _find_stale(columns, importers, changed)
    fresh = resolve_references(columns, np.flatnonzero(stale), imports, counts)
    kept = np.flatnonzero(~_find_stale_before(state.columns, splice, columns, stale)[state.edge_reference])
    moved = columns.reference_offset[splice.place] - state.columns.reference_offset[:-1]
    reference = state.edge_reference[kept] + moved[state.graph.edge_file[kept]]
    merge = _Merge(kept, np.searchsorted(reference, fresh.reference))
    symbols = _place_symbols(state.columns, splice, columns, matched)
    file, source = _find_holders(columns, fresh.reference)
    before = state.graph
    graph = Graph(
        symbol_offset=columns.symbol_offset,
        edge_source=merge.join(before.edge_source, source, symbols),
        edge_file=merge.join(before.edge_file, file, splice.place),
        edge_target=merge.join(before.edge_target, fresh.target, symbols),
        edge_line=merge.join(before.edge_line, columns.reference_line[fresh.reference]),
        edge_kind=merge.join(before.edge_kind, columns.reference_kind[fresh.reference]),
        edge_confidence=merge.join(before.edge_confidence, fresh.confidence),
        import_source=imports.source,
        import_target=imports.target,
    )
    return graph, merge.insert(reference, fresh.reference)


class _Merge:
    """Joins the kept rows of a column, by number, with fresh ones that each stand before a kept one, by position."""

    def __init__(self, kept: NDArray[np.int64], before: NDArray[np.int64]) -> None:
        self._fresh = before + np.arange(len(before))
        is_kept = np.ones(len(kept) + len(before), bool)
        is_kept[self._fresh] = False
        self._rows = np.zeros(len(is_kept), np.int64)
        self._rows[is_kept] = kept
        self._has_kept = len(kept) > 0
        self._is_kept = is_kept

    def join(self, column: NDArray[Any], fresh: NDArray[Any], renumbered: Ints | None = None) -> NDArray[Any]:
        """The rows of afterwards; kept ones are looked up in `renumbered` where there is one."""
        if not self._has_kept:
            return fresh
        joined = column.take(self._rows)
        if renumbered is not None:
            joined = renumbered[joined]
        joined[self._fresh] = fresh
        return joined

    def insert(self, kept: NDArray[Any], fresh: NDArray[Any]) -> NDArray[Any]:
        """The same for a column of the kept rows alone."""
        joined = np.empty(len(self._is_kept), kept.dtype)
        joined[self._is_kept] = kept
        joined[self._fresh] = fresh
        return joined


def _find_changed(
    before: FileColumns, splice: Splice, after: FileColumns, matched: tuple[Ints, Ints], counts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """(texts,) the names that references of other files may mean something else by than before.

    `counts` (texts,) are the symbols of each name afterwards.
    """
    gone = _count_names(before, splice.gone, matched[0], len(counts))
    fresh = _count_names(after, splice.fresh, matched[1], len(counts))
    wide = (counts > NAMESAKES_MAX) & (counts - fresh + gone > NAMESAKES_MAX)  # these mean none of another file
    return (gone + fresh > 0) & ~wide


def _find_stale(columns: FileColumns, importers: Ints, changed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(references,) those that may mean something else than before: by their name, or by what their file imports."""
    stale = changed[columns.reference_name]
    first = columns.reference_offset[importers]
    stale[list_ranges(first, columns.reference_offset[importers + 1] - first)] = True
    return stale


def _count_names(columns: FileColumns, files: Ints, matched: Ints, texts: int) -> NDArray[np.int64]:
    """(texts,) how many symbols of `files`, but for the matched ones, have each name."""
    first = columns.symbol_offset[files]
    symbols = list_ranges(first, columns.symbol_offset[files + 1] - first)
    names = columns.symbol_name[symbols[~np.isin(symbols, matched)]]
    return np.bincount(names, minlength=texts)


def _find_stale_before(
    before: FileColumns, splice: Splice, after: FileColumns, stale: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(references before,) the same of the references of before, and all of files that are gone."""
    found = np.ones(len(before.reference_name), bool)
    for run in splice.runs:
        if run.is_old:
            start, end = before.reference_offset[run.start], before.reference_offset[run.end]
            at = after.reference_offset[run.at]
            found[start:end] = stale[at : at + end - start]
    return found


def _place_symbols(before: FileColumns, splice: Splice, after: FileColumns, matched: tuple[Ints, Ints]) -> Ints:
    """(symbols before + 1,) the number of each afterwards, -1 for those that are gone and for no symbol."""
    place = np.full(len(before.symbol_name) + 1, -1, np.int32)
    for run in splice.runs:
        if run.is_old:
            start, end = before.symbol_offset[run.start], before.symbol_offset[run.end]
            at = after.symbol_offset[run.at]
            place[start:end] = np.arange(at, at + end - start)
    place[matched[0]] = matched[1]
    return place


def _find_holders(columns: FileColumns, references: Ints) -> tuple[Ints, Ints]:
    """File, and symbol or -1, that each reference stands in."""
    file = (np.searchsorted(columns.reference_offset, references, "right") - 1).astype(np.int32)
    position = columns.reference_symbol[references]
    return file, np.where(position >= 0, position + columns.symbol_offset[file], -1).astype(np.int32)
