"""Asking a forge what is true of a repository: events are hints, and what loosens a right is never taken on trust."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID

from repochat.catalog.link_store import RepoLink
from repochat.core.errors import InvalidError

if TYPE_CHECKING:
    from repochat.forge import PullRequest
    from repochat.forge.client import GitHubClient
    from repochat.forge.listing import Listing
    from repochat.forge.repositories import ForgeRepository

OpenClient = Callable[[UUID, UUID, str], Awaitable["GitHubClient | None"]]
"""(tenant, repository, forge) -> a client with the credential of the repository; None when there is none."""
ETAGS_MAX = 5_000


class ForgeDesk:
    """Opens a client for each question; no connection of the database is held meanwhile. One for each process."""

    def __init__(self, open_client: OpenClient, *, forge: str) -> None:
        """`forge` is the address of the forge of the settings."""
        self.forge = forge
        self._open_client = open_client
        self._etags: dict[UUID, str | None] = {}

    async def find_repository(self, link: RepoLink) -> "ForgeRepository | None":
        """The repository as it is now; None when nobody here may ask. Raises NotFoundError, UnavailableError."""
        return await self.find_by_name(link.tenant_id, link.repo_id, link.forge, link.forge_repo_id)

    async def find_by_name(
        self, tenant_id: UUID, repo_id: UUID, forge: str, name: str | int
    ) -> "ForgeRepository | None":
        """The same by name or by the forge's id."""
        from repochat.forge.repositories import get_repository  # noqa: PLC0415  HTTP, only where it is needed

        client = await self._open(tenant_id, repo_id, forge)
        if client is None:
            return None
        async with client:
            return await get_repository(client, name)

    async def list_open_pull_requests(self, link: RepoLink) -> "Listing[PullRequest] | None":
        """All that are open; None when nobody here may ask, or nothing changed since this process asked last."""
        from repochat.forge.pull_requests import list_pull_requests  # noqa: PLC0415  see above

        client = await self._open(link.tenant_id, link.repo_id, link.forge)
        if client is None:
            return None
        async with client:
            etag = self._etags.get(link.repo_id)
            told = await list_pull_requests(client, link.full_name, state="open", etag=etag)
        if len(self._etags) >= ETAGS_MAX:
            self._etags.clear()
        self._etags[link.repo_id] = told.etag
        return None if told.is_unchanged else told

    async def _open(self, tenant_id: UUID, repo_id: UUID, forge: str) -> "GitHubClient | None":
        try:
            return await self._open_client(tenant_id, repo_id, forge)
        except InvalidError:  # a forge that is not GitHub's
            return None
