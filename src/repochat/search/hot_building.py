"""A hot index out of all its files."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import Graph, build_state
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_batch import count_path_words, read_batch
from repochat.search.hot_postings import (
    build_chunk_postings,
    build_file_postings,
    build_name_postings,
    build_path_postings,
)
from repochat.search.names import group_names
from repochat.search.slots import make_plain_slots
from repochat.search.vectors import make_vectors

_CALL_CONFIDENCE_MIN = 0.4  # edges below count nothing towards a file's standing

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


def build_hot_index(files: Sequence[IndexedFile], embedding: EmbeddingModel) -> HotIndex:
    """Builds the index of `files`, which are in code-point order of their path."""
    batch = read_batch(files, embedding)
    state = build_state(batch.sources)
    of_files, of_chunks = make_plain_slots(len(files)), make_plain_slots(int(batch.chunk_offset[-1]))
    chunk_file, symbol_file = number_files(batch.chunk_offset), number_files(batch.symbol_offset)
    path_words = sorted(count_path_words(batch.words).items())
    return HotIndex(
        paths=tuple(file.path for file in files),
        oids=tuple(file.oid for file in files),
        languages=tuple(file.language for file in files),
        blob_ids=tuple(file.blob_id for file in files),
        trait_values=weigh_standing(batch.trait_values, state.graph, symbol_file),
        stem_terms=batch.stem_terms,
        stem_offset=batch.stem_offset,
        chunk_offset=batch.chunk_offset,
        chunk_file=chunk_file,
        chunk_start=batch.chunk_start,
        chunk_end=batch.chunk_end,
        chunk_kind=batch.chunk_kind,
        chunk_symbol=number_symbols(batch.chunk_symbol, batch.symbol_offset, chunk_file),
        chunk_postings=build_chunk_postings(batch.pieces, batch.chunk_offset, of_chunks),
        file_postings=build_file_postings(batch.pieces, of_files),
        name_postings=build_name_postings(batch.pieces, of_files),
        path_postings=build_path_postings(batch.words, of_files),
        path_vocabulary=tuple(word for word, _ in path_words),
        path_word_files=np.array([count for _, count in path_words], np.int32),
        chunk_vectors=make_vectors(batch.chunk_vectors, of_chunks),
        file_vectors=make_vectors(batch.file_vectors, of_files),
        stem_vectors=make_vectors(batch.stem_vectors, of_files),
        symbol_offset=batch.symbol_offset,
        symbol_file=symbol_file,
        symbol_kind=batch.symbol_kind,
        symbol_start=batch.symbol_start,
        symbol_end=batch.symbol_end,
        symbol_exported=batch.symbol_exported,
        symbol_names=batch.symbol_names,
        symbol_qualified=batch.symbol_qualified,
        symbols_by_name=group_names(batch.symbol_names, make_plain_slots(len(symbol_file))),
        state=state,
        embedding=embedding,
    )


def number_files(offset: Ints) -> Ints:
    """The file of each row, where file f has the rows offset[f]:offset[f + 1]."""
    return np.repeat(np.arange(len(offset) - 1, dtype=np.int32), np.diff(offset))


def number_symbols(positions: Ints, symbol_offset: Ints, chunk_file: Ints) -> Ints:
    """(chunks,) symbols by number, of their positions in each file; -1 stays."""
    return np.where(positions >= 0, positions + symbol_offset[chunk_file], -1).astype(np.int32)


def weigh_standing(trait_values: Floats, graph: Graph, symbol_file: Ints) -> Floats:
    """The traits with their last column: how much other files use of it, relative to the greatest."""
    in_degree = _count_users(graph, symbol_file, len(trait_values))
    greatest = max(float(np.log1p(in_degree.max(initial=0.0))), 1e-6)
    weighed = trait_values.copy()
    weighed[:, -1] = np.log1p(in_degree) / greatest
    return weighed


def _count_users(graph: Graph, symbol_file: Ints, files: int) -> Floats:
    """For each file, the number of other files with a sure enough reference into it or an import of it."""
    sure = graph.edge_confidence >= _CALL_CONFIDENCE_MIN
    source = np.concatenate((graph.edge_file[sure], graph.import_source)).astype(np.int64)
    target = np.concatenate((symbol_file[graph.edge_target[sure]], graph.import_target)).astype(np.int64)
    pairs = source[source != target] * max(files, 1) + target[source != target]
    # Nearly in order, and most of them repeat the one before: np.unique, which hashes all, takes three times as long.
    each_once = _drop_repeats(np.sort(_drop_repeats(pairs), kind="stable"))
    return np.bincount(each_once % max(files, 1), minlength=files).astype(np.float32)


def _drop_repeats(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Without those that equal the one before; none is negative."""
    return values[np.diff(values, prepend=-1) != 0]
