"""Whether the person who asks may decide about a repository: as its forge says now, not as it said once."""

from typing import Literal

from repochat.accounts import Viewer
from repochat.accounts.forge_tokens import ForgeTokens
from repochat.accounts.user_store import UserStore
from repochat.catalog.link_store import RepoLink
from repochat.core.errors import ForbiddenError
from repochat.forge import ForgeAddress, TokenCredential
from repochat.workspace.resources import Resources

Right = Literal["write", "admin"]
_ENOUGH: dict[Right, frozenset[str]] = {"write": frozenset({"write", "admin"}), "admin": frozenset({"admin"})}


async def check_right(resources: Resources, viewer: Viewer, link: RepoLink, right: Right) -> None:
    """Raises ForbiddenError unless the forge says that `viewer` has `right` there; UnavailableError while it is away.

    The owner of this machine has put in its credentials, and needs no other right. Work that is nobody's may do what
    needs no more than `write`: somebody with `admin` has allowed it.
    """
    if viewer.user_id is None:
        if viewer.role != "owner" and right == "admin":
            raise _refuse(link, right)
        return
    if await _ask(resources, viewer, link) not in _ENOUGH[right]:
        raise _refuse(link, right)


async def _ask(resources: Resources, viewer: Viewer, link: RepoLink) -> str:
    from repochat.forge.client import GitHubClient  # noqa: PLC0415  HTTP, only where it is needed
    from repochat.forge.people import find_user_permission  # noqa: PLC0415  see above

    assert viewer.user_id is not None  # noqa: S101  the caller has looked
    async with resources.database.read(viewer.tenant_id) as session:
        user = await UserStore(session).get(viewer.user_id)
    if user.forge != link.forge:
        return "none"
    token = await ForgeTokens(resources.database, resources.vault).get(viewer.tenant_id, user.id)
    async with GitHubClient(ForgeAddress(link.forge), TokenCredential(token=token)) as client:
        return await find_user_permission(client, link.forge_repo_id)


def _refuse(link: RepoLink, right: Right) -> ForbiddenError:
    who = "an owner (the right `admin`)" if right == "admin" else "somebody with the right to write"
    return ForbiddenError(
        f"You are not {who} of {link.full_name} on {link.forge}.", hint="Ask somebody who is to do it here."
    )
