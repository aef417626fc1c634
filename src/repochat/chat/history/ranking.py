"""How well a message fits a question: its rarer words, counted once, those of the subject more."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from repochat.catalog.terms import IDENTIFIER, light_words

SUBJECT_WEIGHT = 1.5
BLAMED_WEIGHT = 1.0  # the commit wrote lines that the question is about
TOUCHED_WEIGHT = 0.7  # it touched their file
VERB_WEIGHT = 1.0  # it does what is asked for: it adds, it removes, it fixes
NOISE = frozenset(
    ("merge", "bump", "revert", "signed", "off", "test", "doc", "docs", "documentation", "comment", "typo", "grammar",
     "changelog")
)  # fmt: skip
VERBS: Mapping[str, tuple[str, ...]] = {
    "broke": ("fix", "fixes", "fixed", "break", "broke", "broken", "regression", "regress", "revert", "bug", "crash",
              "leak", "deadlock", "panic", "hang"),
    "introduced": ("add", "adds", "added", "introduce", "introduced", "implement", "implemented", "initial", "new"),
    "removed": ("remove", "removes", "removed", "drop", "dropped", "delete", "deleted"),
}  # fmt: skip


def list_words(text: str) -> frozenset[str]:
    """The lightly stemmed words of a text."""
    return frozenset(word for name in IDENTIFIER.findall(text) for word in light_words(name))


def weigh_words(asked: Sequence[str], texts: Iterable[str]) -> Mapping[str, float]:
    """What each asked word is worth among `texts`: the rarer, the more."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(list_words(text).intersection(asked))
    return {word: math.log(1 + (total + 1) / (1 + counts[word])) for word in asked}


def score_text(subject: str, body: str, worth: Mapping[str, float]) -> float:
    """In [0, SUBJECT_WEIGHT]: the share of what is asked that the text has."""
    total = sum(worth.values())
    if not total:
        return 0.0
    in_subject = list_words(subject)
    in_body = list_words(body) - in_subject
    found = sum(SUBJECT_WEIGHT * worth[word] for word in sorted(in_subject & worth.keys()))
    found += sum(worth[word] for word in sorted(in_body & worth.keys()))
    return found / total
