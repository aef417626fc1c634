"""The postings of a hot index: of chunks, of whole files, of the names that they define, and of their paths."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.piece import FIELDS, Piece, hash_term
from repochat.search.postings import Bm25fParameters, Postings, build_postings
from repochat.search.slots import Slots
from repochat.search.traits import PathWords

# Fields are names, doc and body, except for paths: all words of it, and those of the file's name.
CHUNK_BM25F = Bm25fParameters(weights=(4.0, 2.0, 1.0), b=(0.3, 0.4, 0.6), k1=1.4)
FILE_BM25F = Bm25fParameters(weights=(4.0, 2.0, 1.0), b=(0.4, 0.4, 0.6), k1=1.6)
NAME_BM25 = Bm25fParameters(weights=(1.0,), b=(0.5,), k1=1.6)
PATH_BM25 = Bm25fParameters(weights=(1.0, 1.6), b=(0.5, 0.0), k1=1.2)
PARAMETERS = {
    "chunk_postings": CHUNK_BM25F,
    "file_postings": FILE_BM25F,
    "name_postings": NAME_BM25,
    "path_postings": PATH_BM25,
}

Ints = NDArray[np.int32]


def build_chunk_postings(pieces: Sequence[Piece], chunk_offset: Ints, slots: Slots) -> Postings:
    """Units are chunks."""
    shift = np.repeat(chunk_offset[:-1], [len(p.posting_chunk) for p in pieces])
    frequencies = np.concatenate([np.empty(0, np.uint8), *(p.posting_tf for p in pieces)])
    lengths = np.concatenate([np.empty(0, np.uint16), *(p.chunk_length for p in pieces)])
    units = np.concatenate([np.empty(0, np.int32), *(p.posting_chunk for p in pieces)]) + shift
    return build_postings(
        units=units.astype(np.int32),
        terms=np.concatenate([np.empty(0, np.uint32), *(p.posting_term for p in pieces)]),
        frequencies=frequencies.reshape(-1, len(FIELDS)),
        lengths=lengths.reshape(-1, len(FIELDS)),
        parameters=CHUNK_BM25F,
        slots=slots,
    )


def build_file_postings(pieces: Sequence[Piece], slots: Slots) -> Postings:
    """Units are files."""
    tf = [p.file_tf.reshape(-1, len(FIELDS)) for p in pieces]
    return build_postings(
        units=np.repeat(np.arange(len(pieces), dtype=np.int32), [len(p.file_term) for p in pieces]),
        terms=np.concatenate([np.empty(0, np.uint32), *(p.file_term for p in pieces)]),
        frequencies=np.concatenate([np.empty((0, len(FIELDS)), np.uint8), *tf]),
        lengths=np.array([t.sum(axis=0) for t in tf], np.int64).reshape(-1, len(FIELDS)),
        parameters=FILE_BM25F,
        slots=slots,
    )


def build_name_postings(pieces: Sequence[Piece], slots: Slots) -> Postings:
    """The names alone, by file: what is defined there, whatever is said or done around it."""
    tf = [p.file_tf.reshape(-1, len(FIELDS))[:, :1] for p in pieces]
    named = [np.flatnonzero(t[:, 0]) for t in tf]
    terms = (p.file_term[n] for p, n in zip(pieces, named, strict=True))
    return build_postings(
        units=np.repeat(np.arange(len(pieces), dtype=np.int32), [len(n) for n in named]),
        terms=np.concatenate([np.empty(0, np.uint32), *terms]),
        frequencies=np.concatenate([np.empty((0, 1), np.uint8), *(t[n] for t, n in zip(tf, named, strict=True))]),
        lengths=np.array([t.sum(axis=0) for t in tf], np.int64).reshape(-1, 1),
        parameters=NAME_BM25,
        slots=slots,
    )


def build_path_postings(paths: Sequence[PathWords], slots: Slots) -> Postings:
    """Words of the folder and, weighted more, of the file's name, as two fields."""
    units: list[int] = []
    terms: list[int] = []
    frequencies: list[tuple[int, int]] = []
    for file, words in enumerate(paths):
        for word in dict.fromkeys(words.all):
            units.append(file)
            terms.append(hash_term(word))
            frequencies.append((1, int(word in words.stem)))
    return build_postings(
        units=np.array(units, np.int32),
        terms=np.array(terms, np.uint32),
        frequencies=np.array(frequencies, np.uint8).reshape(-1, 2),
        lengths=np.array([(len(w.all), len(w.stem)) for w in paths], np.int64).reshape(-1, 2),
        parameters=PATH_BM25,
        slots=slots,
    )
