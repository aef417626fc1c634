"""The default embedding model: a table of word pieces shipped in the package. No network, no account, numpy alone.

A text's vector is the normalised sum of its words' vectors, so an indexer may add up words itself (`word_vectors`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from repochat.llm.embedding import Vectors, normalise_rows
from repochat.llm.static_weights import StaticWeights, load_static_weights
from repochat.llm.word_table import WordTable

Split = Callable[[str], Sequence[str]]

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[^\W\d_]+|\d+")
_CASE_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, kw_only=True)
class StaticLimits:
    """Memory: a remembered word takes 4 bytes a dimension, and so does each word of the block being summed."""

    cached_words_max: int = 50_000
    block_words_max: int = 16_384

    def __post_init__(self) -> None:
        assert 0 < self.block_words_max <= self.cached_words_max, "a block must fit into the cache"  # noqa: S101  # our own mistake


def split_parts(word: str) -> list[str]:
    """`parseHTTPResponse_v2` -> parse, HTTP, Response, v, 2. The tokenizer lowers the case."""
    return [part for run in _PART.findall(word) for part in _CASE_CHANGE.split(run)]


class StaticEmbeddingModel:
    """`split` cuts an identifier into words; give the indexer's own, so that both see the same words."""

    is_local = True
    is_instant = True

    def __init__(
        self, weights: StaticWeights, *, split: Split = split_parts, limits: StaticLimits | None = None
    ) -> None:
        self._limits = limits or StaticLimits()
        self._weights = weights
        self._split = split
        self.name = weights.name
        self.dimensions = int(weights.rows.shape[1])
        self._table = WordTable(self._sum_parts, dimensions=self.dimensions, words_max=self._limits.cached_words_max)

    @property
    def cached_words(self) -> int:
        return len(self._table)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Shape (len(words), dimensions), not normalised: the weighted sum of a word's pieces, zeros if it has none."""
        size = self._limits.block_words_max
        blocks = [self._table.get_vectors(words[at : at + size]) for at in range(0, len(words), size)]
        return np.concatenate(blocks) if blocks else np.zeros((0, self.dimensions), np.float32)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions). A text's row does not depend on the texts beside it."""
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for block in _split_blocks(texts, self._limits.block_words_max):
            sums[block.texts] += self._table.sum_segments(block.words, block.starts)
        return normalise_rows(sums)

    def embed_query(self, text: str) -> Vectors:
        return self.embed_documents([text])

    def _sum_parts(self, words: Sequence[str]) -> Vectors:
        return self._weights.sum_pieces([" ".join(self._split(word)) for word in words])


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Words of consecutive texts; text `texts[i]` begins at `words[starts[i]]`."""

    words: list[str]
    texts: list[int]
    starts: list[int]


def _split_blocks(texts: Sequence[str], words_max: int) -> Iterator[_Block]:
    # A text is cut only when it alone overflows a block, and then at its own multiples, so that the order of
    # its additions, and with it every bit of the result, stays the same whatever stands beside it.
    block = _Block(words=[], texts=[], starts=[])
    for number, text in enumerate(texts):
        words = _WORD.findall(text)
        for at in range(0, len(words), words_max):
            part = words[at : at + words_max]
            if len(block.words) + len(part) > words_max:
                yield block
                block = _Block(words=[], texts=[], starts=[])
            block.starts.append(len(block.words))
            block.texts.append(number)
            block.words.extend(part)
    if block.words:
        yield block


def load_static_model(*, split: Split = split_parts) -> StaticEmbeddingModel:
    """Maps the shipped vectors, about 8 MB. Raises UnavailableError when the package's files are damaged."""
    return StaticEmbeddingModel(load_static_weights(), split=split)
