"""Logins: browsers that somebody has logged in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from repochat.accounts.limits import LIMITS
from repochat.accounts.login_models import LoginRow
from repochat.accounts.tokens import create_token, hash_token
from repochat.accounts.viewer import Viewer
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id

IDLE = timedelta(seconds=LIMITS.login_idle_s)
LIFE = timedelta(seconds=LIMITS.login_life_s)
SEEN_EVERY = timedelta(seconds=LIMITS.seen_every_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """`user_id` None: the owner of this machine. `is_due` says that its use should be written down."""

    id: UUID
    user_id: UUID | None
    created_at: datetime
    is_due: bool


class LoginStore:
    """Reads logins of the session's tenant; whose they are is not known before."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self, token: str) -> Login | None:
        """The login of `token`, if it is neither revoked nor over."""
        query = select(LoginRow, LoginRow.seen_at < func.now() - SEEN_EVERY).where(
            LoginRow.token_sha256 == hash_token(token),
            LoginRow.revoked_at.is_(None),
            LoginRow.ends_at > func.now(),
            LoginRow.seen_at > func.now() - IDLE,
        )
        found = (await self._session.execute(query)).one_or_none()
        if found is None:
            return None
        row, is_due = found
        return Login(id=row.id, user_id=row.user_id, created_at=row.created_at, is_due=is_due)


class LoginWriter(LoginStore):
    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def create(self, viewer: Viewer) -> str:
        """A new login's token, which is kept nowhere. Of a person's oldest logins those over `logins_max` go."""
        token = create_token()
        values = {"id": create_id(), "tenant_id": viewer.tenant_id, "user_id": viewer.user_id}
        ends_at = func.now() + LIFE
        await self._session.execute(insert(LoginRow).values(**values, token_sha256=hash_token(token), ends_at=ends_at))
        own = LoginRow.user_id.is_not_distinct_from(viewer.user_id)
        newest = select(LoginRow.id).where(own).order_by(LoginRow.id.desc()).limit(LIMITS.logins_max)
        await self._session.execute(delete(LoginRow).where(own, LoginRow.id.not_in(newest)))
        return token

    async def touch(self, login_id: UUID) -> None:
        """It is in use: it lasts for `login_idle_s` more, but never longer than `login_life_s` in all."""
        await self._session.execute(update(LoginRow).where(LoginRow.id == login_id).values(seen_at=func.now()))

    async def revoke(self, login_id: UUID) -> None:
        await self._session.execute(update(LoginRow).where(LoginRow.id == login_id).values(revoked_at=func.now()))

    async def revoke_all(self, user_id: UUID | None) -> int:
        """Every login of a person (None: of this machine's owner); returns how many there were."""
        query = update(LoginRow).where(LoginRow.user_id.is_not_distinct_from(user_id), LoginRow.revoked_at.is_(None))
        done = await self._session.execute(query.values(revoked_at=func.now()).returning(LoginRow.id))
        return len(done.all())
