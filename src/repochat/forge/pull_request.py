"""A pull request as its forge tells it, in an answer or in an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from repochat.forge.fields import Fields

PullRequestState = Literal["open", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """`merge_sha` is the trial merge's commit while it is open, what was merged afterwards; the forge may not know yet.

    `head_repo_id` is None when the fork is gone. `author` is a login, empty when the account is gone.
    """

    number: int
    title: str
    body: str
    state: PullRequestState
    is_draft: bool
    author: str
    head_ref: str
    head_sha: str
    head_repo_id: int | None
    base_ref: str
    base_sha: str
    merge_sha: str | None
    url: str
    created_at: datetime
    updated_at: datetime
    merged_at: datetime | None


def read_pull_request(fields: Fields) -> PullRequest:
    """Raises MissingFieldError when a field that is needed is not there."""
    head, base = fields.child("head"), fields.child("base")
    return PullRequest(
        number=fields.number("number"),
        title=fields.text("title"),
        body=fields.find_text("body") or "",
        state="closed" if fields.text("state") == "closed" else "open",
        is_draft=fields.find_flag("draft") or False,
        author=fields.child("user").find_text("login") or "",
        head_ref=head.text("ref"),
        head_sha=head.sha("sha"),
        head_repo_id=head.child("repo").find_number("id"),
        base_ref=base.text("ref"),
        base_sha=base.sha("sha"),
        merge_sha=fields.find_sha("merge_commit_sha"),
        url=fields.find_text("html_url") or "",
        created_at=fields.moment("created_at"),
        updated_at=fields.moment("updated_at"),
        merged_at=fields.find_moment("merged_at"),
    )
