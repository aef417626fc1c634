"""How strong the evidence is, and the sentences that say when it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from repochat.catalog.terms import light_words
from repochat.chat.extractive.survey import Survey
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import clip, code_span, escape_text
from repochat.chat.receipts.symbol_lookup import find_file
from repochat.search.query import Query

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


def assess_strength(survey: Survey) -> Strength:
    """Weak when no definition is named and the best hits hold little of the question, in words and in meaning.

    Also when its rarest word is a proper name that the best files lack, however well the rest fits.
    """
    asked, report = survey.asked, survey.report
    hits = [hit.explain.features for hit in report.hits[:HITS_READ]]
    coverage = max((f.get("chunk_coverage", 0.0) for f in hits), default=0.0)
    dense = max((f.get("dense", 0.0) for f in hits), default=0.0)
    coverage_min = COVERAGE_OF_HISTORY_MIN if report.query_type in ("history", "changed") else COVERAGE_MIN
    absent = bool(asked.absent or asked.absent_paths)
    named = bool(asked.subjects or asked.files) and not absent
    fits_little = coverage < coverage_min and dense < DENSE_MIN
    is_weak = survey.selected is None and (
        not hits or (not named and (absent or fits_little or _lacks_its_name(survey)))
    )
    return Strength(level="weak" if is_weak else "strong", coverage=round(coverage, 4), dense=round(dense, 4))


def _lacks_its_name(survey: Survey) -> bool:
    index, query = survey.index, survey.query
    if not query.terms:
        return False
    rarest = int(index.chunk_postings.idf_of(query.terms).argmax())
    if not any(query.words[rarest] in light_words(name) for name in _list_proper_names(query)):
        return False
    best = {file for hit in survey.report.hits[:HITS_READ] if (file := find_file(index, hit.path)) is not None}
    return best.isdisjoint(index.chunk_file[index.chunk_postings.units_of(query.terms[rarest])].tolist())


def _list_proper_names(query: Query) -> list[str]:
    """Words with a digit or a capital, but for one that only opens the question."""
    opening = query.text.lstrip()
    return [
        name
        for name in query.content
        if name[1:] != name[1:].lower()
        or any(character.isdigit() for character in name)
        or (name[0].isupper() and not opening.startswith(name))
    ]


def write_doubt(survey: Survey, strength: Strength) -> Iterator[Draft]:
    """What was asked for and is not there, before anything else is said; nothing when nothing is in doubt."""
    asked = survey.asked
    for name in asked.absent:
        yield _deny(f"I could not find {code_span(name)}: nothing in the index of this revision has that name.")
    for path in asked.absent_paths:
        yield _deny(f"There is no file {code_span(path)} in the index of this revision.")
    for name in asked.misplaced:
        yield _deny(f"I could not find a definition of {code_span(name)} as such; the nearest of that name follows.")
    if strength.level == "weak":
        yield from write_undefined(survey)
    if strength.level == "weak" and not asked.absent and not asked.absent_paths:
        topic, is_cut = clip(" ".join(survey.query.text.split()), TOPIC_CHARS_MAX)
        said = f"“{escape_text(topic)}”" + (" …" if is_cut else "")
        yield _deny(f"I could not find evidence for {said} in this revision; the nearest places follow.")


def write_undefined(survey: Survey) -> Iterator[Draft]:
    """Names that are used here and defined elsewhere: no reason for doubt where the lines that use them answer."""
    if not survey.asked.subjects:
        for name in survey.asked.undefined:
            yield _deny(f"I could not find a definition of {code_span(name)}: it is mentioned, not defined, here.")


def _deny(text: str) -> Draft:
    return Draft(text=text, spans=(), tells_absence=True)
