"""The tokens that people got by logging in with a forge: sealed when they come, renewed before they end."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import SecretStr

from repochat.accounts.credential_store import CredentialStore, CredentialWriter, Secrets
from repochat.accounts.vault import Vault
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError

if TYPE_CHECKING:
    from repochat.forge.oauth import OAuthApp, OAuthToken

RENEW_BEFORE = timedelta(minutes=10)


class TokenGoneError(ForbiddenError):
    """A person's token was revoked, or has ended: only they can get another, by logging in."""


class ForgeTokens:
    """Build one per process."""

    def __init__(self, database: Database, vault: Vault, *, clock: Clock = read_clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._turns: dict[UUID, asyncio.Lock] = {}

    async def put(self, tenant_id: UUID, user_id: UUID, token: "OAuthToken") -> None:
        """Seals and stores it in the place of the one before."""
        secrets = {
            "token": token.token.get_secret_value(),
            "refresh_token": token.refresh_token.get_secret_value() if token.refresh_token else "",
            "expires_at": token.expires_at.isoformat() if token.expires_at else "",
        }
        async with self._database.write(tenant_id) as session:
            writer = CredentialWriter(session, self._vault.sealer)
            await writer.put_user_token(tenant_id, user_id, secrets, list(token.scopes))

    async def get(self, tenant_id: UUID, user_id: UUID) -> SecretStr:
        """A token that still holds. Raises TokenGoneError, UnavailableError while the forge is away."""
        async with self._turns.setdefault(user_id, asyncio.Lock()):
            secrets = await self._read(tenant_id, user_id)
            if self._lasts(secrets):
                return SecretStr(secrets["token"])
            return await self._renew(tenant_id, user_id, secrets)

    async def _renew(self, tenant_id: UUID, user_id: UUID, secrets: Secrets) -> SecretStr:
        """A refresh token is good once: where it was spent, another process may have stored what it got for it."""
        from repochat.forge.failures import TokenRevokedError  # noqa: PLC0415  HTTP, only where it is needed
        from repochat.forge.oauth import refresh_login  # noqa: PLC0415  see above

        async with self._database.read(tenant_id) as session:
            app: OAuthApp | None = await self._vault.find_login_app(session)
        if app is None or not secrets["refresh_token"]:
            raise _gone()
        try:
            token = await refresh_login(self._vault.address, app, SecretStr(secrets["refresh_token"]))
        except TokenRevokedError:
            stored = await self._read(tenant_id, user_id)
            if stored["token"] == secrets["token"]:
                raise _gone() from None
            return SecretStr(stored["token"])
        await self.put(tenant_id, user_id, token)
        return token.token

    async def _read(self, tenant_id: UUID, user_id: UUID) -> Secrets:
        async with self._database.read(tenant_id) as session:
            secrets = await CredentialStore(session, self._vault.sealer).find_user_token(user_id)
        if secrets is None:
            raise _gone()
        return secrets

    def _lasts(self, secrets: Secrets) -> bool:
        ends_at = secrets["expires_at"]
        return not ends_at or datetime.fromisoformat(ends_at) - self._clock() > RENEW_BEFORE


def _gone() -> TokenGoneError:
    return TokenGoneError("GitHub no longer vouches for this login.", hint="Log in with GitHub again.")
