"""Who gets the day's places: the worthiest first, and who waits long gains on who came today."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from repochat.catalog.thinking.attention_store import AttentionWriter, WaitingInsight
from repochat.catalog.thinking.insight_list_store import InsightListStore, InsightQuery, ListedInsight
from repochat.catalog.thinking.insight_store import InsightWriter, NewEvent
from repochat.core.database import WriteSession
from repochat.thinking.insights.valuing import VALUE_MIN, Factor, Worth, value_insight
from repochat.thinking.insights.weighing import read_worth
from repochat.thinking.model import Severity

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


async def give_day(session: WriteSession, repo_id: UUID, now: datetime) -> list[UUID]:
    """A new day's places, to what waits: its worth is counted anew first, since votes and days changed it."""
    await AttentionWriter(session).lock(repo_id)
    await revalue_waiting(session, repo_id, now)
    told = await give_places(session, repo_id, now)
    if told:
        await InsightWriter(session).announce(repo_id)
    return told


async def revalue_waiting(session: WriteSession, repo_id: UUID, now: datetime) -> None:
    """Of those that may be told, the worthiest WAITING_MAX."""
    query = InsightQuery(repo_id=repo_id, filter="waiting")
    waiting = await InsightListStore(session, value_min=0.0).list_insights(query, limit=WAITING_MAX)
    worth = await read_worth(session, repo_id, [(each.rule, each.path) for each in waiting])
    rows = [{"id": each.id, "value": value_listed(each, worth, now)[0]} for each in waiting]
    await InsightWriter(session).change(rows)


def value_listed(insight: ListedInsight, worth: Worth, now: datetime) -> tuple[float, Sequence[Factor]]:
    """As `value_insight`."""
    return value_insight(
        severity=cast("Severity", insight.severity),
        confidence=insight.confidence,
        rule=insight.rule,
        path=insight.path,
        first_seen_at=insight.first_seen_at,
        now=now,
        worth=worth,
    )


def rank_waiting(waiting: Sequence[WaitingInsight], now: datetime) -> list[WaitingInsight]:
    """By value, raised by up to WAIT_GAIN while it waits; the older first among equals."""

    def rank(each: WaitingInsight) -> tuple[float, datetime, UUID]:
        days = max(0.0, (now - each.first_seen_at).total_seconds() / 86_400)
        return -each.value * (1 + WAIT_GAIN * min(1.0, days / WAIT_DAYS)), each.first_seen_at, each.id

    return sorted(waiting, key=rank)
