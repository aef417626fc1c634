"""The order of an answer's sentences, by what the question asks for."""

from collections.abc import Iterator, Sequence

from repochat.chat.concerns import write_concern, write_file, write_passage
from repochat.chat.definitions import write_definition, write_namesakes
from repochat.chat.doubt import Strength, write_doubt
from repochat.chat.draft import Draft
from repochat.chat.focus import Focus
from repochat.chat.past import PastLines, write_past
from repochat.chat.survey import Survey
from repochat.chat.usages import write_callees, write_callers, write_tests

NAMESAKES_MAX = 3


def compose(survey: Survey, focus: Focus, strength: Strength, past: Sequence[PastLines]) -> Iterator[Draft]:
    """Drafts of the whole answer, the direct answer first."""
    yield from write_doubt(survey, strength)
    yield from write_past(past, survey.limits)
    asked = survey.asked
    if asked.symbols and not asked.absent:
        yield from _write_about(survey, asked.symbols[0])
        yield from write_namesakes(survey, _namesakes(survey))
    elif asked.files:
        yield from _write_files(survey)
    elif strength.level == "weak":
        yield from _write_nearest(survey, focus)
    else:
        yield from write_concern(survey, focus)


def _write_about(survey: Survey, symbol: int) -> Iterator[Draft]:
    limits = survey.limits
    if survey.query.type == "callers":
        yield from write_callers(survey, symbol, limits.callers_max)
        yield from write_definition(survey, symbol)
        return
    if survey.query.wants_tests:
        yield from write_tests(survey, symbol)
    yield from write_definition(survey, symbol)
    if survey.query.type not in ("history", "changed"):
        yield from write_callees(survey, symbol)
        yield from write_callers(survey, symbol, limits.callers_shown)


def _namesakes(survey: Survey) -> tuple[int, ...]:
    """Other definitions of the same name; those that the question names apart are told first."""
    first, *others = survey.asked.symbols
    return tuple(others[:NAMESAKES_MAX]) if first not in others else ()


def _write_files(survey: Survey) -> Iterator[Draft]:
    for file in survey.asked.files:
        yield from write_file(survey, file)


def _write_nearest(survey: Survey, focus: Focus) -> Iterator[Draft]:
    for place in focus.places:
        yield from write_passage(survey, place.file, place.start_line, place.end_line, is_item=True)
