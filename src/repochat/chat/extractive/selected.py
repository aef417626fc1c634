"""Sentences about the lines that a question was asked about: whose they are, what they say, what they call."""

import re
from collections.abc import Iterator

from repochat.chat.extractive.phrases import (
    LIKELY_MIN,
    clip_code,
    join_words,
    say_lines,
    say_quote,
    show_name,
    with_article,
)
from repochat.chat.extractive.survey import Quote, Survey
from repochat.chat.extractive.uses import list_calls_in
from repochat.chat.pinned import SelectedLines
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.markdown import clip, code_span
from repochat.chat.receipts.matching import is_comment, read_prose

LINES_QUOTED_WHOLE_MAX = 3
_OUTCOME = re.compile(r"\s*(?:return|raise|throw|yield|panic!|abort)\b")
_STRING = re.compile(r'\s*"(?!"")')  # code, though documents of some languages begin so
_OF_THE_PLACE = frozenset(("history", "changed", "callers"))  # answered by commits and by the graph


def span_of(survey: Survey, selected: SelectedLines) -> Span:
    """The very lines, in the name of the definition that they are of."""
    subjects = (selected.around,) if selected.around >= 0 else selected.symbols
    symbol = survey.index.symbol_qualified[subjects[0]] if subjects else ""
    return Span(path=selected.path, start_line=selected.start_line, end_line=selected.end_line, symbol=symbol)


def write_selected(survey: Survey, selected: SelectedLines) -> Iterator[Draft]:
    """Whose lines they are; unless the question is about their past or their callers, what they say and call too."""
    yield _write_place(survey, selected)
    if survey.query.type in _OF_THE_PLACE or survey.query.wants_tests:
        return
    yield from _write_lines(survey, selected)
    yield from _write_calls(survey, selected)


def _write_place(survey: Survey, selected: SelectedLines) -> Draft:
    where = f"{say_lines(selected.start_line, selected.end_line).capitalize()} of {code_span(selected.path)}"
    span = span_of(survey, selected)
    verb = "is" if selected.start_line == selected.end_line else "are"
    if selected.symbols:
        named = [f"{show_name(survey, each)} ({survey.kind_of(each)})" for each in selected.symbols]
        spans = (span, *(survey.find_name_line(each) for each in selected.symbols))
        return Draft(text=f"{where} {verb} where {join_words(named)} begins.", spans=spans)
    if selected.around < 0:
        return Draft(text=f"{where} {verb} what the question is about.", spans=(span,))
    kind, lines = with_article(survey.kind_of(selected.around)), say_lines(*survey.lines_of(selected.around))
    text = f"{where} {verb} part of {show_name(survey, selected.around)}, {kind} ({lines})."
    return Draft(text=text, spans=(span, survey.find_name_line(selected.around)))


def _write_lines(survey: Survey, selected: SelectedLines) -> Iterator[Draft]:
    """Few lines word for word; of many what their comments say, and what they return or raise."""
    texts = survey.source.read_texts(selected.path, selected.start_line, selected.end_line)
    lines = [(number, text) for number, text in enumerate(texts, start=selected.start_line) if text.strip()]
    if len(lines) > LINES_QUOTED_WHOLE_MAX:
        said = [each for each in lines if is_comment(each[1]) and not _STRING.match(each[1]) and read_prose(each[1])]
        lines = [*said[:1], *(each for each in lines if _OUTCOME.match(each[1]))]
    for number, text in lines[: survey.limits.focus_quotes_max]:
        yield _quote_line(survey, selected, number, text)


def _quote_line(survey: Survey, selected: SelectedLines, number: int, text: str) -> Draft:
    around = span_of(survey, selected)
    span = Span(path=selected.path, start_line=number, end_line=number, symbol=around.symbol)
    if is_comment(text) and not _STRING.match(text) and read_prose(text):
        said, is_cut = clip(read_prose(text), survey.limits.quote_chars_max)
        return Draft(text=f"Line {number} says: {say_quote(Quote(text=said, is_cut=is_cut, span=span))}", spans=(span,))
    shown = code_span(clip_code(text, survey.limits.code_chars_max))
    return Draft(text=f"Line {number} reads {shown}.", spans=(span,))


def _write_calls(survey: Survey, selected: SelectedLines) -> Iterator[Draft]:
    """What these very lines call, where the graph is reasonably sure."""
    if selected.file < 0:
        return
    calls = list_calls_in(survey.index, selected.file, selected.start_line, selected.end_line)
    calls = [use for use in calls if use.confidence >= LIKELY_MIN]
    shown = calls[: survey.limits.callees_max]
    if not shown:
        return
    parts = [f"{code_span(survey.index.symbol_names[use.target])} (line {use.line})" for use in shown]
    spans = tuple(dict.fromkeys(survey.place(use.file, use.line, use.source) for use in shown))
    more = "among others " if len(calls) > len(shown) else ""
    yield Draft(text=f"The lines call {more}{join_words(parts)}.", spans=spans)
