"""Answers as the plain text of a chat client, and such texts, when they come back as history, as earlier turns.

Every statement ends with the numbers of its citations; the citations follow as a list that Markdown shows well and that
`read_turns` understands, so that a follow-up question knows which places the last answer spoke of.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from repochat.api.completion_shapes import CompletionMessage
from repochat.chat import Answer, Citation, EarlierTurn, Statement
from repochat.chat.receipts.markdown import code_span
from repochat.chat.rendering import render_statement

TURNS_MAX = 20
SHA_DIGITS_SHOWN = 12
SOURCES = "Sources:"
_SOURCE = re.compile(
    r"^- \[\d+\] \[?`(?P<path>[^`]+):\d+-\d+ @ [0-9a-f]+`(?:\]\([^)\s]*\))?(?: `(?P<symbol>[^`]+)`)?$", re.MULTILINE
)


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
    lines = f"{citation.start_line}-{citation.end_line}"
    place = code_span(f"{citation.path}:{lines} @ {citation.commit[:SHA_DIGITS_SHOWN]}")
    linked = f"[{place}]({citation.url})" if citation.url else place
    return f"{linked} {code_span(citation.symbol)}" if citation.symbol else linked


def _number(citation_id: str) -> str:
    return citation_id.removeprefix("c")


def read_turns(messages: Sequence[CompletionMessage]) -> tuple[EarlierTurn, ...]:
    """The turns before the last user's message, the oldest first, at most the last `TURNS_MAX`.

    An assistant's message that follows no question, and whatever a system or a tool said, is left out.
    """
    turns: list[EarlierTurn] = []
    question = ""
    for message in messages:
        if message.role == "user":
            question = message.text
        elif message.role == "assistant" and question:
            turns.append(_read_turn(question, message.text))
            question = ""
    return tuple(turns[-TURNS_MAX:])


def _read_turn(question: str, text: str) -> EarlierTurn:
    answer, _, sources = text.rpartition(f"\n\n{SOURCES}\n")
    if not answer:
        return EarlierTurn(question=question, answer=text)
    found = list(_SOURCE.finditer(sources))
    return EarlierTurn(
        question=question,
        answer=answer,
        symbols=tuple(dict.fromkeys(each["symbol"] for each in found if each["symbol"])),
        paths=tuple(dict.fromkeys(each["path"] for each in found)),
    )
