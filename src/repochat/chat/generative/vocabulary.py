"""The words by which prose talks of code: which say nothing, which need their own evidence, and what code says them."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from repochat.syntax.words import stem, strong_stem

_DATA: Final[Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


def _read_words(name: str) -> frozenset[str]:
    return frozenset(_DATA[name].split())


def _read_patterns(name: str, flags: re.RegexFlag = re.NOFLAG) -> Mapping[str, re.Pattern[str]]:
    """A pattern for each word of the keys."""
    return {word: re.compile(pattern, flags) for words, pattern in _DATA[name].items() for word in words.split()}


def _read_pairs(name: str) -> list[tuple[str, str]]:
    return [(one, other) for pair in _DATA[name].split() for one, _, other in (pair.partition("/"),)]


def _pair_up(pairs: list[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, other in (*pairs, *((other, one) for one, other in pairs)):
        found.setdefault(stem(one), set()).add(stem(other))
    return {word: frozenset(others) for word, others in found.items()}


def _list_short_forms(pairs: list[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for short, long in pairs:
        for form in (long, stem(long), strong_stem(long)):
            found.setdefault(form, set()).update((short, stem(short), strong_stem(short)))
    return {word: frozenset(forms) for word, forms in found.items()}


SOFT: Final = _read_words("soft")
"""Words that say nothing by themselves."""
GRAMMAR: Final = _read_words("grammar")
"""Words that only hold a sentence together; a part of SOFT."""
RISKY: Final = frozenset(form for word in _read_words("risky") for form in (word, stem(word)))
"""Words, and their stems, that change what is said: a line must know each of them."""
OPPOSITES: Final = _pair_up(_read_pairs("opposites"))
"""By the stem of a word the stems of its opposites."""
SHORT_FORMS: Final = _list_short_forms(_read_pairs("short"))
"""By the stem of a word the stems of what code writes for it."""
CODE_SAYS: Final = _read_patterns("says")
UNITS: Final = _read_patterns("units", re.IGNORECASE)
QUANTIFIERS: Final = _read_patterns("quantifiers", re.IGNORECASE)
NUMBER_WORDS: Final[Mapping[str, str]] = _DATA["numbers"]
NEGATIONS: Final = _read_words("negations")
STRONG_NEGATIONS: Final = _read_words("strong_negations")
UNDOING: Final = _read_words("undoing")
CONDITIONS: Final = _read_words("conditions")
NEGATED_LINE: Final = re.compile(_DATA["negated_line"], re.IGNORECASE)
NEGATED_PROSE: Final = re.compile(_DATA["negated_prose"], re.IGNORECASE)
CONDITION_LINE: Final = re.compile(_DATA["condition_line"])
CONDITION_PROSE: Final = re.compile(_DATA["condition_prose"], re.IGNORECASE)
OBJECT_ENDS: Final = _read_words("object_ends")
VERBS: Final[Mapping[str, str]] = {verb: kind for kind, verbs in _DATA["verbs"].items() for verb in verbs.split()}
"""What sort of relation a verb tells of."""
