"""A hot index out of that of another revision and the files that differ, at the cost of the difference.

Columns of a few bytes a row are joined of runs of the old ones and of the new; what is large gets new slots at its end
and shares the rest. An advanced index answers as one that was built of all its files: the same numbers, the same
scores. After many changes it is laid out anew (`compact_hot_index`), which changes nothing that can be asked.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import advance_state
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_batch import FileBatch, count_path_words, read_batch
from repochat.search.hot_building import number_files, number_symbols, weigh_standing
from repochat.search.hot_postings import (
    build_chunk_postings,
    build_file_postings,
    build_name_postings,
    build_path_postings,
)
from repochat.search.names import advance_names, group_names
from repochat.search.postings import advance_postings, compact_postings
from repochat.search.slots import Slots, make_plain_slots, order_slots
from repochat.search.splicing import Splice, count_offsets, plan_splice
from repochat.search.traits import read_words
from repochat.search.vectors import advance_vectors, make_vectors

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatterLimits:
    """When an advanced index is laid out anew."""

    rows_min: int = 2_000  # one with fewer chunk slots stays as it is
    dead_share_max: float = 0.25  # of the slots that hold chunks of files that are gone
    recent_share_max: float = 0.25  # of the slots that were added since it was laid out


def is_scattered(index: HotIndex, limits: ScatterLimits | None = None) -> bool:
    """Whether it has come so far from its layout that `compact_hot_index` is worth its while."""
    bounds, slots = limits or ScatterLimits(), index.chunk_postings.slots
    total = len(slots.number)
    recent = total - len(index.chunk_vectors.blocks[0])
    return total >= bounds.rows_min and (
        slots.dead > bounds.dead_share_max * total or recent > bounds.recent_share_max * total
    )


def advance_hot_index(index: HotIndex, removed: Collection[str], added: Sequence[IndexedFile]) -> HotIndex:
    """The index without `removed` paths and with `added` files, in any order; one that changed is in both.

    `index` stays as it is. Paths that it does not have are let be.
    """
    batch = read_batch(sorted(added, key=lambda file: file.path), index.embedding)
    splice = plan_splice(index.paths, removed, [file.path for file in batch.files])
    state = advance_state(index.state, removed, batch.sources)
    files = _join_files(index, splice, batch)
    symbols = _join_symbols(index, splice, batch)
    chunks = _join_chunks(index, splice, batch, symbols["symbol_offset"])
    traits = splice.join_rows(index.trait_values, batch.trait_values)
    standing = weigh_standing(traits, state.graph, symbols["symbol_file"])
    return replace(index, **files, **symbols, **chunks, trait_values=standing, state=state)


def compact_hot_index(index: HotIndex) -> HotIndex:
    """The same index with every row in the slot of its number, in one segment and one block."""
    if _is_compact(index):
        return index
    of_files, of_chunks = make_plain_slots(len(index.paths)), make_plain_slots(len(index.chunk_file))
    return replace(
        index,
        chunk_postings=compact_postings(index.chunk_postings, of_chunks),
        file_postings=compact_postings(index.file_postings, of_files),
        name_postings=compact_postings(index.name_postings, of_files),
        path_postings=compact_postings(index.path_postings, of_files),
        chunk_vectors=make_vectors(index.chunk_vectors.read_rows(), of_chunks),
        file_vectors=make_vectors(index.file_vectors.read_rows(), of_files),
        stem_vectors=make_vectors(index.stem_vectors.read_rows(), of_files),
        symbols_by_name=group_names(index.symbol_names, make_plain_slots(len(index.symbol_names))),
    )


def _is_compact(index: HotIndex) -> bool:
    return (
        index.chunk_postings.slots.is_plain
        and index.file_postings.slots.is_plain
        and index.symbols_by_name.slots.is_plain
    )


def _join_files(index: HotIndex, splice: Splice, batch: FileBatch) -> dict[str, Any]:
    slots = _advance_slots(index.file_postings.slots, splice, _count_ones(index.paths), _count_ones(batch.files))
    gone = index.file_postings.slots.order[splice.gone]
    new = make_plain_slots(len(batch.files))
    vocabulary, word_files = _advance_words(index, splice, batch)
    stem_offset = _join_offsets(splice, index.stem_offset, batch.stem_offset)
    return {
        "paths": splice.join_items(index.paths, [file.path for file in batch.files]),
        "oids": splice.join_items(index.oids, [file.oid for file in batch.files]),
        "languages": splice.join_items(index.languages, [file.language for file in batch.files]),
        "blob_ids": splice.join_items(index.blob_ids, [file.blob_id for file in batch.files]),
        "stem_offset": stem_offset,
        "stem_terms": splice.join_spans(index.stem_terms, batch.stem_terms, (index.stem_offset, batch.stem_offset)),
        "path_vocabulary": vocabulary,
        "path_word_files": word_files,
        "file_postings": advance_postings(index.file_postings, build_file_postings(batch.pieces, new), slots, gone),
        "name_postings": advance_postings(index.name_postings, build_name_postings(batch.pieces, new), slots, gone),
        "path_postings": advance_postings(index.path_postings, build_path_postings(batch.words, new), slots, gone),
        "file_vectors": advance_vectors(index.file_vectors, batch.file_vectors, slots),
        "stem_vectors": advance_vectors(index.stem_vectors, batch.stem_vectors, slots),
    }


def _join_symbols(index: HotIndex, splice: Splice, batch: FileBatch) -> dict[str, Any]:
    offsets = index.symbol_offset, batch.symbol_offset
    slots = _advance_slots(index.symbols_by_name.slots, splice, *offsets)
    symbol_offset = _join_offsets(splice, *offsets)
    columns = ("symbol_kind", "symbol_start", "symbol_end", "symbol_exported")
    return {
        "symbol_offset": symbol_offset,
        "symbol_file": number_files(symbol_offset),
        **{name: splice.join_spans(getattr(index, name), getattr(batch, name), offsets) for name in columns},
        "symbol_names": splice.join_item_spans(index.symbol_names, batch.symbol_names, offsets),
        "symbol_qualified": splice.join_item_spans(index.symbol_qualified, batch.symbol_qualified, offsets),
        "symbols_by_name": advance_names(index.symbols_by_name, batch.symbol_names, slots),
    }


def _join_chunks(index: HotIndex, splice: Splice, batch: FileBatch, symbol_offset: Ints) -> dict[str, Any]:
    offsets = index.chunk_offset, batch.chunk_offset
    slots = _advance_slots(index.chunk_postings.slots, splice, *offsets)
    gone = index.chunk_postings.slots.order[_list_rows(splice.gone, index.chunk_offset)]
    added = build_chunk_postings(batch.pieces, batch.chunk_offset, make_plain_slots(int(batch.chunk_offset[-1])))
    chunk_offset = _join_offsets(splice, *offsets)
    chunk_file = number_files(chunk_offset)
    firsts = index.symbol_offset[index.chunk_file]
    positions = np.where(index.chunk_symbol >= 0, index.chunk_symbol - firsts, -1).astype(np.int32)
    columns = ("chunk_start", "chunk_end", "chunk_kind")
    return {
        "chunk_offset": chunk_offset,
        "chunk_file": chunk_file,
        **{name: splice.join_spans(getattr(index, name), getattr(batch, name), offsets) for name in columns},
        "chunk_symbol": number_symbols(
            splice.join_spans(positions, batch.chunk_symbol, offsets), symbol_offset, chunk_file
        ),
        "chunk_postings": advance_postings(index.chunk_postings, added, slots, gone),
        "chunk_vectors": advance_vectors(index.chunk_vectors, batch.chunk_vectors, slots),
    }


def _advance_slots(slots: Slots, splice: Splice, kept_offset: Ints, added_offset: Ints) -> Slots:
    """Slots of the rows after the change: those that are added come after all others."""
    first, new = len(slots.number), int(added_offset[-1])
    fresh = np.arange(first, first + new, dtype=np.int32)
    return order_slots(splice.join_spans(slots.order, fresh, (kept_offset, added_offset)), first + new)


def _advance_words(index: HotIndex, splice: Splice, batch: FileBatch) -> tuple[tuple[str, ...], Ints]:
    """The words of all paths afterwards, and how many files have each."""
    change = count_path_words(batch.words)
    change.subtract(count_path_words([read_words(index.paths[file]) for file in splice.gone]))
    words, counts = list(index.path_vocabulary), index.path_word_files.tolist()
    for word, by in change.items():
        at = bisect_left(words, word)
        if at == len(words) or words[at] != word:
            words.insert(at, word)
            counts.insert(at, 0)
        counts[at] += by
        if not counts[at]:
            del words[at], counts[at]
    return tuple(words), np.array(counts, np.int32)


def _join_offsets(splice: Splice, kept: Ints, added: Ints) -> Ints:
    return count_offsets(splice.join_rows(np.diff(kept), np.diff(added)))


def _count_ones(items: Sequence[object]) -> Ints:
    """The offsets of rows of which each file has one."""
    return np.arange(len(items) + 1, dtype=np.int32)


def _list_rows(files: NDArray[np.int64], offset: Ints) -> NDArray[np.int64]:
    """All rows of `files`."""
    spans = [np.arange(int(offset[file]), int(offset[file + 1])) for file in files.tolist()]
    return np.concatenate([np.empty(0, np.int64), *spans])
