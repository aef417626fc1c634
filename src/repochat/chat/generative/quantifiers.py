"""Words that say more than that something is so: only, never, all, must, first, default. Each needs a line that says it."""

import re
from collections.abc import Iterator, Sequence

from repochat.chat.generative.evidence import Evidence, Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import QUANTIFIERS
from repochat.chat.receipts.matching import SEPARATORS
from repochat.syntax.words import stem

_DEFAULTS = frozenset(("default", "defaults", "defaulting"))
_SAYS_DEFAULT = re.compile(r"default|(?<![=!<>])=(?!=)|\|\||\bor\b|\?\?|setdefault|\.get\(", re.IGNORECASE)
_ORDER = {"before": 1, "after": -1, "then": 1}
_REACH = 3


def check_quantifiers(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        word = token.word
        if word in _ORDER:
            yield from _check_order(tokens, at, cited)
        elif word in _DEFAULTS or word in QUANTIFIERS:
            pattern = _SAYS_DEFAULT if word in _DEFAULTS else QUANTIFIERS[word]
            yield Finding(claim=word, places=_keep_near(cited.find_pattern(pattern), tokens, at, cited))


def _keep_near(places: frozenset[Place], tokens: Sequence[Token], at: int, cited: Cited) -> frozenset[Place]:
    """Of `places` those near something else that the clause says."""
    near: set[Place] = set()
    told = False
    for other, token in enumerate(tokens):
        if other == at or token.clause != tokens[at].clause or token.kind not in ("name", "word", "value"):
            continue
        said = cited.find_name(token.text) if token.kind != "word" else _find_telling(token, cited)
        told = told or bool(said)
        near |= {
            place for place in places if any((place[0], place[1] + by) in said for by in range(-_REACH, _REACH + 1))
        }
    return frozenset(near) if told else places


def _find_telling(token: Token, cited: Cited) -> frozenset[Place]:
    """Where a word stands that is not an everyday one."""
    return cited.find_said(token.word) if len(stem(token.word)) > _REACH and token.word not in QUANTIFIERS else frozenset()


def _check_order(tokens: Sequence[Token], at: int, cited: Cited) -> Iterator[Finding]:
    """`A before B`: where both are names, the lines have them in that order; else a line says the word."""
    word = tokens[at].word
    before = [token for token in tokens[:at] if token.kind == "name"]
    after = [token for token in tokens[at + 1 :] if token.kind == "name"]
    if word == "then" and not (before and after):
        return
    if not before or not after:
        said = cited.find_said(word) | (cited.find_said("until") if word == "before" else frozenset())
        yield Finding(claim=word, places=said)
        return
    one, other = (before[-1], after[0]) if _ORDER[word] > 0 else (after[0], before[-1])
    said = cited.find_said(word) if word != "then" else frozenset[Place]()
    prose = frozenset(place for place in said if cited.evidence[place[0]].is_prose[place[1]])
    yield Finding(claim=f"{one.text} before {other.text}", places=_find_in_order(one, other, cited) or prose)


def _find_in_order(one: Token, other: Token, cited: Cited) -> frozenset[Place]:
    """Lines of both, when in some piece the last line of one stands before the first of the other."""
    found: set[Place] = set()
    for number, each in enumerate(cited.evidence):
        first = _list_uses(each, one.text)
        second = _list_uses(each, other.text)
        if first and second and first[0] < second[0]:
            found |= {(number, first[0]), (number, second[0])}
    return frozenset(found)


def _list_uses(each: Evidence, name: str) -> list[int]:
    last = SEPARATORS.split(name)[-1]
    lines = each.names.get(last, [])
    code = [line for line in lines if not each.is_prose[line] and not each.is_definition_of(last, line)]
    return code or list(lines)
