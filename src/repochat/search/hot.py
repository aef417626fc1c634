"""The hot index: one revision of one repository, immutable, in memory, built from the catalog's pieces."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import Graph, SourceFile, build_graph
from repochat.catalog.piece import FIELDS, Piece, hash_term
from repochat.llm.embedding import EmbeddingModel, Vectors, normalise_rows
from repochat.search.postings import Bm25fParameters, Postings, build_postings
from repochat.search.traits import TRAITS, PathWords, read_traits, read_words

# Fields are names, doc and body, except for paths: all words of it, and those of the file's name.
CHUNK_BM25F = Bm25fParameters(weights=(4.0, 2.0, 1.0), b=(0.3, 0.4, 0.6), k1=1.4)
FILE_BM25F = Bm25fParameters(weights=(4.0, 2.0, 1.0), b=(0.4, 0.4, 0.6), k1=1.6)
NAME_BM25 = Bm25fParameters(weights=(1.0,), b=(0.5,), k1=1.6)
PATH_BM25 = Bm25fParameters(weights=(1.0, 1.6), b=(0.5, 0.0), k1=1.2)
PATH_SHARE = 0.5  # of a chunk's vector that its path's words make up, beside 1.0 for its head
_CALL_CONFIDENCE_MIN = 0.4  # edges below count nothing towards a file's standing

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
    chunk_vectors: Vectors  # (chunks, dimensions) of head and path
    file_vectors: Vectors  # (files, dimensions)
    stem_vectors: Vectors  # (files, dimensions) of the file's name alone
    symbol_offset: Ints  # (files + 1,)
    symbol_file: Ints
    symbol_kind: NDArray[np.uint8]
    symbol_start: Ints
    symbol_end: Ints
    symbol_exported: NDArray[np.uint8]
    symbol_names: tuple[str, ...]
    symbol_qualified: tuple[str, ...]
    symbols_by_name: dict[str, list[int]]  # lower-cased name -> symbols
    graph: Graph
    embedding: EmbeddingModel

    @property
    def size_bytes(self) -> int:
        """Roughly what it holds in memory."""
        arrays = (self.chunk_vectors, self.file_vectors, self.chunk_postings.impacts, self.chunk_postings.units)
        return sum(array.nbytes for array in arrays) + 200 * (len(self.symbol_names) + len(self.paths))


def build_hot_index(files: Sequence[IndexedFile], embedding: EmbeddingModel) -> HotIndex:
    """Builds the index of `files`, which are in code-point order of their path."""
    pieces = [file.piece for file in files]
    words = [read_words(file.path) for file in files]
    chunk_offset = _offsets([len(piece.chunk_start) for piece in pieces])
    chunk_file = np.repeat(np.arange(len(files), dtype=np.int32), np.diff(chunk_offset))
    symbol_offset = _offsets([len(piece.symbol_names) for piece in pieces])
    symbol_file = np.repeat(np.arange(len(files), dtype=np.int32), np.diff(symbol_offset))
    chunk_symbol = _join([p.chunk_symbol for p in pieces])
    names = tuple(name for piece in pieces for name in piece.symbol_names)
    graph = build_graph([SourceFile(path=f.path, language=f.language, piece=f.piece) for f in files])
    vectors, file_vectors = _combine_vectors(files, words, chunk_file, embedding)
    return HotIndex(
        paths=tuple(file.path for file in files),
        oids=tuple(file.oid for file in files),
        languages=tuple(file.language for file in files),
        blob_ids=tuple(file.blob_id for file in files),
        trait_values=_read_all_traits(files, _in_degree(graph, symbol_file, len(files))),
        stem_terms=np.array([hash_term(word) for w in words for word in w.stem], np.uint32),
        stem_offset=_offsets([len(w.stem) for w in words]),
        chunk_offset=chunk_offset,
        chunk_file=chunk_file,
        chunk_start=_join([p.chunk_start for p in pieces]),
        chunk_end=_join([p.chunk_end for p in pieces]),
        chunk_kind=_join([p.chunk_kind for p in pieces]).astype(np.uint8),
        chunk_symbol=np.where(chunk_symbol >= 0, chunk_symbol + symbol_offset[chunk_file], -1).astype(np.int32),
        chunk_postings=_chunk_postings(pieces, chunk_offset),
        file_postings=_file_postings(pieces),
        name_postings=_name_postings(pieces),
        path_postings=_path_postings(words),
        path_vocabulary=tuple(sorted({word for w in words for word in w.all})),
        chunk_vectors=vectors,
        file_vectors=file_vectors,
        stem_vectors=_embed_names(embedding, [w.stem_text for w in words]),
        symbol_offset=symbol_offset,
        symbol_file=symbol_file,
        symbol_kind=_join([p.symbol_kind for p in pieces]).astype(np.uint8),
        symbol_start=_join([p.symbol_start for p in pieces]),
        symbol_end=_join([p.symbol_end for p in pieces]),
        symbol_exported=_join([p.symbol_exported for p in pieces]).astype(np.uint8),
        symbol_names=names,
        symbol_qualified=tuple(name for piece in pieces for name in piece.symbol_qualified),
        symbols_by_name=group_names(names),
        graph=graph,
        embedding=embedding,
    )


def find_chunk(index: HotIndex, file: int, line: int) -> int:
    """The chunk of `file` that holds `line`."""
    first, end = index.chunk_offset[file], index.chunk_offset[file + 1]
    return int(first + np.searchsorted(index.chunk_end[first : end - 1], line))


def _offsets(counts: Sequence[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)


def _join(arrays: Sequence[NDArray[np.int_]]) -> Ints:
    return np.concatenate([*arrays, np.empty(0, np.int32)]).astype(np.int32)


def group_names(names: Sequence[str]) -> dict[str, list[int]]:
    """The symbols of each lower-cased name, in order."""
    groups: dict[str, list[int]] = defaultdict(list)
    for symbol, name in enumerate(names):
        groups[name.lower()].append(symbol)
    return dict(groups)


def _chunk_postings(pieces: Sequence[Piece], chunk_offset: Ints) -> Postings:
    shift = np.repeat(chunk_offset[:-1], [len(p.posting_chunk) for p in pieces])
    frequencies = np.concatenate([p.posting_tf for p in pieces] or [np.empty(0, np.uint8)])
    lengths = np.concatenate([p.chunk_length for p in pieces] or [np.empty(0, np.uint16)])
    return build_postings(
        units=_join([p.posting_chunk for p in pieces]) + shift,
        terms=np.concatenate([p.posting_term for p in pieces] or [np.empty(0, np.uint32)]),
        frequencies=frequencies.reshape(-1, len(FIELDS)),
        lengths=lengths.reshape(-1, len(FIELDS)).astype(np.float32),
        parameters=CHUNK_BM25F,
    )


def _file_postings(pieces: Sequence[Piece]) -> Postings:
    tf = [p.file_tf.reshape(-1, len(FIELDS)) for p in pieces]
    return build_postings(
        units=np.repeat(np.arange(len(pieces), dtype=np.int32), [len(p.file_term) for p in pieces]),
        terms=np.concatenate([p.file_term for p in pieces] or [np.empty(0, np.uint32)]),
        frequencies=np.concatenate(tf or [np.empty((0, len(FIELDS)), np.uint8)]),
        lengths=np.array([t.sum(axis=0) for t in tf], dtype=np.float32).reshape(-1, len(FIELDS)),
        parameters=FILE_BM25F,
    )


def _name_postings(pieces: Sequence[Piece]) -> Postings:
    """The names alone, by file: what is defined there, whatever is said or done around it."""
    tf = [p.file_tf.reshape(-1, len(FIELDS))[:, :1] for p in pieces]
    named = [np.flatnonzero(t[:, 0]) for t in tf]
    return build_postings(
        units=np.repeat(np.arange(len(pieces), dtype=np.int32), [len(n) for n in named]),
        terms=np.concatenate([p.file_term[n] for p, n in zip(pieces, named, strict=True)] or [np.empty(0, np.uint32)]),
        frequencies=np.concatenate([t[n] for t, n in zip(tf, named, strict=True)] or [np.empty((0, 1), np.uint8)]),
        lengths=np.array([t.sum(axis=0) for t in tf], dtype=np.float32).reshape(-1, 1),
        parameters=NAME_BM25,
    )


def _read_all_traits(files: Sequence[IndexedFile], in_degree: Floats) -> Floats:
    standing = np.log1p(in_degree) / max(float(np.log1p(in_degree.max(initial=0.0))), 1e-6)
    rows = [
        read_traits(file.path, file.language, chunks=len(file.piece.chunk_start), in_degree=float(value))
        for file, value in zip(files, standing, strict=True)
    ]
    return np.array(rows, np.float32).reshape(-1, len(TRAITS))


def _path_postings(paths: Sequence[PathWords]) -> Postings:
    """Words of the folder and, weighted more, of the file's name, as two fields."""
    units: list[int] = []
    terms: list[int] = []
    frequencies: list[tuple[int, int]] = []
    for file, words in enumerate(paths):
        for word in dict.fromkeys(words.all):
            units.append(file)
            terms.append(hash_term(word))
            frequencies.append((1, int(word in words.stem)))
    lengths = [(len(w.all), len(w.stem)) for w in paths]
    return build_postings(
        units=np.array(units, np.int32),
        terms=np.array(terms, np.uint32),
        frequencies=np.array(frequencies, np.uint8).reshape(-1, 2),
        lengths=np.array(lengths, np.float32).reshape(-1, 2),
        parameters=PATH_BM25,
    )


def _combine_vectors(
    files: Sequence[IndexedFile], words: Sequence[PathWords], chunk_file: Ints, embedding: EmbeddingModel
) -> tuple[Vectors, Vectors]:
    """Chunk vectors with their path's share, and one vector a file: the mean of its heads with its path's."""
    heads = np.concatenate([f.vectors for f in files] or [np.empty((0, embedding.dimensions), np.float16)]).astype(
        np.float32
    )
    path_vectors = _embed_names(embedding, [w.text for w in words])
    chunks = normalise_rows(_mix(heads, path_vectors[chunk_file]))
    sums = np.zeros((len(files), embedding.dimensions), np.float32)
    np.add.at(sums, chunk_file, heads)
    return chunks, normalise_rows(_mix(normalise_rows(sums), path_vectors))


def _embed_names(embedding: EmbeddingModel, names: Sequence[str]) -> Vectors:
    """Names are not stored with vectors: a model that takes its time leaves them to the other legs."""
    if embedding.is_instant:
        return embedding.embed_documents(names)
    return np.zeros((len(names), embedding.dimensions), np.float32)


def _mix(heads: Vectors, paths: Vectors) -> Vectors:
    return (heads + np.float32(PATH_SHARE) * paths).astype(np.float32)


def _in_degree(graph: Graph, symbol_file: Ints, files: int) -> Floats:
    """For each file, the number of other files with a sure enough reference into it or an import of it."""
    sure = graph.edge_confidence >= _CALL_CONFIDENCE_MIN
    source = np.concatenate((graph.edge_file[sure], graph.import_source)).astype(np.int64)
    target = np.concatenate((symbol_file[graph.edge_target[sure]], graph.import_target)).astype(np.int64)
    pairs = np.unique(source[source != target] * max(files, 1) + target[source != target])
    return np.bincount(pairs % max(files, 1), minlength=files).astype(np.float32)
