"""The words of a statement that are neither names nor grammar: how many of them its lines know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding, list_opposites
from repochat.chat.generative.polarity import find_token, is_negation, is_telling
from repochat.chat.generative.reading import Token
from repochat.chat.generative.verbs import find_tying_verbs
from repochat.chat.generative.vocabulary import (
    CONDITIONS,
    NUMBER_WORDS,
    QUANTIFIERS,
    RISKY,
    SOFT,
    UNITS,
)
from repochat.syntax.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCheck:
    """`found` are words with their lines; `missing` those that no line knows.

    `share` is of the words that lines say in so many letters, in [0, 1], and `share_worst` that of the worst clause:
    what only code comes to the same as counts for nothing. 1 when there is no word to find.
    """

    found: tuple[Finding, ...]
    missing: tuple[str, ...]
    hard: tuple[str, ...]  # of the missing ones those that change what is said
    share: float
    share_worst: float


def check_words(tokens: Sequence[Token], cited: Cited) -> WordCheck:
    found: list[Finding] = []
    missing: list[Token] = []
    said: list[Token] = []
    for token in list_telling(tokens):
        word = _bare(token)
        places = _find(token, word, tokens, cited)
        if not places and not (cited.is_around(word) and not list_opposites(word)):
            missing.append(token)
            continue
        found.append(Finding(claim=word, places=places))
        if cited.is_said(word):
            said.append(token)
    return WordCheck(
        found=tuple(found),
        missing=tuple(_bare(token) for token in missing),
        hard=tuple(_bare(token) for token in missing if _is_hard(_bare(token)) or _is_acronym(token)),
        share=_share(said, missing),
        share_worst=min((_share_of_clause(said, missing, token.clause) for token in missing), default=1.0),
    )


def _bare(token: Token) -> str:
    return token.word.removesuffix("'s")


def _is_hard(word: str) -> bool:
    return word in RISKY or stem(word) in RISKY or bool(list_opposites(word))


def _is_acronym(token: Token) -> bool:
    """`DNS` and its like name something for sure."""
    return token.text.isupper() and len(token.text) > 1


def _share(said: Sequence[Token], missing: Sequence[Token]) -> float:
    return len(said) / (len(said) + len(missing)) if missing else 1.0


def _share_of_clause(said: Sequence[Token], missing: Sequence[Token], clause: int) -> float:
    return _share([t for t in said if t.clause == clause], [t for t in missing if t.clause == clause])


def list_telling(tokens: Sequence[Token]) -> Iterator[Token]:
    """Words that say something, each form once; verbs that tie names are checked with the names."""
    tied = find_tying_verbs(tokens)
    seen: set[str] = set()
    for at, token in enumerate(tokens):
        word = _bare(token)
        is_asked = token.starter in CONDITIONS and word in ("true", "false")  # the condition's own check weighs these
        if token.kind != "word" or word in seen or len(word) <= 1 or at in tied or is_asked:
            continue
        seen.add(word)
        is_grammar = word in SOFT or word in CONDITIONS or (is_negation(word) and not list_opposites(word))
        if not is_grammar and word not in NUMBER_WORDS and word not in QUANTIFIERS and not _is_unit(tokens, at):
            yield token


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    """A unit behind a number is checked with it."""
    return (
        tokens[at].word in UNITS and at > 0 and (tokens[at - 1].kind == "number" or tokens[at - 1].word in NUMBER_WORDS)
    )


def _find(token: Token, word: str, tokens: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """Lines with the word; none when its opposite stands where the clause does, and it does not."""
    places = cited.find_word(word)
    opposites = list_opposites(word)
    if not opposites:
        return places
    best = _find_best(token, tokens, cited)
    says_other = any(cited.find_said(other) & best for other in opposites)
    return frozenset() if says_other and not cited.find_said(word) & best else places


def _find_best(token: Token, tokens: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """The lines that hold most of what else the clause says."""
    held: dict[Place, int] = {}
    for other in tokens:
        if other.clause == token.clause and other is not token and is_telling(other):
            for place in find_token(other, cited):
                held[place] = held.get(place, 0) + 1
    most = max(held.values(), default=0)
    return frozenset(place for place, count in held.items() if count == most)
