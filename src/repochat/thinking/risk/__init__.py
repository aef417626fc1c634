"""Where the next bug is, and where an hour of review pays most: two scores, their reasons, and how good they were.

Pure and synchronous over a mirror's history: callers keep it off the event loop.
"""

from repochat.thinking.risk.change import score_change
from repochat.thinking.risk.fixes import FixKind, find_fix
from repochat.thinking.risk.functions import list_risky_functions
from repochat.thinking.risk.model import (
    LIMITS,
    ChangeRisk,
    FileRisk,
    FileSignals,
    FunctionRisk,
    FunctionRisks,
    OwnHistory,
    RevisionRisk,
    RiskLimits,
    ScoreQuality,
)
from repochat.thinking.risk.own_history import measure_own_history
from repochat.thinking.risk.revision import score_revision
from repochat.thinking.risk.szz import Introduced, Introductions, trace_fix

__all__ = [
    "LIMITS",
    "ChangeRisk",
    "FileRisk",
    "FileSignals",
    "FixKind",
    "FunctionRisk",
    "FunctionRisks",
    "Introduced",
    "Introductions",
    "OwnHistory",
    "RevisionRisk",
    "RiskLimits",
    "ScoreQuality",
    "find_fix",
    "list_risky_functions",
    "measure_own_history",
    "score_change",
    "score_revision",
    "trace_fix",
]
