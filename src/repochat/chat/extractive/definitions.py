"""Sentences about one definition: where it is, its signature, what its doc says, what it holds."""

from collections.abc import Iterator

from repochat.chat.extractive.phrases import join_words, say_lines, say_quote, show_name, show_path, with_article
from repochat.chat.extractive.roles import is_declaration
from repochat.chat.extractive.survey import Survey
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.markdown import code_span

_CONTAINERS = frozenset(("class", "struct", "interface", "trait", "enum", "object", "protocol", "module"))
_MEMBERS = frozenset(("method", "function", "property", "constructor", "field", "constant"))


def write_definition(survey: Survey, symbol: int) -> Iterator[Draft]:
    """Location, signature and doc; for a container its members too."""
    signature, header = survey.find_header(symbol)
    file = int(survey.index.symbol_file[symbol])
    lines = say_lines(*survey.lines_of(symbol))
    kind = with_article(survey.kind_of(symbol))
    name = survey.find_name_line(symbol)
    yield Draft(text=f"{show_name(survey, symbol)} is {kind} in {show_path(survey, file)} ({lines}).", spans=(name,))
    if signature and survey.kind_of(symbol) != "section":
        yield Draft(text=f"It is declared as {code_span(signature)}.", spans=(header,))
    doc = survey.find_doc(symbol)
    if doc is not None:
        yield Draft(text=f"Its documentation says: {say_quote(doc)}", spans=(doc.span,))
    if survey.kind_of(symbol) in _CONTAINERS:
        yield from _write_members(survey, symbol)


def write_summary(survey: Survey, symbol: int, *, is_item: bool) -> Draft:
    """One sentence: name, place, and what its doc or else its signature says."""
    file = int(survey.index.symbol_file[symbol])
    first, last = survey.lines_of(symbol)
    opening = (
        f"{show_name(survey, symbol)} ({survey.kind_of(symbol)}, {show_path(survey, file)} {say_lines(first, last)})"
    )
    name = survey.find_name_line(symbol)
    doc = survey.find_doc(symbol)
    if doc is not None:
        return Draft(text=f"{opening}: {say_quote(doc)}", spans=(name, doc.span), is_item=is_item)
    signature, header = survey.find_header(symbol)
    spans = (header,) if header.start_line <= name.start_line <= header.end_line else (name, header)
    return Draft(text=f"{opening}: {code_span(signature)}.", spans=spans, is_item=is_item)


def write_namesakes(survey: Survey, symbols: tuple[int, ...]) -> Iterator[Draft]:
    """Other definitions that the same question could mean."""
    for symbol in symbols:
        file = int(survey.index.symbol_file[symbol])
        kind = with_article(survey.kind_of(symbol))
        lines = say_lines(*survey.lines_of(symbol))
        what = "declared" if is_declaration(survey.index, file) else kind
        text = f"{show_name(survey, symbol)} is also {what} in {show_path(survey, file)} ({lines})."
        yield Draft(text=text, spans=(survey.find_name_line(symbol),), is_item=True)


def _write_members(survey: Survey, symbol: int) -> Iterator[Draft]:
    members = [
        member
        for member in survey.list_members(symbol)
        if survey.kind_of(member) in _MEMBERS and not survey.index.symbol_names[member].startswith("_")
    ]
    members = sorted(members, key=lambda member: survey.kind_of(member) in ("field", "constant"))
    shown = sorted(members[: survey.limits.members_max])
    if len(shown) > 1:
        names = join_words([code_span(survey.index.symbol_names[member]) for member in shown])
        more = "among others " if len(members) > len(shown) else ""
        yield Draft(text=f"It defines {more}{names}.", spans=tuple(survey.find_name_line(member) for member in shown))
