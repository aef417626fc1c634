"""Numbers, literals and constants of a statement: each must stand with what it is said of, not just anywhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.generative.evidence import Evidence, Place, normalise_number
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.numbers import find_number, read_number
from repochat.chat.generative.polarity import find_token, is_telling, rate, weigh
from repochat.chat.generative.reading import Token
from repochat.chat.receipts.matching import SEPARATORS

_HALF = 0.5
_PROSE_REACH = 1
_LITERAL = r"None|nil|null|[Tt]rue|[Ff]alse|undefined|-?\d[\w.]*|\"[^\"]*\"|'[^']*'"
_CONSTANT = rf"{_LITERAL}|(?:[\w$]+\.)*[\w$]+"
_DEFAULTS = re.compile(r"(?<![=!<>])=(?!=)|\|\||\bor\b|\?\?|default|\belse\b|\bget\(", re.IGNORECASE)
_DEFAULT_VERBS = frozenset(("default", "defaults", "defaulting", "fall", "falls", "falling"))
_COPULAS = frozenset(("is", "be", "to", "of", "equals", "with"))
_EQUALS = frozenset(("is", "are", "equals"))
_BECOMES = frozenset(("becomes", "become"))
_BECOMES_TO = frozenset(("set", "sets", "turned", "changed", "reset", "turns", "changes"))
_HEAD = re.compile(r"\b(?:if|elif|case|when|match|for|while)\b|\belse\b|=>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Something that is said of something else. `owners` are the tokens that name what; a name alone, or words."""

    token: Token
    text: str
    owners: tuple[Token, ...]
    is_default: bool
    is_new: bool  # `becomes 5`, `is set to 5`: something gives it to the owner
    is_plain: bool  # `is 5`, `of 5`: nothing else is given to the owner


def check_values(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for value in list_values(tokens):
        said = _find_value(value, cited)
        if value.is_new:
            said = frozenset(place for place in said if _is_given(cited.text(place), value))
            yield Finding(claim=f"to {value.token.text}", places=said)
        if said and value.owners:
            yield _check(value, said, tokens, cited)


def list_values(tokens: Sequence[Token]) -> Iterator[Value]:
    for at, token in enumerate(tokens):
        number = read_number(token)
        is_default = _follows_default(tokens, at)
        is_literal = token.kind in ("value", "quote") or (
            token.kind == "code" and token.text[:1] in "\"'[{(-0123456789"
        )
        before = tokens[at - 1].word if at else ""
        is_given = (is_default or before in _EQUALS or _becomes(tokens, at)) and token.kind in ("name", "code")
        if number is None and not is_literal and not is_given:
            continue
        text = number[0] if number else token.text.strip("\"'")
        yield Value(
            token=token,
            text=text,
            owners=_find_owners(tokens, at, is_default=is_default),
            is_default=is_default,
            is_plain=before in _COPULAS,
            is_new=_becomes(tokens, at),
        )


def _follows_default(tokens: Sequence[Token], at: int) -> bool:
    """Whether `defaults to` stands before the token, with nothing between that could be meant instead."""
    for token in reversed(tokens[max(0, at - 4) : at]):
        if token.kind != "word" or token.clause != tokens[at].clause:
            return False
        if token.word in _DEFAULT_VERBS:
            return True
    return False


def _becomes(tokens: Sequence[Token], at: int) -> bool:
    """Whether `becomes` or `is set to` stands right before the token."""
    before = [token.word for token in tokens[max(0, at - 3) : at]]
    return bool(before) and (
        before[-1] in _BECOMES or (before[-1] in ("to", "into", "a") and any(w in _BECOMES_TO for w in before))
    )


def _find_owners(tokens: Sequence[Token], at: int, *, is_default: bool) -> tuple[Token, ...]:
    """The name nearest to the value in its clause, the one before it first; else words of the clause."""
    clause = tokens[at].clause
    near = [
        (abs(other - at) + (0.5 if other > at else 0.0), tokens[other])
        for other in range(len(tokens))
        if other != at
        and _is_owner(tokens[other])
        and tokens[other].clause == clause
        and not (is_default and other > at)
    ]
    if near:
        return (min(near, key=lambda each: each[0])[1],)
    words = tuple(token for token in tokens if token.clause == clause and token.kind == "word" and _is_noun(token))
    if words:
        return words
    before = [token for token in tokens[:at] if _is_owner(token)]
    return tuple(before[-1:])


def _is_owner(token: Token) -> bool:
    return token.kind == "name" or (token.kind == "code" and token.text[:1] not in "\"'[{(-0123456789")


def _is_noun(token: Token) -> bool:
    return is_telling(token) and token.word not in _DEFAULT_VERBS and read_number(token) is None


def _find_value(value: Value, cited: Cited) -> frozenset[Place]:
    number = read_number(value.token)
    return find_number(value.token, number[0], cited) if number else find_token(value.token, cited)


def _check(value: Value, said: frozenset[Place], tokens: Sequence[Token], cited: Cited) -> Finding:
    first = value.owners[0]
    claim = f"{value.token.text} of {first.text}"
    if not _is_owner(first):
        return Finding(claim=claim, places=_find_with_words(value, said, cited))
    named = find_token(first, cited)
    if not named:
        return Finding(claim=claim, places=said)  # that the name is missing is told elsewhere
    assigned = cited.gather(lambda each: _list_assigned(each, first.text, value))
    if assigned and (value.is_default or value.is_plain):
        right = frozenset(place for place in assigned if _assigns(cited.text(place), first.text, value))
        return Finding(claim=claim, places=right)
    near = frozenset(place for place in said if any(_belong(place, other, cited) for other in named))
    return Finding(claim=claim, places=near or _find_in_definition(value, said, tokens, cited))


def _is_given(text: str, value: Value) -> bool:
    """Whether the line gives the value: behind `=`, a comma, a colon or `return`, or as an argument."""
    last = re.escape(value.text if value.token.kind == "code" else SEPARATORS.split(value.text)[-1])
    return re.search(rf"(?:(?<![=!<>])=(?!=)|:=|:|,|\breturn|\()\s*[\"'&*`]*(?:[\w$]+\.)*{last}", text) is not None


def _pattern(name: str, value: Value) -> re.Pattern[str]:
    last = re.escape(SEPARATORS.split(name)[-1] if " " not in name and "-" not in name else name)
    kinds = _CONSTANT if value.token.kind in ("name", "code") else _LITERAL
    return re.compile(
        rf"(?<![\w$]){last}[\"'\]]*\s*(?::\s*[^=,()]+?)?\s*(?:=(?!=|>)|:=|:(?!:)|,|\|\||=>)\s*(?:\w+\(\s*)?({kinds})(?![\w$(])"
    )


def _list_assigned(each: Evidence, name: str, value: Value) -> list[int]:
    """Lines that give the name a value of the same sort."""
    return [line for line in each.search(_pattern(name, value)) if not each.is_prose[line]]


def _assigns(text: str, name: str, value: Value) -> bool:
    given = [each.strip("\"'") for each in _pattern(name, value).findall(text)]
    return value.text in given or any(each[:1].isdigit() and normalise_number(each) == value.text for each in given)


def _belong(place: Place, named: Place, cited: Cited) -> bool:
    """Whether a value at `place` is said of a name at `named`: one line, one statement, one sentence, or its block."""
    if place[0] != named[0]:
        return False
    each = cited.evidence[place[0]]
    one, other = place[1], named[1]
    if one == other or each.logical[one] == each.logical[other]:
        return True
    if each.is_prose[one] and each.is_prose[other] and abs(one - other) <= _PROSE_REACH:
        return True
    head, inside = sorted((one, other))
    return _HEAD.search(each.texts[head]) is not None and inside in each.find_block(head)


def _find_with_words(value: Value, said: frozenset[Place], cited: Cited) -> frozenset[Place]:
    """Places of the value that hold half of the words that it is said of."""
    held, whole = weigh(value.owners, cited)
    found: set[Place] = set()
    for place in said:
        each = cited.evidence[place[0]]
        if value.is_default and not _is_default(each, place[1]):
            continue
        lines = [line for line, number in enumerate(each.logical) if number == each.logical[place[1]]]
        told = max((held.get((place[0], line), 0) for line in lines), default=0)
        sentences = [s for s in each.sentences if s.first <= place[1] <= s.last]
        if told >= _HALF * whole or any(rate(sentence, value.owners) >= _HALF for sentence in sentences):
            found.add(place)
    return frozenset(found)


def _find_in_definition(
    value: Value, said: frozenset[Place], tokens: Sequence[Token], cited: Cited
) -> frozenset[Place]:
    """Places in a definition that the statement names, where the line holds another word of the clause."""
    names = {SEPARATORS.split(token.text)[-1] for token in tokens if token.kind == "name"}
    others = [t for t in tokens if t.clause == value.token.clause and t is not value.token and is_telling(t)]
    held, _ = weigh([token for token in others if SEPARATORS.split(token.text)[-1] not in names], cited)
    return frozenset(
        place
        for place in said
        if held.get(place) and names & set(SEPARATORS.split(cited.evidence[place[0]].defined_at(place[1])))
    )


def _is_default(each: Evidence, line: int) -> bool:
    """Whether the line gives a default, by what it says or by the definition it stands in."""
    text = each.texts[line]
    return _DEFAULTS.search(text) is not None or (
        "default" in each.defined_at(line).lower() and _HEAD.search(text) is None
    )
