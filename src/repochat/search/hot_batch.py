"""What files bring into a hot index, as columns of their own: before it is known which files stand beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import SourceFile
from repochat.catalog.piece import Piece, hash_term
from repochat.llm.embedding import EmbeddingModel, Vectors, normalise_rows
from repochat.search.hot import IndexedFile
from repochat.search.splicing import count_offsets
from repochat.search.traits import TRAITS, PathWords, read_traits, read_words
from repochat.search.vectors import round_to_grid

PATH_SHARE = 0.5  # of a chunk's vector that its path's words make up, beside 1.0 for its head
_BLOCK_FILES = 1024  # whose vectors are computed at once

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBatch:
    """Columns of files in code-point order of their path, named as those of HotIndex; symbols count from each file."""

    files: Sequence[IndexedFile]
    words: Sequence[PathWords]
    trait_values: Floats  # without the standing, which hangs on the other files
    stem_terms: NDArray[np.uint32]
    stem_offset: Ints
    chunk_offset: Ints
    chunk_start: Ints
    chunk_end: Ints
    chunk_kind: NDArray[np.uint8]
    chunk_symbol: Ints  # position in its file, or -1
    chunk_vectors: Vectors
    file_vectors: Vectors
    stem_vectors: Vectors
    symbol_offset: Ints
    symbol_kind: NDArray[np.uint8]
    symbol_start: Ints
    symbol_end: Ints
    symbol_exported: NDArray[np.uint8]
    symbol_names: tuple[str, ...]
    symbol_qualified: tuple[str, ...]

    @property
    def pieces(self) -> list[Piece]:
        return [file.piece for file in self.files]

    @property
    def sources(self) -> list[SourceFile]:
        """The files as the graph needs them."""
        return [SourceFile(path=file.path, language=file.language, piece=file.piece) for file in self.files]


def read_batch(files: Sequence[IndexedFile], embedding: EmbeddingModel) -> FileBatch:
    """The columns of `files`, which are in code-point order of their path."""
    pieces = [file.piece for file in files]
    words = [read_words(file.path) for file in files]
    chunk_offset = count_offsets([len(piece.chunk_start) for piece in pieces])
    chunk_vectors, file_vectors = _combine_vectors(files, words, chunk_offset, embedding)
    return FileBatch(
        files=files,
        words=words,
        trait_values=_read_all_traits(files),
        stem_terms=np.array([hash_term(word) for w in words for word in w.stem], np.uint32),
        stem_offset=count_offsets([len(w.stem) for w in words]),
        chunk_offset=chunk_offset,
        chunk_start=_join([p.chunk_start for p in pieces]),
        chunk_end=_join([p.chunk_end for p in pieces]),
        chunk_kind=_join([p.chunk_kind for p in pieces]).astype(np.uint8),
        chunk_symbol=_join([p.chunk_symbol for p in pieces]),
        chunk_vectors=chunk_vectors,
        file_vectors=file_vectors,
        stem_vectors=round_to_grid(_embed_names(embedding, [w.stem_text for w in words])),
        symbol_offset=count_offsets([len(piece.symbol_names) for piece in pieces]),
        symbol_kind=_join([p.symbol_kind for p in pieces]).astype(np.uint8),
        symbol_start=_join([p.symbol_start for p in pieces]),
        symbol_end=_join([p.symbol_end for p in pieces]),
        symbol_exported=_join([p.symbol_exported for p in pieces]).astype(np.uint8),
        symbol_names=tuple(name for piece in pieces for name in piece.symbol_names),
        symbol_qualified=tuple(name for piece in pieces for name in piece.symbol_qualified),
    )


def count_path_words(words: Sequence[PathWords]) -> Counter[str]:
    """How many of the paths have each word."""
    return Counter(word for w in words for word in dict.fromkeys(w.all))


def _join(arrays: Sequence[NDArray[np.int_]]) -> Ints:
    return np.concatenate([*arrays, np.empty(0, np.int32)]).astype(np.int32)


def _read_all_traits(files: Sequence[IndexedFile]) -> Floats:
    rows = [read_traits(file.path, file.language, chunks=len(file.piece.chunk_start), in_degree=0.0) for file in files]
    return np.array(rows, np.float32).reshape(-1, len(TRAITS))


def _combine_vectors(
    files: Sequence[IndexedFile], words: Sequence[PathWords], chunk_offset: Ints, embedding: EmbeddingModel
) -> tuple[Vectors, Vectors]:
    """Chunk vectors with their path's share, and one vector a file: the mean of its heads with its path's."""
    chunks = np.empty((int(chunk_offset[-1]), embedding.dimensions), np.float32)
    means = np.empty((len(files), embedding.dimensions), np.float32)
    for first in range(0, len(files), _BLOCK_FILES):
        block = slice(first, first + _BLOCK_FILES)
        offset = chunk_offset[first : first + _BLOCK_FILES + 1]
        heads = np.concatenate([file.vectors for file in files[block]]).astype(np.float32)
        paths = _embed_names(embedding, [w.text for w in words[block]])
        chunk_file = np.repeat(np.arange(len(paths)), np.diff(offset))
        chunks[offset[0] : offset[-1]] = _mix(heads, paths[chunk_file])
        sums = np.zeros(paths.shape, np.float32)
        np.add.at(sums, chunk_file, heads)
        means[block] = _mix(normalise_rows(sums), paths)
    return chunks, means


def _embed_names(embedding: EmbeddingModel, names: Sequence[str]) -> Vectors:
    """Names are not stored with vectors: a model that takes its time leaves them to the other legs."""
    if embedding.is_instant:
        return embedding.embed_documents(names)
    return np.zeros((len(names), embedding.dimensions), np.float32)


def _mix(heads: Vectors, paths: Vectors) -> Vectors:
    return round_to_grid(normalise_rows((heads + np.float32(PATH_SHARE) * paths).astype(np.float32)))
