"""Keeps what people may see as their forge says: asked at login, every few minutes of use, and when a webhook hints.

Row-level security reads the rows that stand here (`repo_access`), and counts none that is older than `trusted_s`; so a
right that was lost is lost even while the forge is away.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.accounts.forge_tokens import ForgeTokens, TokenGoneError
from repochat.accounts.user_store import User, UserStore, UserWriter
from repochat.accounts.vault import Vault
from repochat.catalog.access_store import AccessStore, AccessWriter, LinkedRepo
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.forge import ForgeAddress, TokenCredential

if TYPE_CHECKING:
    from repochat.forge.client import GitHubClient

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLimits:
    """How old a forge's word may be. `trusted_s` stands in the policy of `repos` too (migration 0004)."""

    fresh_s: int = 300  # older than that, it is asked again before anything is shown
    retry_s: int = 30  # a forge that did not answer is not asked more often than that
    trusted_s: int = 3_600  # older than that, it counts no more, whether the forge answers or not
    asked_each_max: int = 200  # repositories that are asked about one by one, where the listing was cut


LIMITS = AccessLimits()


class AccessKeeper:
    """Build one per process. Holds no connection of the database while a forge is asked."""

    def __init__(self, database: Database, vault: Vault, *, clock: Clock = read_clock) -> None:
        self._database = database
        self._vault = vault
        self._tokens = ForgeTokens(database, vault, clock=clock)
        self._clock = clock
        self._turns: dict[UUID, asyncio.Lock] = {}

    async def keep_fresh(self, viewer: Viewer) -> None:
        """Asks the forge when its last word is too old. Whoever asks meanwhile waits for the same answer."""
        if viewer.user_id is None:
            return
        async with self._turns.setdefault(viewer.user_id, asyncio.Lock()):
            async with self._database.read(viewer.tenant_id) as session:
                user = await UserStore(session).get(viewer.user_id)
                linked_at = await AccessStore(session).find_newest_link()
            if self._is_due(user, linked_at):
                await self.refresh(user)

    async def refresh(self, user: User) -> bool:
        """Whether the forge answered. What it no longer shows is lost at once; what it cannot tell stays as it is."""
        async with self._database.write(user.tenant_id) as session:
            await UserWriter(session).note_access(user.id, checked=False)
            linked = await AccessStore(session).list_private(user.forge)
        try:
            access = await self._ask(user, linked) if linked else {}
        except TokenGoneError:
            access = {}
        except RepochatError as error:
            log.warning("access.refresh_failed", user_id=str(user.id), kind=error.kind, message=error.message)
            return False
        async with self._database.write(user.tenant_id) as session:
            await AccessWriter(session).replace(user.id, access)
            await UserWriter(session).note_access(user.id, checked=True)
        return True

    async def sees_any(self, user: User) -> bool:
        """Whether there is a private repository here that the forge lets them see."""
        async with self._database.read(user.tenant_id) as session:
            return await AccessStore(session).has_access(user.id)

    def _is_due(self, user: User, linked_at: datetime | None) -> bool:
        now, checked_at, tried_at = self._clock(), user.access_checked_at, user.access_tried_at
        since = linked_at or datetime.min.replace(tzinfo=UTC)
        if tried_at is not None and tried_at >= since and now - tried_at < timedelta(seconds=LIMITS.retry_s):
            return False
        return checked_at is None or checked_at < since or now - checked_at > timedelta(seconds=LIMITS.fresh_s)

    async def _ask(self, user: User, linked: Sequence[LinkedRepo]) -> Mapping[UUID, str]:
        from repochat.forge.repositories import list_repositories  # noqa: PLC0415  HTTP, only where it is needed

        async with await self._open_client(user) as client:
            found = await _or_gone(list_repositories(client))
            seen = {each.repo_id: each.permission for each in found.items}
            access = {each.repo_id: seen[each.forge_repo_id] for each in linked if each.forge_repo_id in seen}
        if not found.is_cut:
            return access
        rest = [each for each in linked if each.repo_id not in access]
        return {**access, **await self._ask_each(user, rest[: LIMITS.asked_each_max])}

    async def _ask_each(self, user: User, linked: Sequence[LinkedRepo]) -> Mapping[UUID, str]:
        from repochat.forge.people import find_user_permission  # noqa: PLC0415  see above

        async with await self._open_client(user) as client:
            told = {each.repo_id: await _or_gone(find_user_permission(client, each.forge_repo_id)) for each in linked}
        return {repo_id: permission for repo_id, permission in told.items() if permission != "none"}

    async def _open_client(self, user: User) -> "GitHubClient":
        from repochat.forge.client import GitHubClient  # noqa: PLC0415  see above

        token = await self._tokens.get(user.tenant_id, user.id)
        return GitHubClient(ForgeAddress(user.forge), TokenCredential(token=token))


async def _or_gone(asking: Awaitable[Answer]) -> Answer:
    """Raises TokenGoneError when the forge no longer takes the token."""
    from repochat.forge.failures import TokenRevokedError  # noqa: PLC0415  see above

    try:
        return await asking
    except TokenRevokedError as error:
        raise TokenGoneError(error.message, hint="Log in with GitHub again.") from None
