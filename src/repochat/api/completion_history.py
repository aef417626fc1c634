"""Answers that come back as history in a chat client's messages, as earlier turns with the places they spoke of."""

import re
from collections.abc import Sequence

from repochat.api.completion_shapes import CompletionMessage
from repochat.chat import EarlierTurn
from repochat.workspace.answer_text import SOURCES

TURNS_MAX = 20
_SOURCE = re.compile(
    r"^- \[\d+\] \[?`(?P<path>[^`]+):\d+-\d+ @ [0-9a-f]+`(?:\]\([^)\s]*\))?(?: `(?P<symbol>[^`]+)`)?$", re.MULTILINE
)


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
