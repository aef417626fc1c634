"""`/files/tree`, `/files/blame`, `/files/history`, `/repos/{repo}/refs`: what a code browser asks."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from repochat.accounts import Viewer
from repochat.api.code_shapes import BlameShape, FolderShape, PastShape, RefList
from repochat.api.leaving import HasLeftDep
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import NoNul, PathText, RepoText, RevText
from repochat.workspace.code.blaming import read_blame, read_history
from repochat.workspace.code.commits import CodeAt, find_code
from repochat.workspace.code.folders import read_folder
from repochat.workspace.code.limits import LIMITS as CODE_LIMITS
from repochat.workspace.code.refs import list_shown_refs

router = APIRouter(tags=["files"])

FilePath = Annotated[PathText, Query(min_length=1)]
Line = Annotated[int, Query(ge=1, le=LIMITS.line_max)]


async def find_asked(services: Services, viewer: Viewer, repo: str, rev: str | None) -> CodeAt:
    """The repository at the commit that is asked for. Raises NotFoundError and InvalidError."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    return await find_code(services.resources, viewer, found, rev or None)


@router.get("/files/tree")
async def get_folder(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    rev: RevText | None = None,
    folder: PathText = "",
) -> FolderShape:
    """One level of the tree at a revision, indexed or not."""
    at = await find_asked(services, viewer, repo, rev)
    shown = await read_folder(services.resources, viewer, at, folder, should_stop=has_left)
    return FolderShape.model_validate(shown)


@router.get("/files/blame")
async def get_blame(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    path: FilePath,
    *,
    rev: RevText | None = None,
    start: Line = 1,
    end: Line | None = None,
) -> BlameShape:
    """Which commit last wrote each of the lines, as far as the time for it allows."""
    at = await find_asked(services, viewer, repo, rev)
    return BlameShape.model_validate(await read_blame(at, path, start=start, end=end, should_stop=has_left))


@router.get("/files/history")
async def get_file_history(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    path: FilePath,
    *,
    rev: RevText | None = None,
    start: Line | None = None,
    end: Line | None = None,
    after: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=CODE_LIMITS.history_commits_max)] = 30,
) -> PastShape:
    """Commits that changed the file, through renames; with `start`, those that changed these lines."""
    at = await find_asked(services, viewer, repo, rev)
    shown = await read_history(at, path, start=start, end=end, after=after, count=limit, should_stop=has_left)
    return PastShape.model_validate(shown)


@router.get("/repos/{repo:path}/refs")
async def list_refs(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    q: Annotated[str, Query(max_length=LIMITS.rev_chars_max, description="A part of the name or title."), NoNul] = "",
    kind: Literal["branch", "tag", "pull"] | None = None,
) -> RefList:
    """What a revision can be chosen from; also the commit that `q` names by itself."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    shown = await list_shown_refs(services.resources, viewer, found, query=q, kind=kind)
    return RefList.model_validate(shown)
