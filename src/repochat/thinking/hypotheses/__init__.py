"""Suspicions from code and history: each detector a file in `detectors`, which says what it reads and what it leaves.

A suspicion is never a fact: its falsifier says what test would settle it. Pure over bytes; nothing is run.
"""

from repochat.thinking.hypotheses.fixes import FixPattern, read_fixes
from repochat.thinking.hypotheses.limits import LIMITS, HypothesisLimits
from repochat.thinking.hypotheses.looking import Looked, look, look_at_commit, read_source
from repochat.thinking.hypotheses.model import DetectorName, Place, SourceFile, Suspicion
from repochat.thinking.hypotheses.telling import build_insights

__all__ = [
    "LIMITS",
    "DetectorName",
    "FixPattern",
    "HypothesisLimits",
    "Looked",
    "Place",
    "SourceFile",
    "Suspicion",
    "build_insights",
    "look",
    "look_at_commit",
    "read_fixes",
    "read_source",
]
