"""Words that stand for one another in names: `config` and `configuration`, `auth` and `authentication`."""

from bisect import bisect_left
from collections.abc import Sequence

from repochat.catalog.piece import hash_term

PREFIX_CHARS_MIN = 4
NEAR_WEIGHT = 0.5
NEAR_WORDS_MAX = 8


def expand_words(vocabulary: Sequence[str], words: Sequence[str]) -> tuple[list[int], list[float]]:
    """Hashed terms and weights: each word, and words of the sorted `vocabulary` that begin it or that it begins."""
    weights: dict[str, float] = {}
    for word in words:
        weights[word] = 1.0
        for near in _near_words(vocabulary, word):
            weights.setdefault(near, NEAR_WEIGHT)
    return [hash_term(word) for word in weights], list(weights.values())


def _near_words(vocabulary: Sequence[str], word: str) -> list[str]:
    near = [prefix for end in range(PREFIX_CHARS_MIN, len(word)) if _has(vocabulary, prefix := word[:end])]
    if len(word) >= PREFIX_CHARS_MIN:
        at = bisect_left(vocabulary, word)
        while at < len(vocabulary) and vocabulary[at].startswith(word) and len(near) < NEAR_WORDS_MAX:
            if vocabulary[at] != word:
                near.append(vocabulary[at])
            at += 1
    return near


def _has(vocabulary: Sequence[str], word: str) -> bool:
    at = bisect_left(vocabulary, word)
    return at < len(vocabulary) and vocabulary[at] == word
