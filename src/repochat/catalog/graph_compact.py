"""Lets go of texts and import keys that no file of a state has any more: numbers are only ever added otherwise."""

from dataclasses import dataclass, replace

import numpy as np
import structlog
from numpy.typing import NDArray

from repochat.catalog.graph_columns import OWN, FileColumns, Ints
from repochat.catalog.graph_state import GraphMemory, GraphState, TextColumns, pack_texts, unpack_texts

log = structlog.get_logger()

_TEXT_COLUMNS = (
    "file_path", "file_folder", "file_family", "symbol_name", "reference_name", "reference_qualifier",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphLimits:
    """A state with more unused numbers than this, and than it has in use, is numbered anew."""

    spare_numbers_max: int = 200_000


def compact_state(state: GraphState, limits: GraphLimits) -> GraphState:
    """The same graph, its texts and import keys numbered anew if many are of no use any more."""
    numbers = len(state.texts) + len(state.import_keys)
    if numbers - state.numbers_in_use <= max(limits.spare_numbers_max, state.numbers_in_use):
        return state
    keys, key_place = _renumber(_mark(len(state.import_keys), state.columns.import_key))
    is_used = _mark(len(state.texts), state.import_keys[keys].reshape(-1), *_list_columns(state.columns))
    is_used[: len(OWN)] = True
    texts, text_place = _renumber(is_used)
    listed = unpack_texts(state.texts)
    log.info("graph.state_compacted", numbers=numbers, in_use=len(keys) + len(texts))
    return replace(
        state,
        columns=_renumber_columns(state.columns, text_place, key_place),
        texts=pack_texts(TextColumns.make_empty(), [listed[number] for number in texts.tolist()]),
        import_keys=text_place[state.import_keys[keys]],
        numbers_in_use=len(keys) + len(texts),
        memory=GraphMemory(),
    )


def _list_columns(columns: FileColumns) -> list[Ints]:
    """Each with the numbers of texts, or less than none."""
    return [getattr(columns, name) for name in _TEXT_COLUMNS]


def _mark(numbers: int, *columns: Ints) -> NDArray[np.bool_]:
    is_used = np.zeros(numbers, bool)
    for column in columns:
        is_used[column[column >= 0]] = True
    return is_used


def _renumber(is_used: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Ints]:
    """The numbers in use, and the new number of each."""
    used = np.flatnonzero(is_used)
    place = np.full(len(is_used), -1, np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return used, place


def _renumber_columns(columns: FileColumns, texts: Ints, keys: Ints) -> FileColumns:
    renumbered = {
        name: np.where(column >= 0, texts[column], column).astype(np.int32)
        for name, column in zip(_TEXT_COLUMNS, _list_columns(columns), strict=True)
    }
    return replace(columns, import_key=keys[columns.import_key], **renumbered)
