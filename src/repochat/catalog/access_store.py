"""What people may do with repositories, as the forges of these said last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.link_models import RepoAccessRow, RepoLinkRow
from repochat.core.database import ReadSession, WriteSession

LINKS_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedRepo:
    repo_id: UUID
    forge_repo_id: int


class AccessStore:
    """Needs a session of nobody in particular: a person's own sees what they may see already, and nothing else."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_private(self, forge: str) -> list[LinkedRepo]:
        """Connected repositories that are private on `forge`, at most LINKS_MAX."""
        query = select(RepoLinkRow.repo_id, RepoLinkRow.forge_repo_id)
        query = query.where(RepoLinkRow.forge == forge, RepoLinkRow.is_private).order_by(RepoLinkRow.repo_id)
        rows = await self._session.execute(query.limit(LINKS_MAX))
        return [LinkedRepo(repo_id=repo_id, forge_repo_id=number) for repo_id, number in rows]

    async def find_newest_link(self) -> datetime | None:
        """When a private repository was linked last: who was asked about before was not asked about it."""
        return await self._session.scalar(select(func.max(RepoLinkRow.linked_at)).where(RepoLinkRow.is_private))

    async def find_permission(self, user_id: UUID, repo_id: UUID) -> str | None:
        wanted = (RepoAccessRow.user_id == user_id, RepoAccessRow.repo_id == repo_id)
        return await self._session.scalar(select(RepoAccessRow.permission).where(*wanted))

    async def has_access(self, user_id: UUID) -> bool:
        query = select(RepoAccessRow.repo_id).where(RepoAccessRow.user_id == user_id).limit(1)
        return await self._session.scalar(query) is not None


class AccessWriter(AccessStore):
    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def replace(self, user_id: UUID, access: Mapping[UUID, str]) -> None:
        """A person may see these repositories, and no other that is restricted."""
        gone = delete(RepoAccessRow).where(RepoAccessRow.user_id == user_id, RepoAccessRow.repo_id.not_in(access))
        await self._session.execute(gone)
        for repo_id, permission in access.items():
            await self.grant(user_id, repo_id, permission)

    async def grant(self, user_id: UUID, repo_id: UUID, permission: str) -> None:
        """Confirmed now."""
        told = {"permission": permission, "checked_at": func.now()}
        statement = insert(RepoAccessRow).values(user_id=user_id, repo_id=repo_id, **told)
        keys = [RepoAccessRow.user_id, RepoAccessRow.repo_id]
        await self._session.execute(statement.on_conflict_do_update(index_elements=keys, set_=told))
