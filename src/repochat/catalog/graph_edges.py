"""The edges of a revision out of those of another: what still holds is moved, what may not is resolved again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import FileColumns, Ints, list_ranges
from repochat.catalog.graph_imports import ImportPairs
from repochat.catalog.graph_resolving import NAMESAKES_MAX, resolve_references
from repochat.catalog.graph_splice import Splice
from repochat.catalog.graph_state import Graph, GraphState


def advance_edges(
    state: GraphState, splice: Splice, columns: FileColumns, importers: Ints, imports: ImportPairs, texts: int
) -> tuple[Graph, Ints]:
    """The graph of `columns`, and the reference of each of its edges; `importers` may import other files than before.

    All new files are among the importers.
    """
    stale = _find_stale(state.columns, splice, columns, importers, texts)
    fresh = resolve_references(columns, np.flatnonzero(stale).astype(np.int32), imports, texts)
    kept = np.flatnonzero(~_find_stale_before(state.columns, splice, columns, stale)[state.edge_reference])
    file_before = state.graph.edge_file[kept]
    moved = columns.reference_offset[splice.place] - state.columns.reference_offset[:-1]
    reference = state.edge_reference[kept] + moved[file_before]
    merge = _Merge(reference, fresh.reference)
    place = _place_symbols(state.columns, splice, columns)
    file, source = _find_holders(columns, fresh.reference)
    graph = Graph(
        symbol_offset=columns.symbol_offset,
        edge_source=merge.join(place[state.graph.edge_source[kept]], source),
        edge_file=merge.join(splice.place[file_before], file),
        edge_target=merge.join(place[state.graph.edge_target[kept]], fresh.target),
        edge_line=merge.join(state.graph.edge_line[kept], columns.reference_line[fresh.reference]),
        edge_kind=merge.join(state.graph.edge_kind[kept], columns.reference_kind[fresh.reference]),
        edge_confidence=merge.join(state.graph.edge_confidence[kept], fresh.confidence),
        import_source=imports.source,
        import_target=imports.target,
    )
    return graph, merge.join(reference, fresh.reference)


class _Merge:
    """Joins rows of two ascending columns of references, column by column."""

    def __init__(self, kept: Ints, fresh: Ints) -> None:
        self._fresh = np.searchsorted(kept, fresh) + np.arange(len(fresh))
        is_kept = np.ones(len(kept) + len(fresh), bool)
        is_kept[self._fresh] = False
        self._is_kept = is_kept

    def join(self, kept: NDArray[Any], fresh: NDArray[Any]) -> NDArray[Any]:
        joined = np.empty(len(self._is_kept), kept.dtype)
        joined[self._is_kept] = kept
        joined[self._fresh] = fresh
        return joined


def _find_stale(
    before: FileColumns, splice: Splice, after: FileColumns, importers: Ints, texts: int
) -> NDArray[np.bool_]:
    """(references,) those that may mean something else than before: by their name, or by what their file imports."""
    changed = np.zeros(texts, bool)
    for columns, files in ((before, splice.gone), (after, splice.fresh)):
        first = columns.symbol_offset[files]
        changed[columns.symbol_name[list_ranges(first, columns.symbol_offset[files + 1] - first)]] = True
    changed &= ~(_find_wide(before, texts) & _find_wide(after, texts))  # these mean none of another file
    stale = changed[after.reference_name]
    first = after.reference_offset[importers]
    stale[list_ranges(first, after.reference_offset[importers + 1] - first)] = True
    return stale


def _find_wide(columns: FileColumns, texts: int) -> NDArray[np.bool_]:
    return np.bincount(columns.symbol_name, minlength=texts) > NAMESAKES_MAX


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


def _place_symbols(before: FileColumns, splice: Splice, after: FileColumns) -> Ints:
    """(symbols before + 1,) the number of each afterwards, -1 for those of files that are gone and for no symbol."""
    place = np.full(len(before.symbol_name) + 1, -1, np.int32)
    for run in splice.runs:
        if run.is_old:
            start, end = before.symbol_offset[run.start], before.symbol_offset[run.end]
            at = after.symbol_offset[run.at]
            place[start:end] = np.arange(at, at + end - start)
    return place


def _find_holders(columns: FileColumns, references: Ints) -> tuple[Ints, Ints]:
    """File, and symbol or -1, that each reference stands in."""
    file = (np.searchsorted(columns.reference_offset, references, "right") - 1).astype(np.int32)
    position = columns.reference_symbol[references]
    return file, np.where(position >= 0, position + columns.symbol_offset[file], -1).astype(np.int32)
