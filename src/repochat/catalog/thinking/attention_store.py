"""Attention is given out by the day: so many insights of a repository are told, and the rest wait for their turn.

The places of a day are counted and given under a lock of the repository, so that two workers never give one twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from repochat.catalog.thinking.insight_models import InsightRow, RuleRow
from repochat.catalog.thinking.insight_store import OPEN
from repochat.catalog.thinking.settings_models import ThinkingSettingsRow
from repochat.core.database import ReadSession, WriteSession

INSIGHTS_DAY = 3  # unless its owner changed it
TOLD_STATUSES = ("verified", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingInsight:
    """One that may be told and was not yet."""

    id: UUID
    value: float
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Of a repository today (UTC)."""

    per_day: int
    shown_today: int
    waiting: int


class AttentionStore:
    """Reads what was told and what waits."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, repo_id: UUID, now: datetime, *, value_min: float) -> Attention:
        own = await self._session.scalar(
            select(ThinkingSettingsRow.insights_day).where(ThinkingSettingsRow.repo_id == repo_id)
        )
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        shown = select(func.count()).where(
            InsightRow.repo_id == repo_id,
            InsightRow.notified_at >= today,
            InsightRow.notified_at < today + timedelta(days=1),
        )
        waiting = select(func.count()).where(InsightRow.repo_id == repo_id, *may_be_told(value_min))
        return Attention(
            per_day=INSIGHTS_DAY if own is None else own,
            shown_today=await self._session.scalar(shown) or 0,
            waiting=await self._session.scalar(waiting) or 0,
        )

    async def list_waiting(self, repo_id: UUID, limit: int, *, value_min: float) -> list[WaitingInsight]:
        """The worthiest first."""
        query = select(InsightRow.id, InsightRow.value, InsightRow.first_seen_at)
        query = query.where(InsightRow.repo_id == repo_id, *may_be_told(value_min))
        rows = await self._session.execute(query.order_by(InsightRow.value.desc(), InsightRow.id).limit(limit))
        return [WaitingInsight(**row) for row in rows.mappings()]


class AttentionWriter(AttentionStore):
    """Gives places; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def lock(self, repo_id: UUID) -> None:
        """Until the transaction ends nobody else stores insights of the repository or gives its places."""
        key = int.from_bytes(sha256(f"insights:{repo_id}".encode()).digest()[:8], "big", signed=True)
        await self._session.execute(select(func.pg_advisory_xact_lock(key)))

    async def tell(self, insight_ids: Sequence[UUID], now: datetime) -> None:
        """These have their places of the day."""
        if insight_ids:
            statement = update(InsightRow).where(InsightRow.id.in_(insight_ids), InsightRow.notified_at.is_(None))
            await self._session.execute(statement.values(notified_at=now))


def may_be_told(value_min: float) -> tuple[ColumnElement[bool], ...]:
    """Proven or accepted, open, not there before anybody looked, worth it, and of a rule that is active."""
    quiet = select(RuleRow.rule).where(RuleRow.state != "active")
    return (
        InsightRow.state.in_(OPEN),
        InsightRow.status.in_(TOLD_STATUSES),
        InsightRow.is_baseline.is_(False),
        InsightRow.notified_at.is_(None),
        InsightRow.value >= value_min,
        InsightRow.rule.not_in(quiet),
    )
