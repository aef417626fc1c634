"""Which way a question is answered: by quoting, in one request to a model, or with tools that look further."""

import re
from typing import Literal

from repochat.chat.asking import AskMode
from repochat.search import SearchReport

Mode = Literal["extractive", "quick", "deep"]

_LOOKS_FURTHER = re.compile(
    r"\b(?:why|trace|step by step|end to end|walk (?:me )?through|from .{3,60} to .{3,60}|between .{1,60} and|compared?"
    r"|differences?|what happens (?:when|if|after)|every place|all (?:the )?(?:places|callers|usages))\b",
    re.IGNORECASE,
)
_DEEP_TYPES = frozenset({"architecture", "history", "changed"})
DEEP_QUESTIONS_MIN = 2


def choose_mode(asked: AskMode, question: str, report: SearchReport, *, repos: int, has_model: bool) -> Mode:
    """What the person chose; else deep where one look rarely suffices: relations, flows, history, several things."""
    if not has_model:
        return "extractive"
    if asked != "auto":
        return asked
    looks_further = (
        repos > 1
        or report.query_type in _DEEP_TYPES
        or question.count("?") >= DEEP_QUESTIONS_MIN
        or _LOOKS_FURTHER.search(question) is not None
    )
    return "deep" if looks_further else "quick"
