"""Why this answer: a view of what was logged when it was made, and what else would have been found.

Nothing here searches or ranks by itself, and what is recomputed says so. HTTP and the terminal must never enter.
"""

from repochat.chat.why.model import (
    ContextUse,
    Contribution,
    DroppedUse,
    LegPlace,
    Missing,
    NearMiss,
    Outcome,
    PieceUse,
    RankedPlace,
    Why,
    WhySearch,
    WhyStage,
    Without,
    WithoutHit,
)
from repochat.chat.why.recomputing import Recomputer, list_counterfactual_groups, parse_without
from repochat.chat.why.telling import explain_answer

__all__ = [
    "ContextUse",
    "Contribution",
    "DroppedUse",
    "LegPlace",
    "Missing",
    "NearMiss",
    "Outcome",
    "PieceUse",
    "RankedPlace",
    "Recomputer",
    "Why",
    "WhySearch",
    "WhyStage",
    "Without",
    "WithoutHit",
    "explain_answer",
    "list_counterfactual_groups",
    "parse_without",
]
