"""People of a forge: known by their id there, since names are changed and taken by others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts.models import UserRow
from repochat.accounts.viewer import Role, Viewer
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id

USERS_LISTED_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeUser:
    """A person as their forge told of them just now."""

    forge: str
    forge_user_id: int
    login: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """What `forge` lets them see was known at `access_checked_at` (None: never), and asked for at `access_tried_at`."""

    id: UUID
    tenant_id: UUID
    forge: str
    forge_user_id: int
    login: str
    name: str
    role: Role
    access_checked_at: datetime | None
    access_tried_at: datetime | None

    @property
    def viewer(self) -> Viewer:
        """They reach nothing of this machine: it is not theirs."""
        return Viewer(tenant_id=self.tenant_id, name=self.login, may_reach_local=False, user_id=self.id, role=self.role)


class UserStore:
    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, user_id: UUID) -> User:
        """Raises NotFoundError."""
        row = await self._session.get(UserRow, user_id)
        if row is None:
            raise NotFoundError("There is no such person.", hint="Log in again.")
        return _user(row)

    async def find(self, forge: str, forge_user_id: int) -> User | None:
        query = select(UserRow).where(UserRow.forge == forge, UserRow.forge_user_id == forge_user_id)
        row = await self._session.scalar(query)
        return _user(row) if row else None

    async def list_users(self) -> list[User]:
        """By their login, at most 1,000."""
        rows = await self._session.scalars(select(UserRow).order_by(UserRow.login).limit(USERS_LISTED_MAX))
        return [_user(row) for row in rows]


class UserWriter(UserStore):
    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def put(self, tenant_id: UUID, person: ForgeUser) -> User:
        """The person, new or known, as they are called now. The tenant's first one is its owner."""
        await self._session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('users:' || :t))"), {"t": str(tenant_id)}
        )
        has_owner = await self._session.scalar(select(UserRow.id).where(UserRow.role == "owner").limit(1))
        values = {
            "id": create_id(),
            "tenant_id": tenant_id,
            "forge": person.forge,
            "forge_user_id": person.forge_user_id,
            "role": "member" if has_owner else "owner",
        }
        told = {"login": person.login, "name": person.name, "seen_at": func.now()}
        statement = insert(UserRow).values(**values, **told)
        known = [UserRow.tenant_id, UserRow.forge, UserRow.forge_user_id]
        statement = statement.on_conflict_do_update(index_elements=known, set_=told)
        options = {"populate_existing": True}
        put = await self._session.execute(statement.returning(UserRow), execution_options=options)
        return _user(put.scalar_one())

    async def remove(self, user_id: UUID) -> None:
        """With their logins, keys and tokens."""
        await self._session.execute(delete(UserRow).where(UserRow.id == user_id))

    async def note_access(self, user_id: UUID, *, checked: bool) -> None:
        """The forge was asked what they may see; `checked` when it answered."""
        values = {"access_tried_at": func.now(), **({"access_checked_at": func.now()} if checked else {})}
        await self._session.execute(update(UserRow).where(UserRow.id == user_id).values(**values))

    async def ask_access_again(self, user_id: UUID) -> None:
        """What they may see is asked of the forge as if it never had been."""
        values = {"access_tried_at": None, "access_checked_at": None}
        await self._session.execute(update(UserRow).where(UserRow.id == user_id).values(**values))


def _user(row: UserRow) -> User:
    return User(
        id=row.id,
        tenant_id=row.tenant_id,
        forge=row.forge,
        forge_user_id=row.forge_user_id,
        login=row.login,
        name=row.name,
        role="owner" if row.role == "owner" else "member",
        access_checked_at=row.access_checked_at,
        access_tried_at=row.access_tried_at,
    )
