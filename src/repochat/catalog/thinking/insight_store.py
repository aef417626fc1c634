"""Insights as the outcome of a run meets them: what is stored is known again, and what is new is added."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from repochat.catalog.thinking.insight_models import InsightEventRow, InsightRow
from repochat.catalog.thinking.run_model import CHANNEL
from repochat.catalog.thinking.run_models import RunRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id

LIVE = ("new", "persisting", "moved", "suppressed")
OPEN = ("new", "persisting", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownInsight:
    """An insight as it is stored, as far as it takes to know it again."""

    id: UUID
    identity: str
    thought: str
    kind: str
    rule: str
    status: str
    state: str
    sha: str
    path: str
    symbol: str
    start_line: int
    end_line: int
    evidence_digest: str
    value: float
    is_baseline: bool
    notified_at: datetime | None
    suppression: dict[str, Any] | None
    run_id: UUID | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What became of an insight, or what somebody did with it."""

    insight_id: UUID
    kind: str
    made_by: str
    note: str = ""
    detail: dict[str, Any] | None = None


class InsightStore:
    """Reads what is known of a repository's insights."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_known(
        self, repo_id: UUID, thought: str, identities: Sequence[str], limit: int
    ) -> list[KnownInsight]:
        """The Thought's that live, and whatever has one of `identities`; at most `limit`, the newest seen first."""
        wanted = or_((InsightRow.thought == thought) & InsightRow.state.in_(LIVE), InsightRow.identity.in_(identities))
        query = select(*_known_columns()).where(InsightRow.repo_id == repo_id, wanted)
        rows = await self._session.execute(query.order_by(InsightRow.last_seen_at.desc(), InsightRow.id).limit(limit))
        return [KnownInsight(**row) for row in rows.mappings()]

    async def list_endings(self, repo_id: UUID, thought: str, run_id: UUID, count: int) -> list[tuple[UUID, str]]:
        """(run, outcome) of the last `count` runs of the Thought that looked for themselves, but for `run_id`."""
        query = select(RunRow.id, RunRow.outcome).where(
            RunRow.repo_id == repo_id,
            RunRow.thought == thought,
            RunRow.id != run_id,
            RunRow.status == "done",
            RunRow.reused_from.is_(None),
        )
        rows = await self._session.execute(query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(count))
        return [(found, outcome or "") for found, outcome in rows]


class InsightWriter(InsightStore):
    """Writes insights; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Each with all of its columns."""
        if rows:
            await self._session.execute(insert(InsightRow), list(rows))

    async def change(self, rows: Sequence[dict[str, Any]]) -> None:
        """Each with its `id` and the columns that change; all rows of one call change the same columns."""
        if rows:
            await self._session.execute(update(InsightRow), list(rows))

    async def change_one(self, insight_id: UUID, **values: Any) -> None:
        await self._session.execute(update(InsightRow).where(InsightRow.id == insight_id).values(**values))

    async def add_events(self, events: Sequence[NewEvent]) -> None:
        if events:
            rows = [
                {
                    "id": create_id(),
                    "insight_id": each.insight_id,
                    "kind": each.kind,
                    "note": each.note,
                    "detail": each.detail or {},
                    "made_by": each.made_by,
                }
                for each in events
            ]
            await self._session.execute(insert(InsightEventRow), rows)

    async def expire(self, repo_id: UUID, now: datetime, *, after_days: int, aside_after_days: int) -> int:
        """Suspicions that nobody looked for again, and what was seen off the default branch alone; says how many."""
        old, old_aside = now - timedelta(days=after_days), now - timedelta(days=aside_after_days)
        is_aside = InsightRow.details.has_key("aside")
        statement = update(InsightRow).where(
            InsightRow.repo_id == repo_id,
            InsightRow.state.in_(OPEN),
            or_(
                (InsightRow.status == "hypothesis") & (InsightRow.last_seen_at < old),
                is_aside & (InsightRow.last_seen_at < old_aside),
            ),
        )
        expired = await self._session.scalars(statement.values(state="expired").returning(InsightRow.id))
        return len(expired.all())

    async def announce(self, repo_id: UUID) -> None:
        """That something of the repository changed, when the transaction commits."""
        told = json.dumps({"repo": str(repo_id), "run": None})
        await self._session.execute(select(func.pg_notify(CHANNEL, told)))

    async def put_reward(self, run_id: UUID, reward: float) -> None:
        """What people make of an insight changes what its run earned."""
        await self._session.execute(update(RunRow).where(RunRow.id == run_id).values(reward=reward))


def _known_columns() -> list[Any]:
    return [getattr(InsightRow, name) for name in KnownInsight.__dataclass_fields__]
