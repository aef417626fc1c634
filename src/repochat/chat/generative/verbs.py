"""Verbs that tie names together: who does what to whom, as the statement has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import CONDITIONS, OBJECT_ENDS, VERBS

_NOUNS_AFTER = frozenset(("a", "an", "the", "its", "each", "this", "that"))
_THROUGH = {
    "delegates",
    "delegate",
    "delegating",
    "delegated",
    "inherit",
    "inherits",
    "derives",
    "derived",
    "inherited",
    "inheriting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`subject` is "" where the statement names none."""

    kind: str
    subject: str
    target: str
    is_passive: bool


def list_relations(tokens: Sequence[Token]) -> Iterator[Relation]:
    """Relations with a name on their far side, in order."""
    for at, token in enumerate(tokens):
        kind = VERBS.get(token.word) if token.kind == "word" else None
        if kind is None or is_noun(tokens, at):
            continue
        is_passive = _is_passive(tokens, at)
        subject = find_subject(tokens, at)
        for target in _list_targets(tokens, at + 1 + is_passive, token.word):
            if is_passive:
                yield Relation(kind=kind, subject=target.text, target=subject, is_passive=True)
            elif target.text != subject:
                yield Relation(kind=kind, subject=subject, target=target.text, is_passive=False)


def find_tying_verbs(tokens: Sequence[Token]) -> frozenset[int]:
    """The positions of verbs that tie names together."""
    return frozenset(
        at
        for at, token in enumerate(tokens)
        if token.kind == "word"
        and token.word in VERBS
        and not is_noun(tokens, at)
        and any(True for _ in _list_targets(tokens, at + 1 + _is_passive(tokens, at), token.word))
    )


def is_noun(tokens: Sequence[Token], at: int) -> bool:
    """`the call to x`, `its use of y`: no verb."""
    before = tokens[at - 1].word if at else ""
    return before in _NOUNS_AFTER and not tokens[at].word.endswith("ing")


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    return after in ("by", "from") and tokens[at].word.endswith(("ed", "n"))


def find_subject(tokens: Sequence[Token], at: int) -> str:
    """The name of which the verb is said: the first before it in its clause, else the statement's first before it."""
    clause = tokens[at].clause
    before = [(place, token) for place, token in enumerate(tokens[:at]) if token.kind == "name"]
    if tokens[at].starter == "which":
        return next((token.text for _, token in reversed(before) if token.clause < clause), "")
    own = [place for place, token in before if token.clause == clause]
    if own:
        return next((tokens[place].text for place in own if not _is_governed(tokens, place)), "")
    if tokens[at].starter in CONDITIONS:
        return ""
    return next((t.text for place, t in before if t.starter not in CONDITIONS and not _is_governed(tokens, place)), "")


def _is_governed(tokens: Sequence[Token], place: int) -> bool:
    """Whether a preposition stands before the name: `with x`, `for y`."""
    return place > 0 and tokens[place - 1].kind == "word" and tokens[place - 1].word in OBJECT_ENDS


def _list_targets(tokens: Sequence[Token], start: int, verb: str) -> Iterator[Token]:
    """The names after a verb, up to where its object ends."""
    is_first = True
    for token in tokens[start:]:
        if token.kind == "name":
            yield token
        elif token.kind == "word":
            through = is_first and verb in _THROUGH and token.word in ("to", "from")
            if not through and (token.word in OBJECT_ENDS or token.word in VERBS):
                return
        is_first = False
