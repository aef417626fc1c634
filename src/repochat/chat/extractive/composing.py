"""The order of an answer's sentences, by what the question asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from repochat.chat.extractive.concerns import write_around, write_concern, write_nearest, write_owner
from repochat.chat.extractive.definitions import write_definition, write_namesakes, write_summary
from repochat.chat.extractive.doubt import Strength, write_doubt, write_undefined
from repochat.chat.extractive.focus import Focus
from repochat.chat.extractive.past import Past, write_past
from repochat.chat.extractive.selected import write_selected
from repochat.chat.extractive.survey import Survey
from repochat.chat.extractive.telling import asks_more, write_telling
from repochat.chat.extractive.usages import write_callees, write_callers, write_tests
from repochat.chat.history import Told, write_history
from repochat.chat.receipts.draft import Draft

_LINES_OF_SUBJECT = 4
_PLACES_BESIDE_HISTORY = 2
_PAST_TYPES = frozenset(("history", "changed"))
_ABOUT_A_PLACE = frozenset(("introduced", "removed", "broke", "lately", "why"))


def compose(
    survey: Survey, focus: Focus, strength: Strength, past: Past, organised: Sequence[Draft] = ()
) -> Iterator[Draft]:
    """Drafts of the whole answer, the direct answer first; what a map tells of the whole is all of it."""
    if organised and survey.selected is None:
        yield from organised
        return
    if survey.selected is not None:
        yield from write_selected(survey, survey.selected)
    told = past.told
    if told is not None and (told.kind != "why" or survey.query.type in _PAST_TYPES):
        yield from _write_told(survey, focus, strength, told)
        if told.is_answer:
            return
        told = None
    else:
        yield from write_doubt(survey, strength)
    yield from write_past(past, survey.limits)
    yield from _write_code(survey, focus, strength, told)


def _write_code(survey: Survey, focus: Focus, strength: Strength, told: Told | None) -> Iterator[Draft]:
    """What the code says; of a definition `told`, which explains it, stands right after what it is."""
    asked = survey.asked
    if survey.selected is not None and survey.selected.file < 0:
        return
    if asked.subjects and (survey.selected is not None or not asked.absent):
        yield from _write_subjects(survey, focus, told)
        told = None
    elif asked.files:
        yield from _write_files(survey, focus)
    elif strength.level == "weak":
        yield from write_nearest(survey, focus)
    else:
        has_commits = told is not None and bool(told.commits)
        shown = replace(focus, places=focus.places[:_PLACES_BESIDE_HISTORY]) if has_commits else focus
        yield from write_concern(survey, shown)
    if strength.level == "strong":
        yield from write_undefined(survey)
    if told is not None:
        yield from write_history(told, survey.source)


def _write_subjects(survey: Survey, focus: Focus, told: Told | None) -> Iterator[Draft]:
    asked = survey.asked
    yield from _write_about(survey, asked.subjects[0], has_uses=told is None)
    if told is not None:
        yield from write_history(told, survey.source)
    if asks_more(survey):
        around = focus if told is None else replace(focus, places=focus.places[:_PLACES_BESIDE_HISTORY])
        yield from write_around(survey, around)
    for other in asked.subjects[1:]:
        yield from write_definition(survey, other)
    yield from write_namesakes(survey, asked.namesakes)


def _write_told(survey: Survey, focus: Focus, strength: Strength, told: Told) -> Iterator[Draft]:
    """What the past tells; where that is the answer, only what it is about is shown beside it."""
    if not told.is_answer:
        yield from write_doubt(survey, strength)
    yield from write_history(told, survey.source)
    if not told.is_answer or told.kind not in _ABOUT_A_PLACE:
        return
    if survey.asked.subjects:
        yield from write_definition(survey, survey.asked.subjects[0])
    elif focus.places and not survey.asked.files and not told.about:
        yield from write_owner(survey, focus.places[0])


def _write_about(survey: Survey, symbol: int, *, has_uses: bool) -> Iterator[Draft]:
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
    if has_uses and survey.query.type not in ("history", "changed"):
        if survey.selected is None:  # else what the selected lines call was told
            yield from write_callees(survey, symbol)
        yield from write_callers(survey, symbol, limits.callers_shown)


def _write_files(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """What asked files say of themselves and define."""
    for place in focus.places:
        yield from write_owner(survey, place)
        yield from (write_summary(survey, symbol, is_item=True) for symbol in place.symbols)
