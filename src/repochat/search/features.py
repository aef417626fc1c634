"""The legs of a search and what the ranker is told of each file: one row a file, one column a feature.

Everything is computed for all files at once: an index of 40,000 chunks is a few arrays, and what does not depend on
the question was computed when the index was built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import HotIndex
from repochat.search.model import LIMITS
from repochat.search.passages import weigh_chunks
from repochat.search.query import Query
from repochat.search.relations import Relations
from repochat.search.symbols import score_symbols
from repochat.search.traits import TRAITS
from repochat.search.vocabulary import expand_words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RRF_K = 50  # reciprocal-rank fusion's constant (Cormack, Clarke and Buettcher 2009 use 60)
ASKED_FEATURES = (
    "lexical",
    "lexical_top3",
    "file_lexical",
    "name_lexical",
    "path",
    "dense",
    "dense_relative",
    "dense_top3",
    "file_dense",
    "stem_dense",
    "fusion",
    "symbol",
    "symbol_asked",
    "coverage",
    "chunk_coverage",
    "name_coverage",
    "path_coverage",
    "stem_all",
    "stem_share",
    "file_dense_spread",
    "dense_top3_spread",
    "stem_dense_spread",
    "chunk_coverage_spread",
    "name_coverage_spread",
    "path_coverage_spread",
    "related",
    "history",
)
FEATURES = (*ASKED_FEATURES, *TRAITS)
_EXCUSED_BY_TESTS = [TRAITS.index("test")]
_EXCUSED_BY_DOCS = [TRAITS.index(name) for name in ("doc", "example", "build")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the legs say of each file, and of the chunks that could speak for it."""

    features: Floats  # (files, len(FEATURES))
    ranks: dict[str, Ints]  # leg -> (files,) rank, 1-based; 0 when the leg did not return the file
    chunk_scores: Floats  # (chunks,) lexical and dense together, for choosing the chunk that is shown


def compute_signals(
    index: HotIndex,
    query: Query,
    allowed: Flags,
    *,
    relations: Relations | None = None,
    history: Mapping[str, float] | None = None,
) -> Signals:
    """Signals of every file of `index`. `history` says how well a path's commits fit, in [0, 1]."""
    starts = index.chunk_offset[:-1]
    in_chunks = index.chunk_postings.look_up(query.terms)
    in_files = index.file_postings.look_up(query.file_terms)
    in_names = index.name_postings.look_up(query.file_terms)
    lexical = in_chunks.score()
    vector = index.embedding.embed_query(" ".join(query.content))[0]
    dense = np.maximum(index.chunk_vectors @ vector, 0)
    lexical_max, lexical_top3 = _top3(lexical, index)
    dense_max, dense_top3 = _top3(dense, index)
    symbol, symbol_asked = score_symbols(index, query)
    path_terms, path_weights = expand_words(index.path_vocabulary, query.path_words)
    path = index.path_postings.score(path_terms, path_weights)
    fits_history = _read_history(index, history)
    legs = {"lexical": lexical_max, "dense": dense_max, "symbol": symbol, "path": path, "history": fits_history}
    ranks = {leg: _rank(scores, allowed) for leg, scores in legs.items() if scores.any()}
    stem_share = _match_stems(index, path_terms, path_weights)
    columns: dict[str, NDArray[np.floating]] = {
        "lexical": _relative(lexical_max, allowed),
        "lexical_top3": _relative(lexical_top3, allowed),
        "file_lexical": _relative(in_files.score(), allowed),
        "name_lexical": _relative(in_names.score(), allowed),
        "path": _relative(path, allowed),
        "dense": dense_max,
        "dense_relative": _relative(dense_max, allowed),
        "dense_top3": dense_top3,
        "file_dense": index.file_vectors @ vector,
        "stem_dense": index.stem_vectors @ vector,
        "fusion": fuse_legs(ranks, allowed),
        "symbol": symbol,
        "symbol_asked": symbol_asked,
        "coverage": in_files.cover(),
        "chunk_coverage": np.maximum.reduceat(in_chunks.cover(), starts),
        "name_coverage": in_names.cover(),
        "path_coverage": _cover_softly(index, query),
        "stem_all": (stem_share >= 1.0).astype(np.float32),
        "stem_share": stem_share,
        "related": _read_relations(index, relations),
        "history": fits_history,
    }
    for name in ("file_dense", "dense_top3", "stem_dense", "chunk_coverage", "name_coverage", "path_coverage"):
        columns[f"{name}_spread"] = _spread(columns[name], allowed)
    features = np.empty((len(index.paths), len(FEATURES)), np.float32)
    for at, name in enumerate(ASKED_FEATURES):
        features[:, at] = columns[name]
    features[:, len(ASKED_FEATURES) :] = index.trait_values * _blame(query)
    return Signals(features=features, ranks=ranks, chunk_scores=weigh_chunks(lexical, dense))


def _blame(query: Query) -> Floats:
    """(len(TRAITS),) 0 for a trait that the question asks for, else 1."""
    blame = np.ones(len(TRAITS), np.float32)
    if query.wants_tests:
        blame[_EXCUSED_BY_TESTS] = 0.0
    if query.wants_docs:
        blame[_EXCUSED_BY_DOCS] = 0.0
    return blame


def _relative(scores: NDArray[np.floating], allowed: Flags) -> NDArray[np.floating]:
    best = float(np.max(scores, where=allowed, initial=0.0))
    return scores / best if best > 0 else np.zeros_like(scores)


def _spread(scores: NDArray[np.floating], allowed: Flags) -> NDArray[np.floating]:
    """0 for the worst allowed file, 1 for the best."""
    worst = float(np.min(scores, where=allowed, initial=np.inf))
    best = float(np.max(scores, where=allowed, initial=-np.inf))
    return (scores - worst) / (best - worst) if best > worst else np.zeros_like(scores)


def _top3(scores: Floats, index: HotIndex) -> tuple[Floats, Floats]:
    """(files,) the best chunk's score, and the mean of the three best different ones."""
    starts = index.chunk_offset[:-1]
    first = np.maximum.reduceat(scores, starts)
    left = np.where(scores < first[index.chunk_file], scores, 0)
    second = np.maximum.reduceat(left, starts)
    left = np.where(left < second[index.chunk_file], left, 0)
    third = np.maximum.reduceat(left, starts)
    return first, ((first + second + third) / 3).astype(np.float32)


def _rank(scores: NDArray[np.floating], allowed: Flags) -> Ints:
    """(files,) 1 for the best; equal scores in path order; 0 where the leg found nothing, or enough before it."""
    found = np.flatnonzero((scores > 0) & allowed)
    order = found[np.argsort(-scores[found], kind="stable")][: LIMITS.leg_candidates_max]
    ranks = np.zeros(len(scores), np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def fuse_legs(ranks: Mapping[str, Ints], allowed: Flags) -> NDArray[np.floating]:
    """(files,) reciprocal-rank fusion of the legs, relative to the best allowed file."""
    fused = np.zeros(len(allowed))
    for leg in ranks.values():
        fused += np.where(leg > 0, 1.0 / (RRF_K + leg), 0.0)
    return _relative(fused, allowed)


def _match_stems(index: HotIndex, terms: Sequence[int], weights: Sequence[float]) -> Floats:
    """(files,) the share of the words of each file's name that is asked for."""
    asked, found = np.array(terms, np.uint32), np.zeros(len(index.stem_terms) + 1, np.float32)
    for term, weight in zip(asked, weights, strict=True):
        np.maximum(found[:-1], weight, where=index.stem_terms == term, out=found[:-1])
    counts = np.diff(index.stem_offset)
    sums = np.add.reduceat(found, index.stem_offset[:-1])
    return np.where(counts > 0, sums / np.maximum(counts, 1), 0).astype(np.float32)


def _cover_softly(index: HotIndex, query: Query) -> Floats:
    """(files,) the share of the question's idf that a path has, near words counting less."""
    words = [expand_words(index.path_vocabulary, (word,)) for word in query.path_words]
    found = index.path_postings.look_up([term for terms, _ in words for term in terms])
    total, first = 0.0, 0
    covered = np.zeros(len(index.paths), np.float32)
    for terms, weights in words:
        idf = float(found.idf[first : first + len(terms)].min())
        covered += idf * found.take_best(first, weights)
        total += idf
        first += len(terms)
    return covered / np.float32(max(total, 1e-6))


def _read_relations(index: HotIndex, relations: Relations | None) -> Floats:
    values = np.zeros(len(index.paths), np.float32)
    for file, confidence in (relations.confidence if relations else {}).items():
        values[file] = confidence
    return values


def _read_history(index: HotIndex, history: Mapping[str, float] | None) -> Floats:
    if not history:
        return np.zeros(len(index.paths), np.float32)
    return np.array([history.get(path, 0.0) for path in index.paths], np.float32)
