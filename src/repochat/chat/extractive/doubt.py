"""How strong the evidence is, and the sentences that say when it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from repochat.chat.extractive.asked import Asked
from repochat.chat.extractive.survey import Survey
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import clip, code_span, escape_text
from repochat.search import SearchReport

HITS_READ = 3
COVERAGE_MIN = 0.5
COVERAGE_OF_HISTORY_MIN = 0.25  # words like `wrote` and `support` are not in the code that they ask about
DENSE_MIN = 0.65
TOPIC_CHARS_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """`coverage` is the share of the question's idf that one chunk has, `dense` the best similarity of a chunk."""

    level: Literal["strong", "weak"]
    coverage: float
    dense: float


def assess_strength(asked: Asked, report: SearchReport) -> Strength:
    """Weak when no definition is named and the best hits hold little of the question, in words and in meaning."""
    hits = [hit.explain.features for hit in report.hits[:HITS_READ]]
    coverage = max((f.get("chunk_coverage", 0.0) for f in hits), default=0.0)
    dense = max((f.get("dense", 0.0) for f in hits), default=0.0)
    coverage_min = COVERAGE_OF_HISTORY_MIN if report.query_type in ("history", "changed") else COVERAGE_MIN
    absent = bool(asked.absent or asked.absent_paths)
    named = bool(asked.subjects or asked.files) and not absent
    is_weak = not hits or (not named and (absent or (coverage < coverage_min and dense < DENSE_MIN)))
    return Strength(level="weak" if is_weak else "strong", coverage=round(coverage, 4), dense=round(dense, 4))


def write_doubt(survey: Survey, strength: Strength) -> Iterator[Draft]:
    """What was asked for and is not there; nothing when nothing is in doubt."""
    asked = survey.asked
    for name in asked.absent:
        yield _deny(f"I could not find {code_span(name)}: nothing in the index of this revision has that name.")
    for path in asked.absent_paths:
        yield _deny(f"There is no file {code_span(path)} in the index of this revision.")
    for name in asked.misplaced:
        yield _deny(f"I could not find a definition of {code_span(name)} as such; the nearest of that name follows.")
    if not asked.subjects:
        for name in asked.undefined:
            yield _deny(f"I could not find a definition of {code_span(name)}: it is mentioned, not defined, here.")
    if strength.level == "weak" and not asked.absent and not asked.absent_paths:
        topic, is_cut = clip(" ".join(survey.query.text.split()), TOPIC_CHARS_MAX)
        said = f"“{escape_text(topic)}”" + (" …" if is_cut else "")
        yield _deny(f"I could not find evidence for {said} in this revision; the nearest places follow.")


def _deny(text: str) -> Draft:
    return Draft(text=text, spans=(), tells_absence=True)
