"""What people said of answers: one row for each author, kind and target, in which the latest word counts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.models import AnswerRow, FeedbackRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id

LIST_MAX = 1_000

FeedbackKind = Literal["answer", "citation", "place", "comment", "click"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeedback:
    """What is said. `target` is what of the answer it is about: a citation, a place, or "" for the whole.

    `value` is 1 for well, -1 for badly, 0 for nothing (any more). `features` are those that were logged when the answer
    was made, under the ranking `policy_version`.
    """

    tenant_id: UUID
    answer_id: UUID
    author: str
    kind: FeedbackKind
    target: str
    value: int
    comment: str
    detail: dict[str, Any]
    policy_version: str
    features: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(NewFeedback):
    """What was said, as it stands now."""

    id: UUID
    created_at: datetime
    updated_at: datetime


class FeedbackStore:
    """Reads feedback of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_feedback(self, answer_id: UUID) -> list[Feedback]:
        """On one answer, the oldest first, at most LIST_MAX."""
        query = select(FeedbackRow).where(FeedbackRow.answer_id == answer_id)
        rows = await self._session.scalars(query.order_by(FeedbackRow.created_at, FeedbackRow.id).limit(LIST_MAX))
        return [_feedback(row) for row in rows]

    async def count_targets(self, answer_id: UUID, author: str, kind: FeedbackKind, *, besides: str) -> int:
        """How many other targets of the answer the author said something of that kind about."""
        query = select(func.count()).select_from(FeedbackRow)
        query = query.where(
            FeedbackRow.answer_id == answer_id,
            FeedbackRow.author == author,
            FeedbackRow.kind == kind,
            FeedbackRow.target != besides,
        )
        return await self._session.scalar(query) or 0

    async def count_judged(self, repo_id: UUID, band: str) -> tuple[int, int]:
        """How many answers of that confidence about the repository people judged, and how many of these well.

        An answer counts once; one about which people disagree evenly is not judged.
        """
        verdict = func.sum(FeedbackRow.value)
        verdicts = (
            select(verdict.label("verdict"))
            .join(AnswerRow, AnswerRow.id == FeedbackRow.answer_id)
            .where(
                AnswerRow.repo_id == repo_id,
                AnswerRow.confidence["band"].astext == band,
                FeedbackRow.kind == "answer",
            )
            .group_by(FeedbackRow.answer_id)
            .having(verdict != 0)
            .subquery()
        )
        counted = select(func.count(), func.count().filter(verdicts.c.verdict > 0)).select_from(verdicts)
        judged, right = (await self._session.execute(counted)).one()
        return judged, right


class FeedbackWriter(FeedbackStore):
    """Stores feedback; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, new: NewFeedback) -> Feedback:
        """Stores it in place of what the same author said before; clicks are counted in `detail` instead."""
        detail = {**new.detail, "count": 1} if new.kind == "click" else new.detail
        statement = insert(FeedbackRow).values(id=create_id(), **{**asdict(new), "detail": detail})
        told = statement.excluded
        counted = func.jsonb_build_object("count", FeedbackRow.detail["count"].as_integer() + 1)
        row = await self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["answer_id", "author", "kind", "target"],
                set_={
                    "value": told.value,
                    "comment": told.comment,
                    "detail": told.detail.concat(counted) if new.kind == "click" else told.detail,
                    "policy_version": told.policy_version,
                    "features": told.features,
                    "updated_at": func.clock_timestamp(),
                },
            ).returning(FeedbackRow)
        )
        return _feedback(cast("FeedbackRow", row))


def _feedback(row: FeedbackRow) -> Feedback:
    return Feedback(
        id=row.id,
        tenant_id=row.tenant_id,
        answer_id=row.answer_id,
        author=row.author,
        kind=cast("FeedbackKind", row.kind),
        target=row.target,
        value=row.value,
        comment=row.comment,
        detail=row.detail,
        policy_version=row.policy_version,
        features=row.features,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
