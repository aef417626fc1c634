"""Where the next bug is, and where an hour of review pays most: two scores, their reasons, and how good they were.

Pure and synchronous over a mirror's history: callers keep it off the event loop.
"""

from repochat.thinking.risk.model import (
    LIMITS,
    ChangeFile,
    ChangeRisk,
    FileRisk,
    FileSignals,
    FunctionRisk,
    OwnHistory,
    RevisionRisk,
    RiskLimits,
    ScoreQuality,
)

__all__ = [
    "LIMITS",
    "ChangeFile",
    "ChangeRisk",
    "FileRisk",
    "FileSignals",
    "FunctionRisk",
    "OwnHistory",
    "RevisionRisk",
    "RiskLimits",
    "ScoreQuality",
]
