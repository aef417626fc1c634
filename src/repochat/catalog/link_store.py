"""Where repositories live on their forges."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.link_models import RepoAccessRow, RepoLinkRow
from repochat.core.database import ReadSession, WriteSession

LinkState = Literal["connected", "gone", "lost", "suspended"]
LIST_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoLink:
    """A repository's place: `forge_repo_id` outlives renames and transfers, `full_name` does not.

    `state` is connected, or gone (deleted there), lost (we have no right to it), or suspended (its installation is).
    """

    repo_id: UUID
    tenant_id: UUID
    forge: str
    forge_repo_id: int
    full_name: str
    installation_id: int | None
    is_private: bool
    state: LinkState
    linked_at: datetime


class LinkStore:
    """Reads links."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, repo_id: UUID) -> RepoLink | None:
        row = await self._session.scalar(select(RepoLinkRow).where(RepoLinkRow.repo_id == repo_id))
        return _link(row) if row is not None else None

    async def find_by_forge_id(self, forge: str, forge_repo_id: int) -> RepoLink | None:
        query = select(RepoLinkRow).where(RepoLinkRow.forge == forge, RepoLinkRow.forge_repo_id == forge_repo_id)
        row = await self._session.scalar(query)
        return _link(row) if row is not None else None

    async def find_by_name(self, forge: str, full_name: str) -> RepoLink | None:
        """Two names of a forge differ by more than their case."""
        query = select(RepoLinkRow).where(
            RepoLinkRow.forge == forge, func.lower(RepoLinkRow.full_name) == full_name.lower()
        )
        row = await self._session.scalar(query.limit(1))
        return _link(row) if row is not None else None

    async def list_links(self) -> list[RepoLink]:
        """All of them, at most LIST_MAX."""
        rows = await self._session.scalars(select(RepoLinkRow).order_by(RepoLinkRow.repo_id).limit(LIST_MAX))
        return [_link(row) for row in rows]

    async def list_of_installation(self, forge: str, installation_id: int) -> list[RepoLink]:
        """At most LIST_MAX."""
        query = select(RepoLinkRow).where(RepoLinkRow.forge == forge, RepoLinkRow.installation_id == installation_id)
        rows = await self._session.scalars(query.order_by(RepoLinkRow.repo_id).limit(LIST_MAX))
        return [_link(row) for row in rows]


class LinkWriter(LinkStore):
    """Makes and changes links."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(
        self,
        *,
        tenant_id: UUID,
        repo_id: UUID,
        forge: str,
        forge_repo_id: int,
        full_name: str,
        is_private: bool,
        installation_id: int | None = None,
    ) -> RepoLink | None:
        """The link of the repository, made where it has none; None when another repository has that place."""
        statement = insert(RepoLinkRow).values(
            tenant_id=tenant_id,
            repo_id=repo_id,
            forge=forge,
            forge_repo_id=forge_repo_id,
            full_name=full_name,
            is_private=is_private,
            installation_id=installation_id,
        )
        await self._session.execute(statement.on_conflict_do_nothing())
        return await self.find(repo_id)

    async def rename(self, repo_id: UUID, full_name: str) -> None:
        await self._change(repo_id, full_name=full_name)

    async def set_private(self, repo_id: UUID, *, is_private: bool) -> None:
        await self._change(repo_id, is_private=is_private)

    async def set_state(self, repo_id: UUID, state: LinkState) -> None:
        await self._change(repo_id, state=state)

    async def set_installation(self, repo_id: UUID, installation_id: int | None, *, state: LinkState) -> None:
        await self._change(repo_id, installation_id=installation_id, state=state)

    async def take_access(self, repo_id: UUID, user_id: UUID) -> None:
        """The person sees a restricted repository no longer, until the forge says that they may."""
        statement = delete(RepoAccessRow).where(RepoAccessRow.repo_id == repo_id, RepoAccessRow.user_id == user_id)
        await self._session.execute(statement)

    async def _change(self, repo_id: UUID, **values: object) -> None:
        await self._session.execute(update(RepoLinkRow).where(RepoLinkRow.repo_id == repo_id).values(**values))


def _link(row: RepoLinkRow) -> RepoLink:
    return RepoLink(
        repo_id=row.repo_id,
        tenant_id=row.tenant_id,
        forge=row.forge,
        forge_repo_id=row.forge_repo_id,
        full_name=row.full_name,
        installation_id=row.installation_id,
        is_private=row.is_private,
        state=cast("LinkState", row.state),
        linked_at=row.linked_at,
    )
