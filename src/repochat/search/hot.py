"""The hot index: one revision of one repository, immutable, in memory.

What is asked of it counts files, chunks and symbols by number. What is large (postings, vectors) is kept by slot, so
that the index of the next revision shares it: `search.hot_building` makes an index of files, `search.hot_advancing`
makes one of another and of the files that differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import Graph, GraphState
from repochat.catalog.piece import Piece
from repochat.llm.embedding import EmbeddingModel
from repochat.search.names import SymbolsByName
from repochat.search.postings import Postings
from repochat.search.vectors import SlotVectors

TEXT_BYTES = 200  # roughly what a name and its places in tuples and mappings take

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedFile:
    """A file as the hot index takes it in. `vectors` (chunks, dimensions), rows of length 1 or 0."""

    path: str
    oid: str
    language: str
    blob_id: int
    piece: Piece
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class HotIndex:
    """Files in code-point order of their path; chunks and symbols in file order, then by position."""

    paths: tuple[str, ...]
    oids: tuple[str, ...]
    languages: tuple[str, ...]
    blob_ids: tuple[int, ...]
    trait_values: Floats  # (files, len(TRAITS))
    stem_terms: NDArray[np.uint32]  # hashed words of the files' names, in file order
    stem_offset: Ints  # (files + 1,)
    chunk_offset: Ints  # (files + 1,)
    chunk_file: Ints  # (chunks,)
    chunk_start: Ints
    chunk_end: Ints
    chunk_kind: NDArray[np.uint8]
    chunk_symbol: Ints  # (chunks,) symbol or -1
    chunk_postings: Postings
    file_postings: Postings
    name_postings: Postings
    path_postings: Postings
    path_vocabulary: tuple[str, ...]  # sorted words of all paths
    path_word_files: Ints  # (words,) how many files have each of them
    chunk_vectors: SlotVectors  # of head and path
    file_vectors: SlotVectors
    stem_vectors: SlotVectors  # of the file's name alone
    symbol_offset: Ints  # (files + 1,)
    symbol_file: Ints
    symbol_kind: NDArray[np.uint8]
    symbol_start: Ints
    symbol_end: Ints
    symbol_exported: NDArray[np.uint8]
    symbol_names: tuple[str, ...]
    symbol_qualified: tuple[str, ...]
    symbols_by_name: SymbolsByName
    state: GraphState
    embedding: EmbeddingModel

    @property
    def graph(self) -> Graph:
        """Calls, uses and imports."""
        return self.state.graph

    @property
    def size_bytes(self) -> int:
        """Roughly what it holds in memory."""
        return measure_indexes([self])


def find_chunk(index: HotIndex, file: int, line: int) -> int:
    """The chunk of `file` that holds `line`."""
    first, end = index.chunk_offset[file], index.chunk_offset[file + 1]
    return int(first + np.searchsorted(index.chunk_end[first : end - 1], line))


def measure_indexes(indexes: Iterable[HotIndex]) -> int:
    """Roughly what they hold in memory together: what several share counts once."""
    arrays: dict[int, int] = {}
    texts: dict[int, int] = {}
    for index in indexes:
        arrays.update((id(array), array.nbytes) for array in _list_arrays(index))
        names = index.symbols_by_name
        texts[id(names.base)] = TEXT_BYTES * (len(names.base) + len(index.paths))
        texts[id(index)] = TEXT_BYTES * len(names.recent) + 16 * (len(index.symbol_names) + len(index.paths))
    return sum(arrays.values()) + sum(texts.values())


def _list_arrays(value: Any) -> Iterator[NDArray[Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _list_arrays(getattr(value, field.name))
    elif isinstance(value, tuple) and value and not isinstance(value[0], (str, int)):
        for item in value:
            yield from _list_arrays(item)
