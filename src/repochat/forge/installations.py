"""Where a GitHub App is installed, and which repositories its installers chose."""

from collections.abc import Mapping
from dataclasses import dataclass

from repochat.forge.client import GitHubClient
from repochat.forge.fields import Fields
from repochat.forge.listing import Listing, Question, list_all, read_one
from repochat.forge.repositories import ForgeRepository, read_repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`permissions` maps a permission's name to read, write or admin, as it was granted."""

    installation_id: int
    account: str
    account_id: int
    is_organization: bool
    sees_all: bool
    permissions: Mapping[str, str]
    is_suspended: bool


async def list_installations(client: GitHubClient) -> Listing[Installation]:
    """Of the App that the client is."""
    question = Question(path="/app/installations", what="the App's installations", read=_read_installation, params={})
    return await list_all(client, question)


async def list_user_installations(client: GitHubClient) -> Listing[Installation]:
    """Of the App whose login gave the client's token: those that the person may see something of."""
    question = Question(
        path="/user/installations",
        what="the installations that the token's owner sees",
        read=_read_installation,
        params={},
        key="installations",
    )
    return await list_all(client, question)


async def get_installation(client: GitHubClient, installation_id: int) -> Installation:
    """Of the App that the client is. Raises NotFoundError when it was removed."""
    what = f"installation {installation_id}"
    return read_one(await client.get(f"/app/installations/{installation_id}", what=what), _read_installation, what)


async def list_installation_repositories(client: GitHubClient) -> Listing[ForgeRepository]:
    """All that the installation may see that the client is."""
    question = Question(
        path="/installation/repositories",
        what="the installation's repositories",
        read=read_repository,
        params={},
        key="repositories",
    )
    return await list_all(client, question)


async def list_user_installation_repositories(client: GitHubClient, installation_id: int) -> Listing[ForgeRepository]:
    """What both the App's installation and the owner of the client's token may see."""
    question = Question(
        path=f"/user/installations/{installation_id}/repositories",
        what=f"the repositories of installation {installation_id}",
        read=read_repository,
        params={},
        key="repositories",
    )
    return await list_all(client, question)


def _read_installation(fields: Fields) -> Installation:
    account = fields.child("account")
    return Installation(
        installation_id=fields.number("id"),
        account=account.find_text("login") or account.text("slug"),
        account_id=account.number("id"),
        is_organization=fields.find_text("target_type") == "Organization",
        sees_all=fields.find_text("repository_selection") == "all",
        permissions=fields.child("permissions").all_texts(),
        is_suspended=fields.has("suspended_at"),
    )
