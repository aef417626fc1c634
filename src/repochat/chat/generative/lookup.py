"""Finding what a statement names in the pieces that it cites."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from repochat.chat.generative.evidence import Evidence, Place, list_stems
from repochat.chat.generative.passages import Passages
from repochat.chat.generative.vocabulary import CODE_SAYS, OPPOSITES, RISKY, SHORT_FORMS
from repochat.chat.receipts.markdown import clean_text
from repochat.chat.receipts.matching import (
    SEPARATORS,
    drop_spaces,
    find_code,
    find_prose,
)
from repochat.syntax.words import stem, strong_stem

_ELISION = re.compile(r"\.\.\.|…")
_PREFIX_CHARS_MIN = 4
_WORDS_CACHED_MAX = 50_000
_CLIPPED_CHARS_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim of a statement, and the lines that carry it: none, when nothing does.

    `contradicts`: the lines say the opposite. `claim` is for the reader.
    """

    claim: str
    places: frozenset[Place]
    contradicts: bool = False

    @property
    def holds(self) -> bool:
        return bool(self.places) and not self.contradicts


class Cited:
    """The pieces that one statement cites."""

    def __init__(self, passages: Sequence[Passages]) -> None:
        self.passages = tuple(passages)
        self.evidence = tuple(each.evidence for each in passages)
        self._known: dict[tuple[str, str], frozenset[Place]] = {}

    def _recall(self, kind: str, wanted: str, find: Callable[[Evidence], Iterable[int]]) -> frozenset[Place]:
        """What was found before: the checks of a statement ask for the same again and again."""
        known = self._known.get((kind, wanted))
        if known is None:
            known = self._known[kind, wanted] = self.gather(find)
        return known

    def gather(self, find: Callable[[Evidence], Iterable[int]]) -> frozenset[Place]:
        """What `find` finds, over all pieces."""
        return frozenset((number, line) for number, each in enumerate(self.evidence) for line in find(each))

    def find_name(self, name: str, *, is_loose: bool = False) -> frozenset[Place]:
        """Lines with the last part of `name`, where its owners are known too; a symbol's own name stands at its head.

        `is_loose`: case does not matter.
        """
        return self._recall(f"name {is_loose}", name, lambda each: _find_name(each, name, is_loose=is_loose))

    def find_number(self, number: str) -> frozenset[Place]:
        return self.gather(lambda each: each.numbers.get(number, ()))

    def find_code(self, code: str) -> frozenset[Place]:
        return self._recall("code", code, lambda each: _find_code(each, code))

    def find_quote(self, said: str) -> frozenset[Place]:
        return self.gather(lambda each: _find_quote(each.texts, said))

    def find_pattern(self, pattern: re.Pattern[str]) -> frozenset[Place]:
        return self.gather(lambda each: each.search(pattern))

    def find_word(self, word: str) -> frozenset[Place]:
        """Lines that say `word`: by a form of it, a short form, or code that comes to the same."""
        return self._recall("word", word, lambda each: _find_word(each, word))

    def find_said(self, word: str) -> frozenset[Place]:
        """Lines that hold a form of `word` itself."""
        forms = list_forms(word)
        return self._recall("said", word, lambda each: [line for form in forms for line in each.stems.get(form, ())])

    def is_said(self, word: str) -> bool:
        """Whether a line, a symbol or a path holds a form of the word, or a longer or shorter form of it."""
        return bool(self.find_said(word)) or self.is_around(word) or any(find_clipped(e, word) for e in self.evidence)

    def is_around(self, word: str) -> bool:
        """Whether the symbols or paths of the pieces hold the word."""
        return any(form in each.around for each in self.evidence for form in list_forms(word))

    def text(self, place: Place) -> str:
        return self.evidence[place[0]].texts[place[1]]


@lru_cache(maxsize=_WORDS_CACHED_MAX)
def list_forms(word: str) -> tuple[str, ...]:
    """The forms under which lines may hold a word of prose, short forms last."""
    forms = dict.fromkeys((word, stem(word), strong_stem(word)))
    shorts = dict.fromkeys(short for form in forms for short in sorted(SHORT_FORMS.get(form, ())))
    return (*forms, *(short for short in shorts if short not in forms))


@lru_cache(maxsize=_WORDS_CACHED_MAX)
def list_opposites(word: str) -> frozenset[str]:
    return OPPOSITES.get(stem(word), frozenset())


def _find_word(evidence: Evidence, word: str) -> list[int]:
    found = [line for form in list_forms(word) for line in evidence.stems.get(form, ())]
    pattern = CODE_SAYS.get(word)
    if pattern is not None:
        found += evidence.search(pattern)
    return found or ([] if word in RISKY or stem(word) in RISKY else find_clipped(evidence, word))


def find_clipped(evidence: Evidence, word: str) -> list[int]:
    """`connection` as `conn`, `auth` in `authorization`: the one begins the other."""
    for size in range(len(word) - 1, _PREFIX_CHARS_MIN - 1, -1):
        lines = evidence.stems.get(word[:size])
        if lines and (size >= _PREFIX_CHARS_MIN + 1 or len(word) - size <= _CLIPPED_CHARS_MIN or size * 2 <= len(word)):
            return lines
    root = stem(word)
    if len(root) < _PREFIX_CHARS_MIN:
        return []
    return next((lines for form, lines in evidence.stems.items() if form.startswith(root)), [])


def _find_name(evidence: Evidence, name: str, *, is_loose: bool) -> list[int]:
    *owners, last = SEPARATORS.split(name)
    names = evidence.names
    lines = list(names.get(last, ()))
    if not lines and is_loose:
        lines = list(evidence.stems.get(last.lower(), ()))
    around = SEPARATORS.split(evidence.symbol) if evidence.symbol else []
    if not lines and last in around:
        lines = [0]
    if lines and owners:
        known = {*around, *re.split(r"[/.]", evidence.piece.path), "self", "this"}
        known.update(part for line in lines for part in SEPARATORS.split(evidence.defined_at(line)))
        if not all(owner in known or owner in names for owner in owners):
            return []
    return lines


def _find_code(evidence: Evidence, code: str) -> list[int]:
    """Every line of the code, whatever its spaces and quotes; where it is elided, the lines of its parts in order."""
    parts = [part.strip() for part in _ELISION.split(_unquote(clean_text(code))) if part.strip()]
    if len(parts) == 1:
        whole = drop_spaces(parts[0])
        lines = [line for line, text in enumerate(evidence.squeezed) if _holds(text, whole)]
        if lines:
            return lines
    found: list[int] = []
    start = 0
    for part in parts:
        at = find_code(evidence.squeezed[start:], part)
        if at is None:
            return []
        found += range(start + at[0], start + at[1] + 1)
        start += at[0]
    return found


def _holds(text: str, code: str) -> bool:
    """Whether the code stands in the text by itself, not inside a longer word or number."""
    at = text.find(code)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(code) : at + len(code) + 1]
        if not (code[0].isalnum() and before.isalnum()) and not (code[-1].isalnum() and after.isalnum()):
            return True
        at = text.find(code, at + 1)
    return False


def _unquote(text: str) -> str:
    """Quotes are written in one way or another."""
    return text.replace("'", '"').replace("`", '"')


def _find_quote(texts: Sequence[str], said: str) -> list[int]:
    said = clean_text(said)
    bare = said.rstrip(".,;:")
    at = find_prose(texts, said) or find_prose(texts, bare) or find_code(texts, bare)
    return list(range(at[0], at[1] + 1)) if at and bare else []


def name_forms(name: str) -> frozenset[str]:
    """The words that a name is made of."""
    return frozenset(form for part in SEPARATORS.split(name) for form in list_stems(part))
