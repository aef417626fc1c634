"""Vectors of words, remembered up to a bound, and their sums over texts."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from repochat.llm.embedding import Vectors

SumPieces = Callable[[Sequence[str]], Vectors]


class WordTable:
    """Safe to share between threads. When it is full it forgets all: code soon brings the same words again."""

    def __init__(self, compute: SumPieces, *, dimensions: int, words_max: int) -> None:
        self._compute = compute
        self._words_max = words_max
        self._numbers: dict[str, int] = {}
        self._vectors: Vectors = np.empty((words_max, dimensions), np.float32)  # pages are committed as they are filled
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def get_vectors(self, words: Sequence[str]) -> Vectors:
        """Shape (len(words), dimensions), a copy. At most `words_max` distinct words."""
        with self._lock:
            return self._vectors[self._find_numbers(words)]

    def sum_segments(self, words: Sequence[str], starts: Sequence[int]) -> Vectors:
        """Row i is the sum over `words[starts[i]:starts[i+1]]`; `starts` rises and no segment is empty."""
        return np.add.reduceat(self.get_vectors(words), starts, axis=0)

    def _find_numbers(self, words: Sequence[str]) -> list[int]:
        missing = [word for word in dict.fromkeys(words) if word not in self._numbers]
        if len(self._numbers) + len(missing) > self._words_max:
            self._numbers.clear()
            missing = list(dict.fromkeys(words))
        if missing:
            self._add(missing)
        return [self._numbers[word] for word in words]

    def _add(self, words: Sequence[str]) -> None:
        first = len(self._numbers)
        self._vectors[first : first + len(words)] = self._compute(words)
        self._numbers.update(zip(words, range(first, first + len(words)), strict=True))
