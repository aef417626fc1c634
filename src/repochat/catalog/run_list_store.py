"""The list of runs over all repositories that a session sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from repochat.catalog.models import IndexRunRow, RepoRow
from repochat.catalog.run_store import IndexRun, IndexStatus, to_run
from repochat.core.database import ReadSession
from repochat.core.errors import NotFoundError

LIST_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRun:
    """A run with the name of its repository."""

    repo: str
    run: IndexRun


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlace:
    """Where a list of runs goes on: after this one, the newest first."""

    created_at: datetime
    id: UUID


class RunListStore:
    """Reads runs of every repository that the session sees: row-level security hides the others."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, run_id: UUID) -> ListedRun:
        """Raises NotFoundError."""
        found = await self.find_all([run_id])
        if not found:
            raise NotFoundError(f"No run has the id {run_id}.", hint="`GET /index/runs` lists what there is.")
        return found[0]

    async def find_all(self, run_ids: Sequence[UUID]) -> list[ListedRun]:
        """Those of `run_ids`, at most LIST_MAX of them, that there are, the newest first."""
        return await self._read(_select().where(IndexRunRow.id.in_(run_ids[:LIST_MAX])), LIST_MAX)

    async def list_runs(
        self,
        *,
        repo_id: UUID | None = None,
        statuses: Sequence[IndexStatus] = (),
        after: RunPlace | None = None,
        limit: int = 50,
    ) -> list[ListedRun]:
        """The newest first, at most LIST_MAX; without `statuses` those of every status."""
        query = _select()
        if repo_id is not None:
            query = query.where(IndexRunRow.repo_id == repo_id)
        if statuses:
            query = query.where(IndexRunRow.status.in_(statuses))
        if after is not None:
            query = query.where(tuple_(IndexRunRow.created_at, IndexRunRow.id) < tuple_(after.created_at, after.id))
        return await self._read(query, limit)

    async def _read(self, query: Select[IndexRunRow, str], limit: int) -> list[ListedRun]:
        ordered = query.order_by(IndexRunRow.created_at.desc(), IndexRunRow.id.desc())
        rows = await self._session.execute(ordered.limit(max(0, min(limit, LIST_MAX))))
        return [ListedRun(repo=name, run=to_run(row)) for row, name in rows]


def _select() -> Select[IndexRunRow, str]:
    return select(IndexRunRow, RepoRow.name).join(RepoRow, RepoRow.id == IndexRunRow.repo_id)
