"""Answers with receipts: what search found, said in checked sentences whose every citation git proves.

Without a language model the sentences are made of the repository's own lines and of the graph. Nothing here parses or
indexes files, and nothing unchecked leaves.
"""

from repochat.chat.answering import Answerer
from repochat.chat.asking import Ask, AskMode, EarlierTurn, Selection, read_selection
from repochat.chat.event_log import NumberedEvent
from repochat.chat.limits import ChatLimits
from repochat.chat.model import (
    Answer,
    AnswerEvent,
    Citation,
    CitationReady,
    Confidence,
    Finished,
    Progressed,
    RetrievalDone,
    Statement,
    StatementKind,
    StatementReady,
    ToolFinished,
    ToolStarted,
)
from repochat.chat.turn_run import TurnLimits
from repochat.chat.turns import TurnRunner

__all__ = [
    "Answer",
    "AnswerEvent",
    "Answerer",
    "Ask",
    "AskMode",
    "ChatLimits",
    "Citation",
    "CitationReady",
    "Confidence",
    "EarlierTurn",
    "Finished",
    "NumberedEvent",
    "Progressed",
    "RetrievalDone",
    "Selection",
    "Statement",
    "StatementKind",
    "StatementReady",
    "ToolFinished",
    "ToolStarted",
    "TurnLimits",
    "TurnRunner",
    "read_selection",
]
