"""`/repos/{repo}/commits` and `/repos/{repo}/pulls`: what a citation of the past leads to."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from repochat.api.age_shapes import HunkShape
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import RepoText, RevText, Shape
from repochat.catalog.link_store import LinkStore
from repochat.catalog.pull_request_store import PullRequestStore
from repochat.chat.history.pulls import tell_pull
from repochat.chat.receipts.permalinks import build_pull_link
from repochat.core.errors import NotFoundError
from repochat.workspace.commits import list_commit_heads, read_commit_whole

router = APIRouter(tags=["history"])

Sha = Annotated[str, Field(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})$")]


class CommitHeadShape(Shape):
    sha: str
    subject: str
    author: str
    committed_at: int = Field(description="Seconds since 1970.")


class CommitHeadList(Shape):
    """In the order in which they were asked for; what git does not have is left out."""

    commits: list[CommitHeadShape]


class ChangedFileShape(Shape):
    """A changed file; the counts of lines are null for a binary one."""

    path: str
    old_path: str = Field(description="Differs for a rename alone.")
    status: Literal["added", "removed", "modified", "renamed", "retyped"]
    added: int | None
    removed: int | None
    hunks: list[HunkShape]
    is_cut: bool = Field(description="Lines of its difference are left out.")


class CommitShape(Shape):
    """A commit, compared with its first parent, or with nothing. Lines count from 1, as citations count them."""

    sha: str
    parents: list[str]
    author: str
    committed_at: int = Field(description="Seconds since 1970.")
    lines: list[str] = Field(description="Of its message; the first is the subject.")
    is_message_cut: bool
    files: list[ChangedFileShape] = Field(description="The first of `files_count`.")
    files_count: int | None = Field(description="Null: more than git may list.")
    is_patch_cut: bool = Field(description="The difference is longer than what is shown.")
    url: str = Field(description="Where a known host shows it, or empty.")


class PullShape(Shape):
    """A pull request as its forge told it last. Lines count from 1: its title, a blank line, and its body."""

    number: int
    title: str
    lines: list[str]
    state: Literal["open", "closed"]
    is_draft: bool
    author: str
    head_ref: str
    head_sha: str
    base_ref: str
    updated_at: datetime
    merged_at: datetime | None
    forge: str = Field(description="The address of the forge that told it, or empty where it is no longer linked.")
    url: str


@router.get("/repos/{repo:path}/commits")
async def list_commits(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    sha: Annotated[list[Sha], Query(min_length=1, max_length=LIMITS.commits_named_max)],
) -> CommitHeadList:
    """Subjects of the commits that are named by their full ids: what a list of citations needs."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    heads = await list_commit_heads(services.home.mirrors, found, tuple(sha))
    return CommitHeadList(commits=[CommitHeadShape.model_validate(each) for each in heads])


@router.get("/repos/{repo:path}/commits/{sha}")
async def get_commit(services: ServicesDep, viewer: ViewerDep, repo: RepoText, sha: RevText) -> CommitShape:
    """A commit's message, who made it and when, its files, and a bounded difference. It does not have to be indexed."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    return CommitShape.model_validate(await read_commit_whole(services.home.mirrors, found, sha))


@router.get("/repos/{repo:path}/pulls/{number}")
async def get_pull(
    services: ServicesDep, viewer: ViewerDep, repo: RepoText, number: Annotated[int, Path(ge=1, le=999_999_999)]
) -> PullShape:
    """A pull request as its forge told it last; the forge is not asked now."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
        pull = await PullRequestStore(session).find(found.id, number)
        link = await LinkStore(session).find(found.id)
    if pull is None:
        hint = "Is it followed? `repochat status` says by which path changes are learned of."
        raise NotFoundError(f"Nothing is known of pull request #{number} of {found.name}.", hint=hint)
    told = {field: getattr(pull, field) for field in PullShape.model_fields.keys() - {"lines", "forge", "url"}}
    lines = [line.decode("utf-8", "replace").rstrip("\r\n") for line in tell_pull(pull).lines]
    url = build_pull_link(found.source, number, pull.url)
    return PullShape(**told, lines=lines, forge=link.forge if link else "", url=url)
