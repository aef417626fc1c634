"""What people made of insights: their votes, of which each person's latest counts, and everything they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from repochat.catalog.thinking.insight_models import InsightEventRow, InsightRow
from repochat.core.database import ReadSession

Vote = Literal["useful", "not_useful"]
_VOTES = ("useful", "not_useful")
LIST_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Of one insight; `mine` is the reader's own."""

    useful: int = 0
    not_useful: int = 0
    mine: Vote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that happened to an insight, with what it takes to learn from it."""

    insight_id: UUID
    thought: str
    insight_kind: str
    rule: str
    kind: str
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightEvent:
    """What somebody did with one insight, or what became of it."""

    kind: str
    note: str
    made_by: str
    made_at: datetime
    detail: dict[str, Any]


class VerdictStore:
    """Reads what was made of insights that the session sees."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def read_votes(self, insight_ids: Sequence[UUID], who: str) -> dict[UUID, Votes]:
        """By insight, for the reader whose key is `who`; one that nobody voted on is absent."""
        person = InsightEventRow.detail["who"].astext
        latest = (
            select(InsightEventRow.insight_id, person.label("who"), InsightEventRow.kind)
            .ext(distinct_on(InsightEventRow.insight_id, person))
            .where(InsightEventRow.insight_id.in_(insight_ids), InsightEventRow.kind.in_(_VOTES))
            .order_by(InsightEventRow.insight_id, person, InsightEventRow.made_at.desc(), InsightEventRow.id.desc())
        )
        votes: dict[UUID, Votes] = {}
        for insight_id, voter, kind in await self._session.execute(latest):
            before, vote = votes.get(insight_id, Votes()), cast("Vote", kind)
            votes[insight_id] = Votes(
                useful=before.useful + (kind == "useful"),
                not_useful=before.not_useful + (kind == "not_useful"),
                mine=vote if voter == who else before.mine,
            )
        return votes

    async def did(self, insight_id: UUID, who: str, kind: str) -> bool:
        """Whether that person did that already."""
        query = select(InsightEventRow.id).where(
            InsightEventRow.insight_id == insight_id,
            InsightEventRow.kind == kind,
            InsightEventRow.detail["who"].astext == who,
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def list_events(self, insight_id: UUID, limit: int) -> list[InsightEvent]:
        """The newest first."""
        query = select(InsightEventRow).where(InsightEventRow.insight_id == insight_id)
        ordered = query.order_by(InsightEventRow.made_at.desc(), InsightEventRow.id.desc())
        return [
            InsightEvent(kind=row.kind, note=row.note, made_by=row.made_by, made_at=row.made_at, detail=row.detail)
            for row in await self._session.scalars(ordered.limit(limit))
        ]

    async def list_deeds(self, repo_id: UUID, limit: int = LIST_MAX) -> list[Deed]:
        """Of one repository, the newest first."""
        query = (
            select(
                InsightEventRow.insight_id,
                InsightRow.thought,
                InsightRow.kind.label("insight_kind"),
                InsightRow.rule,
                InsightEventRow.kind,
                func.coalesce(InsightEventRow.detail["reason"].astext, "").label("reason"),
                InsightEventRow.made_at,
            )
            .join(InsightRow, InsightRow.id == InsightEventRow.insight_id)
            .where(InsightRow.repo_id == repo_id)
            .order_by(InsightEventRow.made_at.desc(), InsightEventRow.id.desc())
            .limit(min(limit, LIST_MAX))
        )
        return [Deed(**row) for row in (await self._session.execute(query)).mappings()]
