"""The words of a statement that are neither names nor grammar: how many of them its lines know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding, list_opposites
from repochat.chat.generative.polarity import is_negation
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import CONDITIONS, NUMBER_WORDS, QUANTIFIERS, RISKY, SOFT, UNITS
from repochat.syntax.words import stem

_ORDER_WORDS = frozenset(("before", "after", "then"))
_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCheck:
    """`found` are words with their lines; `missing` those that no line knows."""

    found: tuple[Finding, ...]
    missing: tuple[str, ...]
    hard: tuple[str, ...]  # of the missing ones those that change what is said

    @property
    def total(self) -> int:
        return len(self.found) + len(self.missing)

    @property
    def share(self) -> float:
        """In [0, 1]; 1 when there are no words to find."""
        return len(self.found) / self.total if self.total else 1.0


def check_words(tokens: Sequence[Token], cited: Cited) -> WordCheck:
    found: list[Finding] = []
    missing: list[str] = []
    hard: list[str] = []
    for token in list_telling(tokens):
        word = token.word.removesuffix("'s")
        places = _find(token, word, tokens, cited)
        if places or (cited.is_around(word) and not list_opposites(word)):
            found.append(Finding(claim=word, places=places))
            continue
        missing.append(word)
        if word in RISKY or stem(word) in RISKY or list_opposites(word):
            hard.append(word)
    return WordCheck(found=tuple(found), missing=tuple(missing), hard=tuple(hard))


def list_telling(tokens: Sequence[Token]) -> Iterator[Token]:
    """Words that say something, each form once."""
    seen: set[str] = set()
    for token in tokens:
        word = token.word.removesuffix("'s")
        if token.kind != "word" or word in seen or len(word) <= 1:
            continue
        seen.add(word)
        is_grammar = word in SOFT or word in CONDITIONS or word in _ORDER_WORDS or is_negation(word)
        if not is_grammar and word not in NUMBER_WORDS and word not in QUANTIFIERS and word not in UNITS:
            yield token


def _find(token: Token, word: str, tokens: Sequence[Token], cited: Cited) -> frozenset[Place]:
    """Lines with the word; where another word would say the opposite, near something else of the clause."""
    places = cited.find_word(word)
    if not places or not list_opposites(word):
        return places
    others: set[Place] = set()
    for other in tokens:
        if other.clause == token.clause and other is not token:
            if other.kind == "name":
                others |= cited.find_name(other.text)
            elif other.kind == "word" and other.word not in SOFT and not is_negation(other.word):
                others |= cited.find_said(other.word)
    if not others:
        return places
    return frozenset(p for p in places if any((p[0], p[1] + by) in others for by in range(-_REACH, _REACH + 1)))
