"""Pull requests and branches as a forge lists them, conditionally where they are polled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from repochat.core.errors import NotFoundError
from repochat.forge.client import GitHubClient
from repochat.forge.fields import Fields
from repochat.forge.listing import Listing, Question, list_all, list_first, read_one
from repochat.forge.names import check_name, quote_ref
from repochat.forge.pull_request import PullRequest, read_pull_request


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchHead:
    name: str
    sha: str
    is_protected: bool


async def get_pull_request(client: GitHubClient, full_name: str, number: int) -> PullRequest:
    """Raises NotFoundError when there is none, or no right to see it."""
    what = f"pull request {number} of {check_name(full_name)}"
    return read_one(await client.get(f"/repos/{full_name}/pulls/{number}", what=what), read_pull_request, what)


async def list_pull_requests(
    client: GitHubClient,
    full_name: str,
    *,
    state: Literal["open", "closed", "all"] = "all",
    since: datetime | None = None,
    etag: str | None = None,
) -> Listing[PullRequest]:
    """Lately changed ones first; those of before `since` are left out. One conditional request tells whether any did.

    A listing does not say whether the trial merge succeeded: `merge_sha` may be stale in it.
    """
    question = Question(
        path=f"/repos/{check_name(full_name)}/pulls",
        what=f"the pull requests of {full_name}",
        read=read_pull_request,
        params={"state": state, "sort": "updated", "direction": "desc"},
    )
    return await list_first(
        client, question, etag=etag, goes_on=lambda found: since is None or found.updated_at >= since
    )


async def list_branch_heads(client: GitHubClient, full_name: str, *, etag: str | None = None) -> Listing[BranchHead]:
    """All branches, with what each points at. Empty for a repository without a commit."""
    question = Question(
        path=f"/repos/{check_name(full_name)}/branches",
        what=f"the branches of {full_name}",
        read=_read_branch,
        params={},
    )
    return await list_all(client, question, etag=etag)


async def find_branch_head(client: GitHubClient, full_name: str, name: str) -> BranchHead | None:
    """None when there is no such branch, or no such repository."""
    what = f"branch {name} of {check_name(full_name)}"
    try:
        answer = await client.get(f"/repos/{full_name}/branches/{quote_ref(name)}", what=what)
    except NotFoundError:
        return None
    return read_one(answer, _read_branch, what)


def _read_branch(fields: Fields) -> BranchHead:
    return BranchHead(
        name=fields.text("name"),
        sha=fields.child("commit").sha("sha"),
        is_protected=fields.find_flag("protected") or False,
    )
