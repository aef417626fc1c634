"""`/repos/{repo}/drafts`: whether draft pull requests may be opened, and which were. Nothing here opens one."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from repochat.api.services import WorkspaceDep
from repochat.api.shapes import RepoText, Shape
from repochat.catalog.draft_store import DraftState

router = APIRouter(tags=["drafts"])


class DraftPermissionShape(Shape):
    """`full_name` is the repository's on `forge`, both "" when it is linked to none."""

    repo: str
    forge: str
    full_name: str
    allowed: bool
    allowed_by: str | None
    allowed_at: datetime | None


class DraftProblemShape(Shape):
    message: str
    hint: str


class DraftShape(Shape):
    """A draft that was asked for; `number` is null until the forge answered."""

    key: str
    title: str
    state: DraftState = Field(description="As the forge told it last; ready: a person ended the draft.")
    number: int | None
    url: str
    branch: str
    base_ref: str
    head_sha: str
    opened_by: str
    created_at: datetime
    problem: DraftProblemShape | None


class DraftList(Shape):
    drafts: list[DraftShape]


@router.get("/repos/{repo:path}/drafts/permission")
async def get_draft_permission(repo: RepoText, workspace: WorkspaceDep) -> DraftPermissionShape:
    """Whether draft pull requests may be opened in the repository, and who said so."""
    access = await workspace.draft_access(await workspace.find_repo(repo))
    return DraftPermissionShape.model_validate(access.as_json())


@router.put("/repos/{repo:path}/drafts/permission")
async def allow_drafts(repo: RepoText, workspace: WorkspaceDep) -> DraftPermissionShape:
    """Let drafts be opened. Only for an owner of the repository, as its forge says now; recorded in the audit log."""
    access = await workspace.allow_drafts(await workspace.find_repo(repo))
    return DraftPermissionShape.model_validate(access.as_json())


@router.delete("/repos/{repo:path}/drafts/permission")
async def forbid_drafts(repo: RepoText, workspace: WorkspaceDep) -> DraftPermissionShape:
    """Let no further draft be opened; those that are open stay so. Recorded in the audit log."""
    access = await workspace.forbid_drafts(await workspace.find_repo(repo))
    return DraftPermissionShape.model_validate(access.as_json())


@router.get("/repos/{repo:path}/drafts")
async def list_drafts(repo: RepoText, workspace: WorkspaceDep) -> DraftList:
    """The drafts that were asked for, the newest first, at most 200."""
    found = await workspace.list_drafts(await workspace.find_repo(repo))
    return DraftList(drafts=[DraftShape.model_validate(each) for each in found])
