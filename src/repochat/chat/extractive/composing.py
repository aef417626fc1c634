"""The order of an answer's sentences, by what the question asks for."""

from collections.abc import Iterator

from repochat.chat.extractive.concerns import write_around, write_concern, write_nearest, write_owner
from repochat.chat.extractive.definitions import write_definition, write_namesakes, write_summary
from repochat.chat.extractive.doubt import Strength, write_doubt, write_undefined
from repochat.chat.extractive.focus import Focus
from repochat.chat.extractive.past import Past, write_past
from repochat.chat.extractive.survey import Survey
from repochat.chat.extractive.telling import asks_more, write_telling
from repochat.chat.extractive.usages import write_callees, write_callers, write_tests
from repochat.chat.history import write_history
from repochat.chat.receipts.draft import Draft

_LINES_OF_SUBJECT = 4
_PAST_TYPES = frozenset(("history", "changed"))


def compose(survey: Survey, focus: Focus, strength: Strength, past: Past) -> Iterator[Draft]:
    """Drafts of the whole answer, the direct answer first."""
    told = past.told
    is_past = told is not None and (told.kind != "why" or survey.query.type in _PAST_TYPES)
    if told is None or not is_past or not told.is_answer:
        yield from write_doubt(survey, strength)
    if told is not None and is_past:
        yield from write_history(told, survey.source)
    yield from write_past(past, survey.limits)
    asked = survey.asked
    if asked.subjects and not asked.absent:
        yield from _write_about(survey, asked.subjects[0])
        if asks_more(survey):
            yield from write_around(survey, focus)
        for other in asked.subjects[1:]:
            yield from write_definition(survey, other)
        yield from write_namesakes(survey, asked.namesakes)
    elif asked.files:
        yield from _write_files(survey, focus)
    elif strength.level == "weak":
        yield from write_nearest(survey, focus)
    else:
        yield from write_concern(survey, focus)
    if strength.level == "strong":
        yield from write_undefined(survey)
    if told is not None and not is_past:
        yield from write_history(told, survey.source)


def _write_about(survey: Survey, symbol: int) -> Iterator[Draft]:
    limits = survey.limits
    if survey.query.type == "callers":
        yield from write_callers(survey, symbol, limits.callers_max)
        yield from write_definition(survey, symbol)
        return
    if survey.query.wants_tests:
        yield from write_tests(survey, symbol)
    yield from write_definition(survey, symbol)
    if asks_more(survey):
        file = int(survey.index.symbol_file[symbol])
        yield from write_telling(survey, file, count=_LINES_OF_SUBJECT, within=survey.lines_of(symbol))
    if survey.query.type not in ("history", "changed"):
        yield from write_callees(survey, symbol)
        yield from write_callers(survey, symbol, limits.callers_shown)


def _write_files(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """What asked files say of themselves and define."""
    for place in focus.places:
        yield from write_owner(survey, place)
        yield from (write_summary(survey, symbol, is_item=True) for symbol in place.symbols)
