"""What a person's verdict does to an insight, to its rule, and to what its run earned. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from repochat.catalog.thinking.insight_list_store import ListedInsight
from repochat.catalog.thinking.verdict_store import Vote
from repochat.core.errors import ConflictError, InvalidError
from repochat.thinking.insights.rewarding import Earned, credit_insight

Verdict = Literal[
    "opened", "useful", "not_useful", "dismissed", "accepted", "rejected", "duplicate", "restored", "asked"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
DismissReason = Literal["wrong", "wont_fix", "not_now", "noise", "duplicate"]
DISMISS_REASONS: tuple[DismissReason, ...] = get_args(DismissReason)
_AGAINST: frozenset[DismissReason] = frozenset(("wrong", "noise"))  # these say something of the rule
_ONCE: frozenset[Verdict] = frozenset(("opened", "asked"))  # of each person, the first counts
USEFUL_GAIN = 0.5  # of an insight's value, for its run


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A verdict as it was given. `until` ends a dismissal by itself."""

    verdict: Verdict
    reason: DismissReason | None = None
    note: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What it does. `vote` is the person's vote from now on; None leaves it as it is."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    vote: Vote | None = None
    is_once: bool = False


def judge_insight(insight: ListedInsight, said: Said, *, who: str, now: datetime) -> Judged:
    """Raises InvalidError for a verdict that does not hang together, ConflictError for one that comes too late."""
    _check(said, now)
    if said.verdict in _ONCE:
        return Judged(is_once=True)
    if said.verdict in ("useful", "not_useful"):
        return Judged(vote=said.verdict)
    if said.verdict == "accepted":
        return Judged(values={**_restore(insight), "status": "accepted"}, vote="useful")
    if said.verdict == "restored":
        if insight.state != "suppressed":
            raise ConflictError("It is not dismissed.", hint="Only what was dismissed can be restored.")
        return Judged(values=_restore(insight))
    return _dismiss(insight, said, who, now)


def _dismiss(insight: ListedInsight, said: Said, who: str, now: datetime) -> Judged:
    match said.verdict:
        case "rejected":
            values = _suppress(insight, said, said.reason or "wrong", who, now)
            return Judged(values={**values, "status": "rejected"}, vote="not_useful")
        case "duplicate":
            return Judged(values={**_suppress(insight, said, "duplicate", who, now), "status": "duplicate"})
        case _:
            reason = said.reason or "not_now"
            status = {"status": "duplicate"} if reason == "duplicate" else {}
            vote: Vote | None = "not_useful" if reason in _AGAINST else None
            return Judged(values={**_suppress(insight, said, reason, who, now), **status}, vote=vote)


def change_reward(insight: ListedInsight, before: Vote | None, after: Vote | None) -> float:
    """What a changed vote adds to what the insight's run earned: a useless one takes back all that it gave."""
    return _weigh(insight, after) - _weigh(insight, before)


def _weigh(insight: ListedInsight, vote: Vote | None) -> float:
    if vote is None:
        return 0.0
    if vote == "useful":
        return USEFUL_GAIN * insight.value
    gave = Earned(id=insight.id, value=insight.value, status=insight.status, is_baseline=insight.is_baseline)
    return -credit_insight(gave, is_told=insight.notified_at is not None)


def _check(said: Said, now: datetime) -> None:
    if said.verdict == "dismissed" and said.reason is None:
        hint = f"Give one of {', '.join(DISMISS_REASONS)}."
        raise InvalidError("A dismissal needs its reason.", hint=hint)
    if said.until is not None and (said.until.tzinfo is None or said.until <= now):
        raise InvalidError("`until` is no moment to come.", hint="Give a later time, with its zone.")


def _suppress(insight: ListedInsight, said: Said, reason: DismissReason, who: str, now: datetime) -> Mapping[str, Any]:
    """It stays so until its code changes, or until `until`. What was fixed stays fixed."""
    earlier = (insight.suppression or {}).get("status")
    suppression = {
        "reason": reason,
        "note": said.note,
        "by": who,
        "at": now.isoformat(),
        "until": said.until.isoformat() if said.until else None,
        "status": earlier or insight.status,
        "evidence_digest": insight.evidence_digest,
    }
    state = insight.state if insight.state in ("fixed", "expired") else "suppressed"
    return {"state": state, "suppression": suppression}


def _restore(insight: ListedInsight) -> Mapping[str, Any]:
    if insight.state != "suppressed":
        return {}
    return {
        "state": "persisting",
        "suppression": None,
        "status": (insight.suppression or {}).get("status", "hypothesis"),
    }
