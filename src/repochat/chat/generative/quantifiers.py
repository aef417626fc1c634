"""Words that say more than that something is so: only, never, all, first, default. Each needs a line that says it."""

import re
from collections.abc import Iterator, Sequence

from repochat.chat.generative.evidence import Evidence, Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.polarity import find_token, is_telling, rate, weigh
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import QUANTIFIERS
from repochat.chat.receipts.matching import SEPARATORS
from repochat.syntax.words import stem

_DEFAULTS = frozenset(("default", "defaults", "defaulting"))
_SAYS_DEFAULT = re.compile(r"default|(?<![=!<>])=(?!=)|\|\||\bor\b|\?\?|setdefault|\.get\(", re.IGNORECASE)
_ORDER = {"before": 1, "after": -1, "then": 1}
_SAYS_ORDER = {
    "before": re.compile(r"\b(?:before|until|prior|early|ahead)\b", re.IGNORECASE),
    "after": re.compile(r"\b(?:after|once|finished|done|following|finally|defer)\b", re.IGNORECASE),
}
_MOST = 0.6
_BESIDE = frozenset(("first", "last", "only", "initially", "single", "exactly"))
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
            places = _keep_near(cited.find_pattern(pattern), tokens, at, cited)
            yield Finding(
                claim=word, places=places or (_find_defaults(tokens, at, cited) if word in _DEFAULTS else places)
            )


def _find_defaults(tokens: Sequence[Token], at: int, cited: Cited) -> frozenset[Place]:
    """What else the clause says, where it stands in a definition that is named for its defaults."""
    said = {
        place
        for token in tokens
        if token.clause == tokens[at].clause and token.kind in ("name", "code", "word")
        for place in (cited.find_name(token.text) if token.kind == "name" else _find_telling(token, cited))
    }
    return frozenset(p for p in said if "default" in cited.evidence[p[0]].defined_at(p[1]).lower())


def _keep_near(places: frozenset[Place], tokens: Sequence[Token], at: int, cited: Cited) -> frozenset[Place]:
    """Of `places` those near something else that the clause says; of `first` and the like, what stands next to it."""
    beside = tokens[at].word in _BESIDE
    others = [t for other, t in enumerate(tokens) if other != at and t.clause == tokens[at].clause and is_telling(t)]
    if beside:
        others = _list_beside(tokens, at)
    said = [(token, found) for token in others if (found := _find_other(token, cited))]
    reach = 0 if beside else _REACH
    near = {
        place
        for place in places
        for _, found in said
        if any((place[0], place[1] + by) in found for by in range(-reach, reach + 1))
        or _is_one_sentence(place, found, cited)
    }
    return frozenset(near) if said else places


def _list_beside(tokens: Sequence[Token], at: int) -> list[Token]:
    """The nearest tokens of the clause that say something, before and after."""
    before = [t for t in tokens[:at] if t.clause == tokens[at].clause and is_telling(t)]
    after = [t for t in tokens[at + 1 :] if t.clause == tokens[at].clause and is_telling(t)]
    return [*before[-1:], *after[:1]]


def _find_other(token: Token, cited: Cited) -> frozenset[Place]:
    return _find_telling(token, cited) if token.kind == "word" else find_token(token, cited)


def _is_one_sentence(place: Place, found: frozenset[Place], cited: Cited) -> bool:
    sentences = cited.evidence[place[0]].sentences
    return any(
        s.first <= place[1] <= s.last and any((place[0], line) in found for line in range(s.first, s.last + 1))
        for s in sentences
    )


def _find_telling(token: Token, cited: Cited) -> frozenset[Place]:
    """Where a word stands that is not an everyday one."""
    return (
        cited.find_said(token.word) if len(stem(token.word)) > _REACH and token.word not in QUANTIFIERS else frozenset()
    )


def _check_order(tokens: Sequence[Token], at: int, cited: Cited) -> Iterator[Finding]:
    """`A before B`: the lines have what is said before the word and after it in that order, or prose says the word."""
    word = tokens[at].word
    left = [token for token in tokens[:at] if token.clause == tokens[at].clause - 1]
    right = [token for token in tokens[at + 1 :] if token.clause == tokens[at].clause]
    if word == "then":
        left, right = ([token for token in part if token.kind in ("name", "code")] for part in (left, right))
        if not (left and right):
            return
    one, other = (left, right) if _ORDER[word] > 0 else (right, left)
    places = _find_in_order(one, other, cited) if one and other else frozenset[Place]()
    yield Finding(claim=word, places=places or _find_order_said(word, [*left, *right], cited))


def _find_order_said(word: str, tokens: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """Sentences of prose that say the word and most of what it stands between."""
    pattern = _SAYS_ORDER.get(word)
    telling = [token for token in tokens if is_telling(token)]
    return cited.gather(
        lambda each: [
            sentence.first
            for sentence in each.sentences
            if pattern and pattern.search(sentence.text) and rate(sentence, telling) >= _MOST
        ]
    )


def _find_in_order(one: Sequence[Token], other: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """Lines of both, when in some piece all that hold the one stand before all that hold the other."""
    found: set[Place] = set()
    for number, each in enumerate(cited.evidence):
        first, second = _list_best(one, number, cited), _list_best(other, number, cited)
        if first and second and (first[-1] < second[0] or _is_line_in_order(each, first, second, one, other)):
            found |= {(number, first[-1]), (number, second[0])}
    return frozenset(found)


def _is_line_in_order(
    each: Evidence, first: Sequence[int], second: Sequence[int], one: Sequence[Token], other: Sequence[Token]
) -> bool:
    """Whether both stand on one line of prose, in that order."""
    if len(first) != 1 or first != second or not each.is_prose[first[0]]:
        return False
    text = each.texts[first[0]]
    return 0 <= text.find(one[-1].text) < text.find(other[0].text)


def _list_best(tokens: Sequence[Token], piece: int, cited: Cited) -> list[int]:
    """The lines of code that hold most of the tokens; of names the uses alone."""
    each = cited.evidence[piece]
    names = [token for token in tokens if token.kind in ("name", "code")]
    if names and names[-1].kind == "name":
        return _list_uses(each, names[-1].text)
    if names:
        return sorted(line for at, line in find_token(names[-1], cited) if at == piece)
    held, whole = weigh(tokens, cited)
    lines = {line: weight for (at, line), weight in held.items() if at == piece and not each.is_prose[line]}
    most = max(lines.values(), default=0)
    return sorted(line for line, weight in lines.items() if weight == most) if most >= _MOST * whole else []


def _list_uses(each: Evidence, name: str) -> list[int]:
    lines = each.list_uses(name)
    last = SEPARATORS.split(name)[-1]
    code = [line for line in lines if not each.is_prose[line] and not each.is_definition_of(last, line)]
    return code or list(lines)
