"""Numbers, units and values of a statement, and that they stand with the name of which they are said."""

import re
from collections.abc import Iterator, Sequence

from repochat.chat.generative.evidence import Evidence, Place, normalise_number
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import NUMBER_WORDS, SOFT, UNITS
from repochat.chat.receipts.matching import SEPARATORS
from repochat.syntax.words import stem

_DIGITS = re.compile(r"(0[xX][0-9a-fA-F]+|[\d_,]+(?:\.\d+)*)([a-zA-Z%]*)")
_SPELLED = {number: re.compile(rf"(?<![\w]){word}(?![\w])", re.IGNORECASE) for word, number in NUMBER_WORDS.items()}
_SPELLED_OF: dict[str, list[re.Pattern[str]]] = {}
for _word, _number in NUMBER_WORDS.items():
    _SPELLED_OF.setdefault(_number, []).append(re.compile(rf"(?<![\w]){_word}(?![\w])", re.IGNORECASE))
_LOOSE_WORDS = frozenset(("both", "pair", "double", "half", "two", "zero"))
_PROSE_REACH = 1


def check_numbers(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """Each number with its unit; then each number, value and quote beside the name that it is said of."""
    for at, token in enumerate(tokens):
        found = _read_number(token)
        if found is None:
            continue
        number, unit = found
        places = _find_number(token, number, cited)
        yield Finding(claim=token.text, places=places)
        unit = unit or _unit_after(tokens, at)
        if unit and places:
            yield Finding(claim=f"{token.text} {unit}".strip(), places=_find_unit(unit, places, cited))
    yield from _check_together(tokens, cited)


def is_number(token: Token) -> bool:
    return _read_number(token) is not None


def _read_number(token: Token) -> tuple[str, str] | None:
    """The number as digits, and a unit written onto it."""
    if token.kind == "number":
        match = _DIGITS.match(token.text)
        return (normalise_number(match[1]), match[2].lower()) if match else None
    if token.kind == "word" and token.word in NUMBER_WORDS:
        return NUMBER_WORDS[token.word], ""
    return None


def _find_number(token: Token, number: str, cited: Cited) -> frozenset[Place]:
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


def _check_together(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for at, token in enumerate(tokens):
        number = _read_number(token)
        if number is None and token.kind not in ("value", "quote") and not (token.kind == "code" and _is_literal(token)):
            continue
        name = find_owner(tokens, at)
        if name is None:
            continue
        said = _find_value(token, number, cited)
        named = cited.find_name(name.text, is_loose=not name.is_code)
        if not said or not named:
            continue  # that one of them is missing is told elsewhere
        text = token.text if number is None else number[0]
        near = frozenset(
            place for place in said if any(_belong(place, other, name.text, text, tokens, cited) for other in named)
        )
        yield Finding(claim=f"{token.text} of {name.text}", places=near)


def _is_literal(token: Token) -> bool:
    return token.text[:1] in "\"'[{(-0123456789"


def _find_value(token: Token, number: tuple[str, str] | None, cited: Cited) -> frozenset[Place]:
    if number is not None:
        return _find_number(token, number[0], cited)
    if token.kind == "value":
        return cited.find_name(token.text)
    return cited.find_quote(token.text) if token.kind == "quote" else cited.find_code(token.text)


def find_owner(tokens: Sequence[Token], at: int) -> Token | None:
    """The name nearest to the value in its clause, the one before it first; else the last one before the clause."""
    clause = tokens[at].clause
    near = [
        (abs(other - at) + (0.5 if other > at else 0.0), tokens[other])
        for other in range(len(tokens))
        if tokens[other].kind == "name" and tokens[other].clause == clause
    ]
    if near:
        return min(near, key=lambda each: each[0])[1]
    before = [token for token in tokens[:at] if token.kind == "name"]
    return before[-1] if before else None


def _belong(place: Place, named: Place, name: str, value: str, tokens: Sequence[Token], cited: Cited) -> bool:
    """Whether the value at `place` is said of the name at `named`."""
    if place[0] != named[0]:
        return False
    each = cited.evidence[place[0]]
    last = SEPARATORS.split(name)[-1]
    if place[1] == named[1]:
        return not _assigns_other(each.texts[place[1]], last, value)
    if each.logical[place[1]] == each.logical[named[1]]:
        return not _NUMBER_ON_LINE.search(each.texts[named[1]].partition(last)[2])
    if each.is_prose[place[1]] and abs(place[1] - named[1]) <= _PROSE_REACH:
        return True
    return _is_in_definition(each, place[1], last) and _says_more(each, place[1], name, tokens)


_NUMBER_ON_LINE = re.compile(r"[=:]\s*[\w\"'\[{-]")


def _assigns_other(line: str, name: str, value: str) -> bool:
    """`a=1, b=2` says nothing of 2 for `a`."""
    given = re.findall(rf"(?<![\w$]){re.escape(name)}\s*(?::[^=,()]*)?(?:=(?!=)|:=)\s*([^,;)\s]+)", line)
    return bool(given) and not any(value.strip("\"'") in each.replace("_", "") for each in given)


def _is_in_definition(each: Evidence, line: int, name: str) -> bool:
    """Whether the line stands in the definition of `name`."""
    number = each.first + line
    return any(
        d.start_line <= number <= d.end_line and SEPARATORS.split(d.qualified)[-1] == name for d in each.definitions
    )


def _says_more(each: Evidence, line: int, name: str, tokens: Sequence[Token]) -> bool:
    """Whether another word of the statement stands on the line or beside it."""
    for token in tokens:
        if token.kind not in ("word", "name") or token.text == name or token.word in SOFT or token.word in NUMBER_WORDS:
            continue
        form = SEPARATORS.split(token.text)[-1].lower() if token.kind == "name" else stem(token.word)
        if any(line - 1 <= known <= line + 1 for known in each.stems.get(form, ())):
            return True
    return False
