"""History as evidence: the commits and pull requests that explain what a question is about, found, ranked and told.

Nothing here searches code or checks a citation; what it says is held against messages and lines like everything else.
"""

from repochat.chat.history.asking import HistoryKind, find_history_kind
from repochat.chat.history.limits import LIMITS, HistoryLimits
from repochat.chat.history.model import Told, ToldCommit
from repochat.chat.history.pulls import PullReader
from repochat.chat.history.reading import Subject, read_history_of
from repochat.chat.history.writing import write_history

__all__ = [
    "LIMITS",
    "HistoryKind",
    "HistoryLimits",
    "PullReader",
    "Subject",
    "Told",
    "ToldCommit",
    "find_history_kind",
    "read_history_of",
    "write_history",
]
