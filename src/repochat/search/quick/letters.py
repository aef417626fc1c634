"""Names as rows of bytes: one byte a character, case folded, what parts words left out, and where words begin.

ASCII stands for itself. Any other character becomes one of 64 codes, so that different ones may look alike: whoever is
found is read again as text (`marking`) before anybody sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NAME_GAPS = "_-. :/\\#@$`'\"\t"  # between the words of a name; nobody has to type them
PATH_GAPS = "_- "

_OTHER, _UPPER_OTHER, _CODES = 128, 192, 64
_GAP, _LOWER, _UPPER, _DIGIT = range(4)

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


def _class_codes() -> Bytes:
    classes = np.full(256, _GAP, np.uint8)
    classes[ord("a") : ord("z") + 1] = _LOWER
    classes[ord("A") : ord("Z") + 1] = _UPPER
    classes[ord("0") : ord("9") + 1] = _DIGIT
    classes[_OTHER:] = _LOWER
    classes[_UPPER_OTHER:] = _UPPER
    return classes


def _fold_codes() -> Bytes:
    folded = np.arange(256, dtype=np.uint8)
    folded[ord("A") : ord("Z") + 1] += 32
    folded[_UPPER_OTHER:] -= _UPPER_OTHER - _OTHER
    return folded


_CLASSES, _FOLDED = _class_codes(), _fold_codes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Texts one after the other, without their gaps: text t has `lengths[t]` characters."""

    codes: Bytes  # folded
    is_start: NDArray[np.bool_]  # whether a word begins there
    places: Ints  # of each character in its text
    lengths: Ints  # (texts,)


def spell(texts: Sequence[str], gaps: str) -> Spelling:
    """The characters of `texts` that are not among `gaps`."""
    whole = "".join(texts)
    sizes = np.fromiter(map(len, texts), np.int32, len(texts))
    codes = _encode(whole)
    offsets = np.cumsum(sizes, dtype=np.int64) - sizes
    places = (np.arange(len(codes), dtype=np.int64) - np.repeat(offsets, sizes)).astype(np.int32)
    starts = _find_starts(_CLASSES[codes], places == 0)
    is_gap = np.zeros(256, np.bool_)
    is_gap[np.frombuffer(gaps.encode("ascii"), np.uint8)] = True
    kept = ~is_gap[codes]
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    lengths = np.bincount(rows[kept], minlength=len(texts)).astype(np.int32)
    return Spelling(codes=_FOLDED[codes[kept]], is_start=starts[kept], places=places[kept], lengths=lengths)


def _encode(text: str) -> Bytes:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    distinct, position = np.unique(points, return_inverse=True)
    return np.array([_encode_one(chr(point)) for point in distinct.tolist()], np.uint8)[position]


def _encode_one(character: str) -> int:
    if character.isascii():
        return ord(character)
    lower = character.lower()
    if len(lower) > 1:  # one capital letter of Turkish
        lower = character
    return (_OTHER if lower == character else _UPPER_OTHER) + ord(lower) % _CODES


def _find_starts(classes: Bytes, is_first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Words begin after a gap, where digits begin or end, at a capital, and at the last capital of several."""
    before = np.concatenate((np.zeros(1, np.uint8), classes[:-1]))[: len(classes)]
    before = np.where(is_first, np.uint8(_GAP), before)
    is_last = np.concatenate((is_first[1:], np.ones(1, np.bool_)))[: len(classes)]
    after = np.concatenate((classes[1:], np.zeros(1, np.uint8)))[: len(classes)]
    after = np.where(is_last, np.uint8(_GAP), after)
    changes = (classes != before) & ~((classes == _LOWER) & (before == _UPPER))
    last_capital = (classes == _UPPER) & (before == _UPPER) & (after == _LOWER)
    return (classes != _GAP) & (changes | last_capital)
