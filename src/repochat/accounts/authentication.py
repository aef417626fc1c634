"""Who a request is from: by the cookie of a login, by an API key, or by the token of this machine's owner."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from repochat.accounts.key_store import ApiKey, KeyStore, KeyWriter
from repochat.accounts.limits import LIMITS
from repochat.accounts.local_token import is_local_token
from repochat.accounts.login_store import LoginStore, LoginWriter
from repochat.accounts.tokens import KEY_PREFIX, LOCAL_PREFIX
from repochat.accounts.user_store import UserStore
from repochat.accounts.viewer import LOCAL_TENANT_ID, Viewer, local_viewer
from repochat.core.clock import read_clock
from repochat.core.database import Database, ReadSession
from repochat.core.home import Home

By = Literal["login", "key", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`login_id` is the login that a cookie proved; None for a key or the local token."""

    viewer: Viewer
    by: By
    login_id: UUID | None = None


class Authenticator:
    """Raises UnavailableError while the database is away, for all but the local token."""

    def __init__(self, database: Database, home: Home) -> None:
        self._database = database
        self._home = home

    async def find_bearer(self, token: str) -> Identity | None:
        """Whose API key `token` is, or the owner of this machine for the local token."""
        if token.startswith(LOCAL_PREFIX):
            return Identity(viewer=local_viewer(), by="token") if is_local_token(self._home, token) else None
        if not token.startswith(KEY_PREFIX):
            return None
        async with self._database.read(LOCAL_TENANT_ID) as session:
            key = await KeyStore(session).find(token)
            viewer = await _read_viewer(session, key.user_id) if key else None
        if key is None or viewer is None:
            return None
        await self._note_use(key)
        return Identity(viewer=viewer, by="key")

    async def find_login(self, token: str) -> Identity | None:
        """Who logged in with the browser that holds `token`."""
        async with self._database.read(LOCAL_TENANT_ID) as session:
            login = await LoginStore(session).find(token)
            viewer = await _read_viewer(session, login.user_id) if login else None
        if login is None or viewer is None:
            return None
        if login.is_due:
            async with self._database.write(LOCAL_TENANT_ID) as session:
                await LoginWriter(session).touch(login.id)
        return Identity(viewer=viewer, by="login", login_id=login.id)

    async def log_in(self, viewer: Viewer) -> str:
        """The token of a new login."""
        async with self._database.write(LOCAL_TENANT_ID) as session:
            return await LoginWriter(session).create(viewer)

    async def log_out(self, login_id: UUID) -> None:
        async with self._database.write(LOCAL_TENANT_ID) as session:
            await LoginWriter(session).revoke(login_id)

    async def _note_use(self, key: ApiKey) -> None:
        if key.used_at is None or read_clock() - key.used_at > timedelta(seconds=LIMITS.seen_every_s):
            async with self._database.write(LOCAL_TENANT_ID) as session:
                await KeyWriter(session).touch(key.id)


async def _read_viewer(session: ReadSession, user_id: UUID | None) -> Viewer:
    return local_viewer() if user_id is None else (await UserStore(session).get(user_id)).viewer
