"""Repositories as a forge shows them to whoever asks."""

from dataclasses import dataclass
from datetime import datetime

from repochat.forge.client import GitHubClient
from repochat.forge.fields import Fields
from repochat.forge.listing import Listing, Question, list_all, read_one
from repochat.forge.names import check_name
from repochat.forge.people import Permission, read_granted


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeRepository:
    """`repo_id` outlives renames and transfers. `permission` is that of whoever asked; `etag` is for the next question.

    `pushed_at` is None for a repository without a commit, `description` "" where nobody wrote one.
    """

    repo_id: int
    full_name: str
    owner: str
    is_private: bool
    is_archived: bool
    default_branch: str
    url: str
    clone_url: str
    permission: Permission
    pushed_at: datetime | None
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """`repository` is None when nothing changed since the `etag` that was given."""

    repository: ForgeRepository | None
    etag: str | None


async def list_repositories(client: GitHubClient, *, etag: str | None = None) -> Listing[ForgeRepository]:
    """All that the token's owner sees as owner, collaborator or member, lately pushed ones first."""
    question = Question(
        path="/user/repos",
        what="the repositories of the token's owner",
        read=read_repository,
        params={"affiliation": "owner,collaborator,organization_member", "sort": "pushed"},
    )
    return await list_all(client, question, etag=etag)


async def get_repository(client: GitHubClient, name: str | int) -> ForgeRepository:
    """By `owner/name` (old names lead to the new one) or by id. Raises NotFoundError when gone or no longer shown."""
    path, what = _locate(name)
    return read_one(await client.get(path, what=what), read_repository, what)


async def poll_repository(client: GitHubClient, name: str | int, *, etag: str | None) -> RepositoryState:
    """The same, conditionally: a push, a rename, another default branch or visibility are news."""
    path, what = _locate(name)
    answer = await client.get(path, what=what, etag=etag)
    if answer.is_unchanged:
        return RepositoryState(repository=None, etag=etag)
    return RepositoryState(repository=read_one(answer, read_repository, what), etag=answer.etag)


def read_repository(fields: Fields) -> ForgeRepository:
    """Raises MissingFieldError when a field that is needed is not there."""
    return ForgeRepository(
        repo_id=fields.number("id"),
        full_name=fields.text("full_name"),
        owner=fields.child("owner").text("login"),
        is_private=fields.flag("private"),
        is_archived=fields.find_flag("archived") or False,
        default_branch=fields.text("default_branch"),
        url=fields.text("html_url"),
        clone_url=fields.text("clone_url"),
        permission=read_granted(fields),
        pushed_at=fields.find_moment("pushed_at"),
        description=fields.find_text("description") or "",
    )


def _locate(name: str | int) -> tuple[str, str]:
    if isinstance(name, int):
        return f"/repositories/{name}", f"repository {name}"
    return f"/repos/{check_name(name)}", f"repository {name}"
