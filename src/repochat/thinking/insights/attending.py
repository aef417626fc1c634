"""Who gets the day's places: the worthiest first, and who waits long gains on who came today."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from repochat.catalog.thinking.attention_store import AttentionWriter, WaitingInsight
from repochat.catalog.thinking.insight_store import InsightWriter, NewEvent
from repochat.core.database import WriteSession
from repochat.thinking.insights.valuing import VALUE_MIN

WAITING_MAX = 500  # that are ranked at once
WAIT_GAIN = 0.5  # how much a fortnight of waiting adds to the value
WAIT_DAYS = 14.0
ENGINE = "thinking"


async def give_places(session: WriteSession, repo_id: UUID, now: datetime) -> list[UUID]:
    """Tells of as many as the day has left; the caller's transaction holds `AttentionWriter.lock`. Says which."""
    attention = AttentionWriter(session)
    today = await attention.get(repo_id, now, value_min=VALUE_MIN)
    left = today.per_day - today.shown_today
    if left <= 0 or not today.waiting:
        return []
    waiting = await attention.list_waiting(repo_id, WAITING_MAX, value_min=VALUE_MIN)
    told = [each.id for each in rank_waiting(waiting, now)[:left]]
    await attention.tell(told, now)
    events = [NewEvent(insight_id=each, kind="notified", made_by=ENGINE) for each in told]
    await InsightWriter(session).add_events(events)
    return told


def rank_waiting(waiting: Sequence[WaitingInsight], now: datetime) -> list[WaitingInsight]:
    """By value, raised by up to WAIT_GAIN while it waits; the older first among equals."""

    def rank(each: WaitingInsight) -> tuple[float, datetime, UUID]:
        days = max(0.0, (now - each.first_seen_at).total_seconds() / 86_400)
        return -each.value * (1 + WAIT_GAIN * min(1.0, days / WAIT_DAYS)), each.first_seen_at, each.id

    return sorted(waiting, key=rank)
