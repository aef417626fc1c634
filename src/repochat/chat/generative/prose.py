"""Whether a sentence of the docs says a clause: all its words, in its order, in the same mood, not denied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from repochat.chat.generative.lookup import list_forms
from repochat.chat.generative.numbers import read_number
from repochat.chat.generative.passages import Passage
from repochat.chat.generative.polarity import is_strong
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import last_part
from repochat.chat.generative.verbs import is_noun as is_a_noun
from repochat.chat.generative.vocabulary import GRAMMAR, NUMBER_WORDS, QUANTIFIERS, VERBS
from repochat.chat.receipts.matching import SEPARATORS

_MOODS = {
    "if": "if", "when": "if", "whenever": "if", "once": "if", "unless": "unless", "until": "until",
    "before": "before", "after": "after", "because": "because", "since": "because", "so": "because",
}  # fmt: skip
_IDENTIFIER = re.compile(r"[^\W\d][\w$]*")
_LIMITING = frozenset(("only", "first", "last", "except", "initially", "exactly", "most", "least"))
_ROLES = frozenset(("constructor", "method", "function", "class"))  # "the method": what the doc is of
_SAYING = frozenset(("name", "value", "code", "number", "quote"))


def list_content(clause: Sequence[Token]) -> list[Token]:
    """The tokens that say something: neither grammar nor negation."""
    return [
        token
        for token in clause
        if token.kind in _SAYING
        or (token.kind == "word" and token.word not in GRAMMAR and token.word not in _MOODS and not is_strong(token))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a sentence must say of one clause, in this order; `nouns` are ids of verbs that are none here."""

    mood: str
    tokens: tuple[Token, ...]
    nouns: frozenset[int]
    denials: int


def read_wanted(group: Sequence[Sequence[Token]]) -> list[Wanted]:
    """Of each clause that says something."""
    return [_read(clause, content) for clause in group if (content := list_content(clause))]


def _read(clause: Sequence[Token], content: Sequence[Token]) -> Wanted:
    return Wanted(
        mood=_MOODS.get(clause[0].starter, ""),
        tokens=tuple(content[1:] if content[0].word in _ROLES else content),
        nouns=frozenset(id(token) for at, token in enumerate(clause) if is_a_noun(clause, at)),
        denials=sum(map(is_strong, clause)) % 2,
    )


def is_told(group: Sequence[Wanted], passage: Passage) -> bool:
    """Whether the sentence tells each clause of the group."""
    return all(_tells(wanted, passage) for wanted in group)


def may_say(group: Sequence[Wanted], forms: frozenset[str]) -> bool:
    """Whether a sentence of these forms has all the words, in whatever order."""
    return all(
        any(form in forms for form in list_forms(token.word.removesuffix("'s")))
        for wanted in group
        for token in wanted.tokens
        if token.kind == "word" and token.word not in QUANTIFIERS and token.word not in NUMBER_WORDS
    )


def tells(clause: Sequence[Token], message: Passage) -> bool:
    """Whether a message says the words of a condition in their order; in which sense is seen by who asks."""
    wanted = list_content(clause)
    return bool(wanted) and len(_match(wanted, range(len(message.tokens)), message)) == len(wanted)


def _tells(wanted: Wanted, passage: Passage) -> bool:
    allowed = [at for at, token in enumerate(passage.tokens) if _MOODS.get(token.starter, "") == wanted.mood]
    matched = _match(wanted.tokens, allowed, passage, wanted.nouns)
    return bool(matched) and _is_alike(wanted, matched, allowed, passage)


def _match(
    wanted: Sequence[Token], allowed: Sequence[int], passage: Passage, nouns: frozenset[int] = frozenset()
) -> list[int]:
    """The positions in the sentence, in order; what names the documented definition need not be said. [] if not all."""
    found: list[int] = []
    left = list(allowed)
    for token in wanted:
        if not found and _names_owner(token, passage):
            continue
        at = next((at for at in left if _means(token, at, passage, is_noun=id(token) in nouns)), None)
        if at is not None:
            found.append(at)
            left = [other for other in left if other > at]
        elif not _names_owner(token, passage):
            return []
    return found


def _names_owner(token: Token, passage: Passage) -> bool:
    return token.kind == "name" and last_part(token.text) in SEPARATORS.split(passage.owner)


def _means(token: Token, at: int, passage: Passage, *, is_noun: bool) -> bool:
    other = passage.tokens[at]
    if token.word in VERBS and not is_noun and token.kind == other.kind == "word" and is_a_noun(passage.tokens, at):
        return False
    number = read_number(token)
    if number is not None:
        known = read_number(other)
        return known is not None and known[0] == number[0]
    if token.kind == "word":
        pattern = QUANTIFIERS.get(token.word)
        if pattern is not None and pattern.search(other.text):
            return True
        return any(form in passage.forms[at] for form in list_forms(token.word.removesuffix("'s")))
    if token.kind == "name":
        return last_part(token.text).lower() in map(str.lower, _IDENTIFIER.findall(other.text))
    return token.text.lower().strip("\"'") == other.text.lower().strip("\"'")


def _is_alike(wanted: Wanted, matched: Sequence[int], allowed: Sequence[int], passage: Passage) -> bool:
    """Whether the sentence denies and limits what it says as often as the clause does."""
    clauses = {passage.tokens[at].clause for at in matched}
    span = [passage.tokens[at] for at in allowed if at <= matched[-1] and passage.tokens[at].clause in clauses]
    limits = {token.word for token in span if token.word in _LIMITING}
    return sum(map(is_strong, span)) % 2 == wanted.denials and limits <= {token.word for token in wanted.tokens}
