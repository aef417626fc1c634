"""Sentences about who refers to a definition and what it refers to, from the graph, with how sure each link is."""

from collections.abc import Iterator, Sequence

from repochat.chat.extractive.phrases import LIKELY_MIN, join_words, show_name, write_mention, write_use
from repochat.chat.extractive.survey import Survey
from repochat.chat.extractive.uses import Use
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import code_span


def write_callers(survey: Survey, symbol: int, sites_max: int) -> Iterator[Draft]:
    """The call sites found, counted where all of them are shown."""
    uses = survey.list_uses(symbol)
    name = show_name(survey, symbol)
    definition = survey.find_name_line(symbol)
    if not uses:
        mentions = survey.list_mentions(symbol)
        if not mentions:
            yield Draft(text=f"No caller of {name} was found in the index.", spans=(definition,))
            return
        yield Draft(text=f"No call is tied to {name} for sure; its name stands in these lines:", spans=(definition,))
        yield from (write_mention(survey, symbol, span) for span in mentions[:sites_max])
        return
    shown = _spread(uses, sites_max)
    sites = tuple(survey.place(use.file, use.line, use.source) for use in shown)
    yield Draft(text=_say_count(name, uses, shown), spans=(*sites, definition))
    for use in shown:
        yield write_use(survey, use, is_item=True)


def _spread(uses: Sequence[Use], sites_max: int) -> list[Use]:
    """All uses where they fit; else one of each caller first."""
    if len(uses) <= sites_max:
        return list(uses)
    firsts: dict[tuple[int, int], Use] = {}
    for use in uses:
        firsts.setdefault((use.file, use.source), use)
    repeats = [use for use in uses if firsts[use.file, use.source] is not use]
    return [*firsts.values(), *repeats][:sites_max]


def write_tests(survey: Survey, symbol: int) -> Iterator[Draft]:
    """Test functions that reach the definition, directly or through one other function."""
    direct = [use for use in survey.list_uses(symbol) if survey.is_test(use.file)]
    through = [] if direct else _reach_tests(survey, symbol)
    name = show_name(survey, symbol)
    definition = survey.find_name_line(symbol)
    if not direct and not through:
        yield Draft(text=f"No test that calls {name} was found in the index.", spans=(definition,))
        return
    shown = (direct or through)[: survey.limits.tests_max]
    sites = tuple(survey.place(use.file, use.line, use.source) for use in shown)
    how = "These tests refer to" if direct else "These tests reach, through one other function,"
    yield Draft(text=f"{how} {name}:", spans=(definition, *sites))
    for use in shown:
        yield write_use(survey, use, is_item=True)


def write_callees(survey: Survey, symbol: int) -> Iterator[Draft]:
    """What the definition calls, where the graph is reasonably sure."""
    calls = [use for use in survey.list_calls(symbol) if use.confidence >= LIKELY_MIN]
    calls = list({(survey.index.symbol_names[use.target], use.line): use for use in calls}.values())
    shown = calls[: survey.limits.callees_max]
    if not shown:
        return
    parts = [f"{code_span(survey.index.symbol_names[use.target])} (line {use.line})" for use in shown]
    more = "among others " if len(calls) > len(shown) else ""
    spans = [survey.place(use.file, use.line, use.source) for use in shown]
    yield Draft(text=f"It calls {more}{join_words(parts)}.", spans=tuple(dict.fromkeys(spans)))


def _say_count(name: str, uses: Sequence[Use], shown: Sequence[Use]) -> str:
    noun = "call site" if all(use.kind == "call" for use in uses) else "place"
    verb = "of" if noun == "call site" else "that refer to"
    if len(shown) < len(uses):
        return f"The index has more {noun}s {verb} {name} than are shown; the surest come first:"
    plural = "" if len(shown) == 1 else "s"
    if noun == "place" and not plural:
        verb = "that refers to"
    return f"Found {len(shown)} {noun}{plural} {verb} {name}:"


def _reach_tests(survey: Survey, symbol: int) -> list[Use]:
    callers = [use.source for use in survey.list_uses(symbol) if use.source >= 0 and use.confidence >= LIKELY_MIN]
    found = [
        use
        for caller in list(dict.fromkeys(callers))[: survey.limits.callers_max]
        for use in survey.list_uses(caller)
        if survey.is_test(use.file)
    ]
    return list({(use.file, use.line): use for use in found}.values())
