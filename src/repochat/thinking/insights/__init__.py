"""What may be said: evidence proven against bytes, findings known again, attention given out by the day.

Nothing here finds anything: Thoughts do. No quote that does not match git's bytes is ever stored, and what nobody
proved is never told as a fact.
"""

from repochat.thinking.insights.model import OutcomeRun, Proven, ProvenInsight, RunOfOutcome
from repochat.thinking.insights.preparing import prepare_outcome
from repochat.thinking.insights.proving import prove_outcome
from repochat.thinking.insights.storing import store_outcome

__all__ = [
    "OutcomeRun",
    "Proven",
    "ProvenInsight",
    "RunOfOutcome",
    "prepare_outcome",
    "prove_outcome",
    "store_outcome",
]
