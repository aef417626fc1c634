"""Where the branches and pull requests of a repository stood when they were indexed last."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from repochat.catalog.link_models import IndexedRefRow, PullRequestRow
from repochat.core.database import ReadSession, WriteSession

REFS_MAX = 20_000  # as many as a mirror may have


class RefStore:
    """Reads refs. They are written where a revision is published (`revision_store`)."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, repo_id: UUID, ref: str) -> str | None:
        """The commit at which `ref` was indexed last."""
        query = select(IndexedRefRow.sha).where(IndexedRefRow.repo_id == repo_id, IndexedRefRow.ref == ref)
        return await self._session.scalar(query)

    async def list_refs(self, repo_id: UUID) -> dict[str, str]:
        """Ref -> commit of every ref that is indexed, at most REFS_MAX."""
        query = select(IndexedRefRow.ref, IndexedRefRow.sha).where(IndexedRefRow.repo_id == repo_id).limit(REFS_MAX)
        return {row.ref: row.sha for row in await self._session.execute(query)}

    async def list_open_numbers(self, repo_id: UUID, limit: int) -> list[int]:
        """Open pull requests, those that changed last first."""
        row = PullRequestRow
        query = select(row.number).where(row.repo_id == repo_id, row.state == "open").order_by(row.updated_at.desc())
        return list(await self._session.scalars(query.limit(limit)))


class RefWriter(RefStore):
    """Forgets refs; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def forget(self, repo_id: UUID, refs: Collection[str]) -> None:
        """The refs are gone at the source: what was indexed of them stays until it is too old."""
        gone = IndexedRefRow.ref.in_(list(refs))
        await self._session.execute(delete(IndexedRefRow).where(IndexedRefRow.repo_id == repo_id, gone))
