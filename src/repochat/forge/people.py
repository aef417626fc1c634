"""Who a token belongs to, and what somebody may do with a repository."""

from dataclasses import dataclass
from typing import Literal

from repochat.core.errors import NotFoundError
from repochat.forge.client import GitHubClient
from repochat.forge.fields import Fields
from repochat.forge.listing import read_one
from repochat.forge.names import check_login, check_name

Permission = Literal["none", "read", "write", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeUser:
    """`user_id` outlives a change of `login`. `name` is empty when there is none."""

    user_id: int
    login: str
    name: str
    avatar_url: str


async def get_user(client: GitHubClient) -> ForgeUser:
    """Whose token it is. Raises ForbiddenError for the token of an App, which is nobody's."""
    what = "the account of the token"
    return read_one(await client.get("/user", what=what), read_user, what)


async def get_permission(client: GitHubClient, full_name: str, login: str) -> Permission:
    """What `login` may do with a repository, "none" for a stranger to a private one.

    The client must belong to somebody with the right to push there, or to an App. Raises NotFoundError when the
    client itself does not see the repository.
    """
    what = f"the rights of {check_login(login)} in {check_name(full_name)}"
    answer = await client.get(f"/repos/{full_name}/collaborators/{login}/permission", what=what)
    return read_one(answer, _read_permission, what)


async def find_user_permission(client: GitHubClient, repo_id: int) -> Permission:
    """What the owner of the client's token may do with a repository; "none" when they do not see it."""
    what = f"repository {repo_id}"
    try:
        answer = await client.get(f"/repositories/{repo_id}", what=what)
    except NotFoundError:
        return "none"
    return read_granted(Fields(answer.body))


def read_granted(repository: Fields) -> Permission:
    """The right that a repository's own object says its reader has; whoever can read the object has "read"."""
    rights = repository.child("permissions")
    if rights.find_flag("admin"):
        return "admin"
    return "write" if rights.find_flag("push") or rights.find_flag("maintain") else "read"


def read_user(fields: Fields) -> ForgeUser:
    return ForgeUser(
        user_id=fields.number("id"),
        login=fields.text("login"),
        name=fields.find_text("name") or "",
        avatar_url=fields.find_text("avatar_url") or "",
    )


def _read_permission(fields: Fields) -> Permission:
    """GitHub folds its five roles into four here: maintain is write, triage is read."""
    said = fields.text("permission")
    return said if said in ("admin", "write", "read") else "none"
