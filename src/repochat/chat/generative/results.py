"""What is said to come out: `returns the part that it found`, `A is raised as B`."""

from collections.abc import Iterator, Sequence

from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.polarity import find_token, is_telling
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import RETURN, is_one, list_reach, within
from repochat.chat.generative.verbs import find_subject, find_tying_verbs, is_noun

_RETURNS = frozenset(("return", "returns", "returning", "yields"))
_CONVERTED = frozenset(
    ("raised", "reraised", "converted", "mapped", "translated", "turned", "reported", "wrapped", "changed", "rewritten")
)
_NOTHINGS = frozenset(("true", "false", "none", "nil", "null", "undefined"))
_MOST = 0.6
_RESULT_WORDS_MAX = 6


def check_results(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """`returns the part that it found`: a line that returns says one of the words."""
    tied = find_tying_verbs(tokens)
    for at, token in enumerate(tokens):
        if token.kind != "word" or token.word not in _RETURNS or at in tied or is_noun(tokens, at):
            continue
        said = [
            t
            for t in tokens[at + 1 : at + 1 + _RESULT_WORDS_MAX]
            if t.clause == token.clause and (is_telling(t) or t.word in _NOTHINGS)
        ]
        if said:
            subject = find_subject(tokens, at)
            yield Finding(claim=f"{token.text} {said[0].text}", places=_find_result(subject, said, cited))


def _find_result(subject: str, said: Sequence[Token], cited: Cited) -> frozenset[Place]:
    words = [_find_said(token, cited) for token in said]
    returns = cited.gather(lambda each: within(each.search(RETURN), list_reach(each, subject)))
    return frozenset(place for place in returns if _count_beside(place, words, cited) >= _MOST * len(said))


def _find_said(token: Token, cited: Cited) -> frozenset[Place]:
    return cited.find_word(token.word) if token.kind == "word" else find_token(token, cited)


def _count_beside(place: Place, words: Sequence[frozenset[Place]], cited: Cited) -> int:
    """How many of the words the line says, or what goes on with the same statement or prose."""
    each = cited.evidence[place[0]]
    lines = [line for line in range(place[1], min(place[1] + 3, len(each.texts))) if is_one(each, line, place[1])]
    return sum(any((place[0], line) in found for line in lines) for found in words)


def check_conversions(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """`A is raised as B`: B stands where A is dealt with."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind != "word" or token.word not in ("as", "into", "to") or at < 1:
            continue
        verb = tokens[at - 1]
        if verb.kind != "word" or verb.word not in _CONVERTED:
            continue
        one = next((t for t in reversed(tokens[: at - 1]) if t.kind == "name" and t.clause == token.clause), None)
        other = next((t for t in tokens[at + 1 :] if t.kind == "name" and t.clause == token.clause), None)
        if one is not None and other is not None:
            claim = f"{one.text} {verb.text} {token.text} {other.text}"
            yield Finding(claim=claim, places=_find_handled(one.text, other.text, cited))


def _find_handled(one: str, other: str, cited: Cited) -> frozenset[Place]:
    """Lines of B on the line of A or in the block that it opens."""
    found: set[Place] = set()
    for number, each in enumerate(cited.evidence):
        inside = {line for head in each.list_uses(one) for line in each.find_block(head)}
        found |= {(number, line) for line in each.list_uses(other) if line in inside}
    return frozenset(found)
