"""Answers as plain text for who speaks no richer format: chat clients and agents.

Every statement ends with the numbers of its citations, and with a mark unless these carry it; the citations follow as a
list that Markdown shows well and a program can read back.
"""

from collections.abc import Iterable
from dataclasses import replace

from repochat.chat import Answer, Citation, Statement
from repochat.chat.receipts.markdown import code_span
from repochat.chat.rendering import render_statement

SOURCES = "Sources:"


def render_text(answer: Answer) -> str:
    """The whole answer: statements, note, sources."""
    parts = [place_statement(statement, is_first=not number) for number, statement in enumerate(answer.statements)]
    return "".join([*parts, render_end(answer)])


def place_statement(statement: Statement, *, is_first: bool) -> str:
    """The statement with what parts it from the one before."""
    gap = "" if is_first else "\n" if statement.is_item else "\n\n"
    numbered = replace(statement, citations=tuple(_number(each) for each in statement.citations))
    return f"{gap}{'- ' if statement.is_item else ''}{render_statement(numbered)}"


def render_end(answer: Answer) -> str:
    """What follows the statements: the note, and the sources by number."""
    note = f"\n\n{answer.note}" if answer.note else ""
    return f"{note}\n\n{SOURCES}\n{_render_sources(answer.citations)}" if answer.citations else note


def _render_sources(citations: Iterable[Citation]) -> str:
    return "\n".join(f"- [{_number(citation.id)}] {_render_place(citation)}" for citation in citations)


def _render_place(citation: Citation) -> str:
    place = code_span(citation.place)
    linked = f"[{place}]({citation.url})" if citation.url else place
    return f"{linked} {code_span(citation.symbol)}" if citation.symbol else linked


def _number(citation_id: str) -> str:
    return citation_id.removeprefix("c")
