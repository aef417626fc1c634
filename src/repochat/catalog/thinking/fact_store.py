"""What is known of a repository, by kind and subject. What was made of the same inputs is not written again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.thinking.insight_models import FactRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id

LIST_MAX = 50_000
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """What is to be known from now on. `digest` is of what it was made of."""

    kind: str
    subject: str
    digest: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact(NewFact):
    """As of commit `sha`, where it was last made anew."""

    sha: str
    run_id: UUID | None
    updated_at: datetime


class FactStore:
    """Reads facts."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, repo_id: UUID, kind: str, subject: str = "") -> StoredFact | None:
        query = select(FactRow).where(FactRow.repo_id == repo_id, FactRow.kind == kind, FactRow.subject == subject)
        row = await self._session.scalar(query)
        return None if row is None else _fact(row)

    async def list_facts(
        self, repo_id: UUID, kind: str, *, subjects: Sequence[str] | None = None, limit: int = LIST_MAX
    ) -> list[StoredFact]:
        """By subject, at most LIST_MAX; `subjects` None: all of the kind."""
        query = select(FactRow).where(FactRow.repo_id == repo_id, FactRow.kind == kind)
        if subjects is not None:
            query = query.where(FactRow.subject.in_(subjects))
        rows = await self._session.scalars(query.order_by(FactRow.subject).limit(min(limit, LIST_MAX)))
        return [_fact(row) for row in rows]

    async def list_below(self, repo_id: UUID, kind: str, prefix: str, *, limit: int) -> list[StoredFact]:
        """Those whose subject begins with `prefix`, by subject, at most `limit`."""
        query = select(FactRow).where(FactRow.repo_id == repo_id, FactRow.kind == kind)
        query = query.where(FactRow.subject.startswith(prefix, autoescape=True))
        return [_fact(row) for row in await self._session.scalars(query.order_by(FactRow.subject).limit(limit))]

    async def list_digests(self, repo_id: UUID, kind: str) -> dict[str, str]:
        """Subject -> digest, at most LIST_MAX: what is still true needs no second look."""
        query = select(FactRow.subject, FactRow.digest).where(FactRow.repo_id == repo_id, FactRow.kind == kind)
        return dict((await self._session.execute(query.limit(LIST_MAX))).all())


class FactWriter(FactStore):
    """Writes facts; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, repo_id: UUID, sha: str, run_id: UUID | None, facts: Sequence[NewFact]) -> int:
        """Writes those whose digest differs from what is stored; says how many these were."""
        distinct = list({(each.kind, each.subject): each for each in facts}.values())
        return sum(
            [
                await self._put_batch(repo_id, sha, run_id, distinct[start : start + _BATCH])
                for start in range(0, len(distinct), _BATCH)
            ]
        )

    async def _put_batch(self, repo_id: UUID, sha: str, run_id: UUID | None, facts: Sequence[NewFact]) -> int:
        made = {"repo_id": repo_id, "sha": sha, "run_id": run_id}
        rows = [
            {"id": create_id(), "kind": each.kind, "subject": each.subject, "digest": each.digest, **made}
            | {"payload": dict(each.payload)}
            for each in facts
        ]
        statement = insert(FactRow).values(rows)
        told = statement.excluded
        written = await self._session.scalars(
            statement.on_conflict_do_update(
                index_elements=["repo_id", "kind", "subject"],
                set_={
                    "digest": told.digest,
                    "payload": told.payload,
                    "sha": told.sha,
                    "run_id": told.run_id,
                    "updated_at": func.now(),
                },
                where=FactRow.digest != told.digest,
            ).returning(FactRow.id)
        )
        return len(written.all())

    async def remove(self, repo_id: UUID, facts: Sequence[tuple[str, str]]) -> int:
        """Of each (kind, subject); says how many there were."""
        if not facts:
            return 0
        named = tuple_(FactRow.kind, FactRow.subject).in_(list(facts))
        gone = await self._session.scalars(
            delete(FactRow).where(FactRow.repo_id == repo_id, named).returning(FactRow.id)
        )
        return len(gone.all())


def _fact(row: FactRow) -> StoredFact:
    return StoredFact(
        kind=row.kind,
        subject=row.subject,
        digest=row.digest,
        payload=row.payload,
        sha=row.sha,
        run_id=row.run_id,
        updated_at=row.updated_at,
    )
