"""What a question wants to know of the past, read off its words."""

import re
from typing import Literal

HistoryKind = Literal["removed", "introduced", "broke", "experts", "together", "lately", "why"]

_THING = r".{1,80}?"
_KINDS: tuple[tuple[HistoryKind, re.Pattern[str]], ...] = (
    (
        "experts",
        re.compile(
            r"\bwho\s+(?:else\s+)?(?:knows?|understands?|maintains?|owns?|works?\s+on|wrote|is\s+(?:the\s+)?(?:expert|owner))\b"
            r"|\bwhom?\s+(?:should|can|could|do|to)\b.{0,30}\bask\b|\bexperts?\s+(?:on|for|of|in)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "together",
        re.compile(
            r"\bchang\w*\s+(?:together|along)\b|\bco-?chang\w*|\b(?:together|along)\s+with\b.{0,80}\bchang\w*"
            r"|\busually\s+(?:also\s+)?chang\w*",
            re.IGNORECASE,
        ),
    ),
    (
        "removed",
        re.compile(
            rf"\b(?:when|who|which\s+commit|what\s+commit|why)\b{_THING}\b(?:removed?|deleted?|dropped)\b"
            r"|\bwhat\s+happened\s+to\b",
            re.IGNORECASE,
        ),
    ),
    (
        "broke",
        re.compile(
            rf"\b(?:when|who|which|what)\b{_THING}\b(?:br[eo]a?ke?n?|regress\w*|stop(?:ped)?\s+working|fix(?:ed)?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "introduced",
        re.compile(
            rf"\b(?:when|who|which\s+commit|what\s+commit|since\s+when)\b{_THING}"
            r"\b(?:introduced?|added?|created?|wrote|written|appear(?:ed)?|first)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "lately",
        re.compile(
            r"\bchang\w*\b.{0,60}\b(?:lately|recently|last)\b|\b(?:latest|last|recent)\s+(?:changes?|commits?)\b"
            r"|\bwhat(?:\s+has|'s|\s+was)?\s+(?:new|changed)\s+in\b",
            re.IGNORECASE,
        ),
    ),
    (
        "why",
        re.compile(
            r"^\W*(?:and\s+|but\s+|so\s+)?why\b|\bwhy\s+(?:is|are|was|were|did|does|do|has|have)\b"
            r"|\breasons?\s+(?:for|why|behind)\b",
            re.IGNORECASE,
        ),
    ),
)


def find_history_kind(question: str) -> HistoryKind | None:
    """What of the past is asked for; None when the question is about what is. Never raises."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), None)
