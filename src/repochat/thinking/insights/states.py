"""What becomes of an insight that is found again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repochat.catalog.thinking.insight_store import KnownInsight
from repochat.thinking.insights.model import ProvenInsight

_OF_PEOPLE = ("accepted", "rejected", "duplicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The columns that change, and the event that tells why ("" for none)."""

    values: Mapping[str, Any]
    event: str = ""


def renew_insight(known: KnownInsight, found: ProvenInsight, *, sha: str, now: datetime) -> Renewal:
    """State, status and what was told, once `known` was found again as `found` at commit `sha`.

    Nobody is told twice of the same thing: only one that was fixed and came back, or one that was dismissed and whose
    code changed since, waits for a place of the day again.
    """
    status = known.status if known.status in _OF_PEOPLE else found.insight.status
    match known.state:
        case "suppressed":
            return _renew_suppressed(known, found, now)
        case "fixed":
            anew = {"state": "new", "status": found.insight.status, "fixed_by": "", "notified_at": None}
            return Renewal(values=anew, event="returned")
        case "expired":
            return Renewal(values={"state": "persisting", "status": status}, event="returned")
        case _:
            return Renewal(values={"state": _find_state(known, found, sha), "status": status})


def _renew_suppressed(known: KnownInsight, found: ProvenInsight, now: datetime) -> Renewal:
    suppression = known.suppression or {}
    until = suppression.get("until")
    if until and datetime.fromisoformat(until) <= now:
        before = suppression.get("status") or found.insight.status
        return Renewal(values={"state": "persisting", "status": before, "suppression": None}, event="suppression_ended")
    was = suppression.get("evidence_digest")
    if was and found.digest and was != found.digest:
        anew = {"state": "new", "status": found.insight.status, "suppression": None, "notified_at": None}
        return Renewal(values=anew, event="code_changed")
    return Renewal(values={"state": "suppressed", "status": known.status})


def _find_state(known: KnownInsight, found: ProvenInsight, sha: str) -> str:
    """The same commit looked at again says nothing new."""
    if known.sha == sha:
        return known.state
    return "moved" if known.path != found.insight.path else "persisting"
