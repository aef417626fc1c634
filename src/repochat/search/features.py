"""The legs of a search and what the ranker is told of each file: one row a file, one column a feature.

Everything is computed for all files at once; an index of 40,000 chunks is a few arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import HotIndex
from repochat.search.postings import Postings
from repochat.search.query import Query
from repochat.search.relations import Relations
from repochat.search.symbols import score_symbols

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RRF_K = 50  # reciprocal-rank fusion's constant (Cormack, Clarke and Buettcher 2009 use 60)
LEGS = ("lexical", "dense", "symbol", "path")
FEATURES = (
    "lexical",
    "lexical_top3",
    "file_lexical",
    "path",
    "dense",
    "dense_relative",
    "file_dense",
    "fusion",
    "symbol",
    "symbol_asked",
    "name_lexical",
    "name_coverage",
    "path_coverage",
    "stem_dense",
    "dense_top3",
    "in_degree",
    "stem_all",
    "stem_share",
    "coverage",
    "chunk_coverage",
    "size",
    "depth",
    "platform",
    "declaration_c",
    "declaration_cpp",
    "build_unasked",
    "test_unasked",
    "doc_unasked",
    "example_unasked",
    "related",
    "history",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the legs say of each file, and which chunk speaks for it."""

    features: Floats  # (files, len(FEATURES))
    ranks: dict[str, Ints]  # leg -> (files,) rank, 1-based; 0 when the leg did not return the file
    chunk_scores: Floats  # (chunks,) lexical and dense together, for choosing the chunk that is shown
    allowed: Flags  # (files,)


def compute_signals(
    index: HotIndex,
    query: Query,
    allowed: Flags,
    *,
    relations: Relations | None = None,
    history: Mapping[str, float] | None = None,
) -> Signals:
    """Signals of every file of `index`. `history` says how well a path's commits fit, in [0, 1]."""
    lexical = index.chunk_postings.score(query.terms, _weights(query))
    vector = index.embedding.embed_query(" ".join(query.words) if query.words else query.text)[0]
    dense = index.chunk_vectors @ vector
    symbol_file, symbol_asked = score_symbols(index, query)
    starts = index.chunk_offset[:-1]
    lexical_top = _top3(lexical, index)
    dense_max = np.maximum.reduceat(dense, starts)
    file_lexical = index.file_postings.score(query.file_terms, [1.0] * len(query.file_terms))
    path = index.path_postings.score(query.terms, [1.0] * len(query.terms))
    legs = {
        "lexical": lexical_top[0],
        "dense": np.maximum(dense_max, 0),
        "symbol": symbol_file,
        "path": path,
    }
    ranks = {leg: _rank(scores, allowed) for leg, scores in legs.items()}
    fusion = np.sum([np.where(r > 0, 1.0 / (RRF_K + r), 0.0) for r in ranks.values()], axis=0)
    stem_all, stem_share = _match_stems(index, query)
    traits = index.traits
    columns = {
        "lexical": _relative(lexical_top[0], allowed),
        "lexical_top3": _relative(lexical_top[1], allowed),
        "file_lexical": _relative(file_lexical, allowed),
        "path": _relative(path, allowed),
        "dense": dense_max,
        "dense_relative": _relative(np.maximum(dense_max, 0), allowed),
        "file_dense": index.file_vectors @ vector,
        "fusion": _relative(fusion, allowed),
        "symbol": symbol_file,
        "symbol_asked": symbol_asked,
        "name_lexical": _relative(index.name_postings.score(query.file_terms, [1.0] * len(query.file_terms)), allowed),
        "name_coverage": _coverage(index.name_postings, query.file_terms),
        "path_coverage": _coverage(index.path_postings, query.terms),
        "stem_dense": index.stem_vectors @ vector,
        "dense_top3": _top3(np.maximum(dense, 0), index)[1],
        "in_degree": _relative(np.log1p(index.file_in_degree), allowed),
        "stem_all": stem_all,
        "stem_share": stem_share,
        "coverage": _coverage(index.file_postings, query.file_terms),
        "chunk_coverage": np.maximum.reduceat(_coverage(index.chunk_postings, query.terms), starts),
        "related": np.zeros(len(index.paths), np.float32),
        "history": np.zeros(len(index.paths), np.float32),
        "size": np.log1p(np.diff(index.chunk_offset)) / 6.0,
        "depth": np.array([t.depth for t in traits]) / 6.0,
        "platform": np.array([t.is_platform for t in traits]),
        "declaration_c": np.array([t.is_declaration and l != "cpp" for t, l in zip(traits, index.languages)]),
        "declaration_cpp": np.array([t.is_declaration and l == "cpp" for t, l in zip(traits, index.languages)]),
        "build_unasked": np.array([t.is_build and not query.wants_docs for t in traits]),
        "test_unasked": np.array([t.is_test and not query.wants_tests for t in traits]),
        "doc_unasked": np.array([t.is_doc and not query.wants_docs for t in traits]),
        "example_unasked": np.array([t.is_example and not query.wants_docs for t in traits]),
    }
    if relations is not None:
        for file, confidence in relations.confidence.items():
            columns["related"][file] = confidence
    if history:
        legs["history"] = columns["history"] = np.array([history.get(path, 0.0) for path in index.paths], np.float32)
        ranks["history"] = _rank(legs["history"], allowed)
    features = np.stack([columns[name].astype(np.float32) for name in FEATURES], axis=1)
    chunk_scores = _relative(lexical, np.ones(len(lexical), bool)) + np.maximum(dense, 0).astype(np.float32)
    return Signals(features=features, ranks=ranks, chunk_scores=chunk_scores, allowed=allowed)


def _weights(query: Query) -> list[float]:
    return [1.0] * len(query.terms)


def _relative(scores: NDArray[np.floating], allowed: Flags) -> Floats:
    best = scores[allowed].max(initial=0.0)
    return (scores / best if best > 0 else np.zeros_like(scores)).astype(np.float32)


def _top3(scores: Floats, index: HotIndex) -> tuple[Floats, Floats]:
    """(files,) the best chunk's score, and the mean of the three best."""
    left = scores.copy()
    starts = index.chunk_offset[:-1]
    tops = []
    for _ in range(3):
        top = np.maximum.reduceat(left, starts)
        tops.append(top)
        left[left >= top[index.chunk_file]] = 0.0
    return tops[0], np.mean(tops, axis=0, dtype=np.float32)


def _rank(scores: NDArray[np.floating], allowed: Flags) -> Ints:
    """(files,) 1 for the best; equal scores in path order; 0 where the leg found nothing."""
    found = np.flatnonzero((scores > 0) & allowed)
    order = found[np.argsort(-scores[found], kind="stable")]
    ranks = np.zeros(len(scores), np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def _match_stems(index: HotIndex, query: Query) -> tuple[Floats, Floats]:
    """Whether all words of a file's name are asked for, and the share of them that is."""
    asked = set(query.words)
    shares = np.array(
        [sum(word in asked for word in t.stem_words) / len(t.stem_words) if t.stem_words else 0.0 for t in index.traits],
        dtype=np.float32,
    )
    return (shares >= 1.0).astype(np.float32), shares


def _coverage(postings: Postings, terms: Sequence[int]) -> Floats:
    """(units,) the share of the question's idf that each unit has."""
    idf = postings.idf_of(terms)
    found = np.zeros(postings.size, np.float32)
    for term, weight in zip(terms, idf, strict=True):
        at = postings.find(term)
        if at >= 0:
            found[postings.units[postings.starts[at] : postings.starts[at + 1]]] += weight
    return found / max(float(idf.sum()), 1e-6)
