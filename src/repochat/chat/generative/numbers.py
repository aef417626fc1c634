"""Numbers and units of a statement."""

import re
from collections.abc import Iterator, Sequence

from repochat.chat.generative.evidence import Place, normalise_number
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import NUMBER_WORDS, UNITS

_DIGITS = re.compile(r"(0[xX][0-9a-fA-F]+|[\d_,]+(?:\.\d+)*)([a-zA-Z%]*)")
_SPELLED_OF: dict[str, list[re.Pattern[str]]] = {}
for _word, _number in NUMBER_WORDS.items():
    _SPELLED_OF.setdefault(_number, []).append(re.compile(rf"(?<![\w]){_word}(?![\w])", re.IGNORECASE))


def check_numbers(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """Each number, and its unit near it."""
    for at, token in enumerate(tokens):
        found = read_number(token)
        if found is None:
            continue
        number, unit = found
        places = find_number(token, number, cited)
        yield Finding(claim=token.text, places=places)
        unit = unit or _unit_after(tokens, at)
        if unit and places:
            yield Finding(claim=f"{token.text} {unit}".strip(), places=_find_unit(unit, places, cited))


def read_number(token: Token) -> tuple[str, str] | None:
    """The number as digits, and a unit written onto it."""
    if token.kind == "number":
        match = _DIGITS.match(token.text)
        return (normalise_number(match[1]), match[2].lower()) if match else None
    if token.kind == "word" and token.word in NUMBER_WORDS:
        return NUMBER_WORDS[token.word], ""
    return None


def find_number(token: Token, number: str, cited: Cited) -> frozenset[Place]:
    places = cited.find_number(number)
    for pattern in _SPELLED_OF.get(number, ()):
        places |= cited.find_pattern(pattern)
    return places | (cited.find_said(token.word) if token.kind == "word" else frozenset())


def _unit_after(tokens: Sequence[Token], at: int) -> str:
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after.word if after is not None and after.kind == "word" and after.word in UNITS else ""


def _find_unit(unit: str, places: frozenset[Place], cited: Cited) -> frozenset[Place]:
    """Places of the number near which the unit is said."""
    pattern = UNITS.get(unit)
    if pattern is None:
        return places
    known = cited.find_pattern(pattern)
    return frozenset(place for place in places if any((place[0], place[1] + by) in known for by in range(-3, 4)))
