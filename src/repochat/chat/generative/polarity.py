"""Whether a statement denies what its lines affirm, or the other way round, and whether its conditions stand there."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import (
    CONDITION_LINE,
    CONDITIONS,
    NEGATED_LINE,
    NEGATED_PROSE,
    NEGATIONS,
    QUANTIFIERS,
    SOFT,
    STRONG_NEGATIONS,
)

_DENIED_BEFORE = re.compile(r"(?:\bnot\s+(?:\w+\()?|!\s?\(?|\bunless\s+)[\w.]*$")
_DENIED_AFTER = re.compile(r"\w*\)?\s*(?:is None|== ?(?:None|nil|null|undefined|\"\"|''|0\b|false|False)|is False|not in\b|!=)")
_HALF = 0.5
_MOST = 0.6
_WORDS_MIN = 3


def check_polarity(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for _, group in groupby(tokens, key=lambda token: token.clause):
        clause = list(group)
        negations = [token for token in clause if token.kind == "word" and is_negation(token.word)]
        lines = _find_lines(clause, cited)
        if clause[0].starter in CONDITIONS and lines:
            yield _check_condition(clause, lines, bool(negations), cited)
        strong = [token for token in negations if token.word in STRONG_NEGATIONS or token.word.endswith("n't")]
        if strong:
            near = frozenset(place for place in lines if _has_near(place, NEGATED_LINE, cited))
            yield Finding(claim=_tell(clause, strong[0]), places=near)
        elif not negations:
            yield from _check_affirmed(clause, cited)


def is_negation(word: str) -> bool:
    return word in NEGATIONS or word.endswith(("n't", "n’t"))


def _tell(clause: Sequence[Token], negation: Token) -> str:
    at = clause.index(negation)
    return " ".join(token.text for token in clause[at : at + 3])


def _is_telling(token: Token) -> bool:
    if token.kind == "word":
        return token.word not in SOFT and not is_negation(token.word) and token.word not in QUANTIFIERS
    return token.kind in ("name", "code", "quote", "number")


def _find_token(token: Token, cited: Cited) -> frozenset[Place]:
    match token.kind:
        case "name" | "value":
            return cited.find_name(token.text)
        case "code":
            return cited.find_code(token.text)
        case "number":
            return cited.find_number(token.text)
        case "quote":
            return cited.find_quote(token.text)
        case "word":
            return cited.find_said(token.word)
        case _:
            return frozenset()


def _count(clause: Sequence[Token], cited: Cited) -> tuple[dict[Place, float], float]:
    """How much of the clause each line holds, names twice, and how much there is."""
    held: dict[Place, float] = {}
    whole = 0.0
    for token in clause:
        if not _is_telling(token):
            continue
        weight = 2.0 if token.kind != "word" else 1.0
        whole += weight
        for place in _find_token(token, cited):
            held[place] = held.get(place, 0.0) + weight
    return held, whole


def _find_lines(clause: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """The lines that hold most of the clause."""
    held, _ = _count(clause, cited)
    best = max(held.values(), default=0.0)
    return frozenset(place for place, weight in held.items() if weight >= _HALF * best)


def _has_near(place: Place, pattern: re.Pattern[str], cited: Cited) -> bool:
    each = cited.evidence[place[0]]
    known = each.search(pattern)
    return any(place[1] + by in known for by in (-1, 0, 1))


def _check_condition(clause: Sequence[Token], lines: frozenset[Place], is_negated: bool, cited: Cited) -> Finding:  # noqa: FBT001  a fact of the clause
    """A line with a condition holds the clause, negated alike."""
    claim = " ".join(token.text for token in clause[:4])
    asked = frozenset(place for place in lines if _has_near(place, CONDITION_LINE, cited))
    if is_negated or clause[0].starter == "unless":
        return Finding(claim=claim, places=asked)
    direct = [place for place in asked if CONDITION_LINE.search(cited.text(place))]
    alike = frozenset(place for place in direct if not _denies(cited.text(place), clause))
    return Finding(claim=claim, places=alike if direct else asked)


def _denies(line: str, clause: Sequence[Token]) -> bool:
    """Whether the line negates just what the clause names."""
    for token in clause:
        if token.kind in ("name", "word") and _is_telling(token):
            at = line.lower().find(token.word)
            if at < 0:
                continue
            before, after = line[max(0, at - 24) : at], line[at + len(token.text) :]
            if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after):
                return True
    return False


def _check_affirmed(clause: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """A line of prose that holds nearly all of the clause, and denies it."""
    held, whole = _count(clause, cited)
    if whole < _WORDS_MIN:
        return
    best = [
        place
        for place, weight in held.items()
        if weight >= _MOST * whole and cited.evidence[place[0]].prose[place[1]]
    ]
    denied = [place for place in best if NEGATED_PROSE.search(cited.evidence[place[0]].prose[place[1]])]
    if denied and len(denied) == len(best):
        yield Finding(claim="not", places=frozenset(), contradicts=False)
