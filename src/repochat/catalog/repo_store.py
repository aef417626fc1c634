"""Which repositories are connected."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.follow_models import RepoNameRow
from repochat.catalog.models import RepoRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError

LIST_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Repo:
    """A connected repository. `source` is what git is given, `name` what people type."""

    id: UUID
    tenant_id: UUID
    name: str
    source: str
    source_kind: str
    default_branch: str | None
    created_at: datetime


class RepoStore:
    """Reads and writes repositories of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, repo_id: UUID) -> Repo:
        """Raises NotFoundError, for a repository of another tenant too."""
        row = await self._session.get(RepoRow, repo_id)
        if row is None:
            raise NotFoundError(f"No repository has the id {repo_id}.", hint="`GET /repos` lists what is connected.")
        return _repo(row)

    async def find(self, text: str) -> Repo | None:
        """The repository whose id, name or source is or was `text`; failing these, the only one whose name ends so."""
        if "\0" in text:  # PostgreSQL refuses to compare it
            return None
        conditions = [RepoRow.name == text, RepoRow.source == text]
        if (repo_id := _find_uuid(text)) is not None:
            conditions.append(RepoRow.id == repo_id)
        row = (await self._session.scalars(select(RepoRow).where(or_(*conditions)).order_by(RepoRow.name))).first()
        if row is None:
            row = await self._session.scalar(_had_name(text))
        if row is not None:
            return _repo(row)
        ending = select(RepoRow).where(RepoRow.name.endswith("/" + text, autoescape=True)).limit(2)
        rows = (await self._session.scalars(ending)).all()
        return _repo(rows[0]) if len(rows) == 1 else None

    async def list_repos(self, limit: int = LIST_MAX) -> list[Repo]:
        """By name, at most LIST_MAX."""
        rows = await self._session.scalars(select(RepoRow).order_by(RepoRow.name).limit(min(limit, LIST_MAX)))
        return [_repo(row) for row in rows]


class RepoWriter(RepoStore):
    """Connects repositories; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def connect(self, *, tenant_id: UUID, name: str, source: str, source_kind: str) -> Repo:
        """The repository of that source, new or known. A name that another source has gets a number behind it."""
        for candidate in (name, *(f"{name}-{number}" for number in range(2, 1000))):
            values = {"id": uuid4(), "tenant_id": tenant_id, "name": candidate, "source": source}
            renamed = await self._session.scalar(_had_name(source))
            if renamed is not None:
                return _repo(renamed)
            statement = insert(RepoRow).values(**values, source_kind=source_kind).on_conflict_do_nothing()
            await self._session.execute(statement)
            found = await self._session.scalar(select(RepoRow).where(RepoRow.source == source))
            if found is not None:
                return _repo(found)
        raise NotFoundError(f"No free name like {name}.", hint="Give the repository another name.")

    async def remember_default_branch(self, repo_id: UUID, branch: str | None) -> None:
        await self._session.execute(update(RepoRow).where(RepoRow.id == repo_id).values(default_branch=branch))

    async def move(self, repo: Repo, *, name: str, source: str) -> None:
        """Gives the repository another name and source; the old ones still lead to it.

        A name that another repository has is left to it.
        """
        taken = await self._session.scalar(select(RepoRow.id).where(RepoRow.name == name, RepoRow.id != repo.id))
        values = {"source": source} if taken else {"source": source, "name": name}
        for old in {repo.name, repo.source} - set(values.values()):
            row = {"tenant_id": repo.tenant_id, "name": old, "repo_id": repo.id}
            kept = insert(RepoNameRow).values(**row)
            await self._session.execute(
                kept.on_conflict_do_update(index_elements=["tenant_id", "name"], set_={"repo_id": repo.id})
            )
        await self._session.execute(delete(RepoNameRow).where(RepoNameRow.name.in_(list(values.values()))))
        await self._session.execute(update(RepoRow).where(RepoRow.id == repo.id).values(**values))

    async def set_restricted(self, repo_id: UUID, *, is_restricted: bool) -> None:
        """Whether only people whom the forge lets see it see it here."""
        await self._session.execute(update(RepoRow).where(RepoRow.id == repo_id).values(is_restricted=is_restricted))

    async def remove(self, repo_id: UUID) -> None:
        """Forgets the repository and everything that hangs on it; its blobs go with the next sweep."""
        await self._session.execute(delete(RepoRow).where(RepoRow.id == repo_id))


def _had_name(text: str) -> Select[RepoRow]:
    return select(RepoRow).join(RepoNameRow, RepoNameRow.repo_id == RepoRow.id).where(RepoNameRow.name == text)


def _find_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _repo(row: RepoRow) -> Repo:
    return Repo(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        source=row.source,
        source_kind=row.source_kind,
        default_branch=row.default_branch,
        created_at=row.created_at,
    )
