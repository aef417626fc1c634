"""The people of a tenant as an owner sees them: who they are, which part they have, and that they leave."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update

from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.login_models import ApiKeyRow, LoginRow
from repochat.accounts.models import UserRow
from repochat.accounts.user_store import USERS_LISTED_MAX, UserWriter
from repochat.accounts.viewer import Role, Viewer
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ConflictError, NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`logins` are the browsers that are logged in, `keys` the API keys that may be used."""

    id: UUID
    forge: str
    login: str
    name: str
    role: Role
    created_at: datetime
    seen_at: datetime
    logins: int
    keys: int


class MemberStore:
    """Reads who is in."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_members(self) -> list[Member]:
        """By their login, at most USERS_LISTED_MAX."""
        logins = (
            select(func.count())
            .where(LoginRow.user_id == UserRow.id, LoginRow.revoked_at.is_(None), LoginRow.ends_at > func.now())
            .scalar_subquery()
        )
        keys = (
            select(func.count())
            .where(ApiKeyRow.user_id == UserRow.id, ApiKeyRow.revoked_at.is_(None))
            .scalar_subquery()
        )
        query = select(UserRow, logins, keys).order_by(UserRow.login).limit(USERS_LISTED_MAX)
        return [_member(row, browsers, programs) for row, browsers, programs in await self._session.execute(query)]


class MemberWriter(MemberStore):
    """Changes parts and removes people, on record; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session
        self._audit = AuditWriter(session)

    async def change_role(self, viewer: Viewer, user_id: UUID, role: Role) -> None:
        """It holds from their next request on. Raises NotFoundError, and ConflictError for the last owner."""
        row = await self._get(viewer, user_id)
        if row.role == role:
            return
        await self._check_owner_stays(row)
        await self._session.execute(update(UserRow).where(UserRow.id == user_id).values(role=role))
        detail = {"user_id": str(user_id), "role": role}
        await self._audit.add(viewer, action="member.role_changed", subject=row.login, detail=detail)

    async def remove(self, viewer: Viewer, user_id: UUID) -> None:
        """With their logins, keys and tokens, which stop at once. Raises as `change_role` does."""
        row = await self._get(viewer, user_id)
        await self._check_owner_stays(row)
        detail = {"user_id": str(user_id), "role": row.role}
        await self._audit.add(viewer, action="member.removed", subject=row.login, detail=detail)
        await UserWriter(self._session).remove(user_id)

    async def _get(self, viewer: Viewer, user_id: UUID) -> UserRow:
        """Locks, as `UserWriter.put` does, so that two owners can't both be the last but one to go."""
        lock = text("SELECT pg_advisory_xact_lock(hashtext('users:' || :t))")
        await self._session.execute(lock, {"t": str(viewer.tenant_id)})
        row = await self._session.get(UserRow, user_id, populate_existing=True)
        if row is None:
            raise NotFoundError("There is no such person.", hint="`GET /members` lists who is in.")
        return row

    async def _check_owner_stays(self, row: UserRow) -> None:
        """Without an owner the next to log in would become one."""
        others = select(UserRow.id).where(UserRow.role == "owner", UserRow.id != row.id).limit(1)
        if row.role == "owner" and await self._session.scalar(others) is None:
            raise ConflictError(f"{row.login} is the last owner.", hint="Make somebody else an owner first.")


def _member(row: UserRow, logins: int, keys: int) -> Member:
    return Member(
        id=row.id,
        forge=row.forge,
        login=row.login,
        name=row.name,
        role="owner" if row.role == "owner" else "member",
        created_at=row.created_at,
        seen_at=row.seen_at,
        logins=logins,
        keys=keys,
    )
