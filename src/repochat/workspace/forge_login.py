"""Logging in with a forge: from the first redirect to a login of ours, and who is let in at all."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from pydantic import SecretStr

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.authentication import Authenticator
from repochat.accounts.forge_tokens import ForgeTokens
from repochat.accounts.user_store import ForgeUser, User, UserStore, UserWriter
from repochat.accounts.vault import Vault
from repochat.catalog.access import AccessKeeper
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError, NotFoundError, UnavailableError
from repochat.forge import TokenCredential
from repochat.forge.client import GitHubClient
from repochat.forge.oauth import OAuthApp, OAuthToken, begin_login, finish_login, verify_state
from repochat.forge.people import get_user

log = structlog.get_logger(__name__)

WAITING_S = 600  # for the person to come back from the forge
PURPOSE = "login that waits for its return"
AGAIN = "Begin the login again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """`url` is where the browser goes; `waiting` is sealed, and comes back with that browser alone."""

    url: str
    waiting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """`token` is that of the new login; `to` is where the person was going."""

    token: str
    to: str


class ForgeLogin:
    """Build one per process. `is_exposed`: strangers can reach this installation, so not everybody is let in."""

    def __init__(
        self, database: Database, vault: Vault, access: AccessKeeper, *, is_exposed: bool, clock: Clock = read_clock
    ) -> None:
        self._database = database
        self._vault = vault
        self._access = access
        self._tokens = ForgeTokens(database, vault)
        self._is_exposed = is_exposed
        self._clock = clock

    async def is_ready(self) -> bool:
        """Whether there is an App to log in with."""
        async with self._database.read(LOCAL_TENANT_ID) as session:
            return await self._vault.find_login_app(session) is not None

    async def begin(self, redirect_uri: str, to: str, scopes: Sequence[str] = ()) -> Begun:
        """Raises NotFoundError where no login is set up."""
        app = await self._get_app()
        start = begin_login(self._vault.address, app.client_id, redirect_uri, scopes)
        until = self._clock() + timedelta(seconds=WAITING_S)
        kept = {"state": start.state, "verifier": start.verifier.get_secret_value(), "to": to}
        told = json.dumps({**kept, "until": until.timestamp()}).encode()
        return Begun(url=start.url, waiting=urlsafe_b64encode(self._vault.sealer.seal(told, PURPOSE)).decode())

    async def finish(
        self, authenticator: Authenticator, redirect_uri: str, *, waiting: str | None, state: str | None, code: str
    ) -> Entered:
        """A login of ours for whoever came back. Raises ForbiddenError, UnavailableError while the forge is away."""
        kept = self._open(waiting)
        if not verify_state(kept["state"], state):
            raise ForbiddenError("That return belongs to another login.", hint=AGAIN)
        verifier = SecretStr(kept["verifier"])
        app, address = await self._get_app(), self._vault.address
        token = await finish_login(address, app, code=code, verifier=verifier, redirect_uri=redirect_uri)
        async with GitHubClient(address, TokenCredential(token=token.token)) as client:
            person = await get_user(client)
        told = ForgeUser(
            forge=address.url, forge_user_id=person.user_id, login=person.login, name=person.name or person.login
        )
        user = await self._admit(told, token)
        return Entered(token=await authenticator.log_in(user.viewer), to=kept["to"])

    async def _admit(self, person: ForgeUser, token: OAuthToken) -> User:
        """Anybody on this machine; from elsewhere the first, whom we know, and whom the forge shows a private one."""
        async with self._database.write(LOCAL_TENANT_ID) as session:
            known = await UserStore(session).find(person.forge, person.forge_user_id)
            user = await UserWriter(session).put(LOCAL_TENANT_ID, person)
        await self._tokens.put(LOCAL_TENANT_ID, user.id, token)
        await self._access.refresh(user)
        if known is None and self._is_exposed and user.role != "owner" and not await self._access.sees_any(user):
            await self._note(user, "login.refused")
            async with self._database.write(LOCAL_TENANT_ID) as session:
                await UserWriter(session).remove(user.id)
            raise ForbiddenError(
                "Nobody has let you in here.", hint="It is for those who may see a private repository of this place."
            )
        await self._note(user, "login.made")
        log.info("account.logged_in", user_id=str(user.id), role=user.role, is_new=known is None)
        return user

    async def _note(self, user: User, action: str) -> None:
        async with self._database.write(LOCAL_TENANT_ID) as session:
            detail = {"forge": user.forge, "forge_user_id": user.forge_user_id, "role": user.role}
            await AuditWriter(session).add(user.viewer, action=action, subject=user.login, detail=detail)

    async def _get_app(self) -> OAuthApp:
        async with self._database.read(LOCAL_TENANT_ID) as session:
            app = await self._vault.find_login_app(session)
        if app is None:
            hint = "Set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET, or make a GitHub App on the settings page."
            raise NotFoundError("Login with GitHub is not set up here.", hint=hint)
        return app

    def _open(self, waiting: str | None) -> dict[str, str]:
        try:
            kept = json.loads(self._vault.sealer.open(urlsafe_b64decode(waiting or ""), PURPOSE))
        except (UnavailableError, Base64Error, ValueError):
            raise ForbiddenError("This browser has begun no login.", hint=AGAIN) from None
        if kept["until"] < self._clock().timestamp():
            raise ForbiddenError("The login took too long.", hint=AGAIN)
        return kept
