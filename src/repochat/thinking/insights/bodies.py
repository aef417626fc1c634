"""Sentences that lean on evidence: what a piece that fell takes with it, and how the rest is counted anew."""

import re
from collections.abc import Mapping

_MARKER = re.compile(r"(?<![\w)])\[(\d{1,3})\]")
_SENTENCE = re.compile(r"(?<=[.!?])(?=\s)|(?<=[.!?]\])(?=\s)|(?<=\n)")


def keep_proven(body: str, kept: Mapping[int, int], count: int) -> str:
    """`body` without the sentences that lean on a piece that fell; `kept` is old number -> new one, both from 1.

    A number above `count`, how many pieces there were, is text of its own.
    """
    sentences = [each for each in _SENTENCE.split(body) if not _leans_on_fallen(each, kept, count)]
    return _MARKER.sub(lambda found: _renumber(found, kept), "".join(sentences)).strip()


def _leans_on_fallen(sentence: str, kept: Mapping[int, int], count: int) -> bool:
    return any(1 <= number <= count and number not in kept for number in map(int, _MARKER.findall(sentence)))


def _renumber(found: re.Match[str], kept: Mapping[int, int]) -> str:
    number = kept.get(int(found[1]))
    return found[0] if number is None else f"[{number}]"
