"""`/repos/{repo}/diff`: the files that differ between two revisions, and the lines of one of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.accounts import Viewer
from repochat.api.browsing import FilePath
from repochat.api.leaving import HasLeftDep
from repochat.api.lookup import get_repo
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import PathText, RepoText, RevText, Shape
from repochat.catalog.repo_store import Repo
from repochat.workspace.code.differences import Sides, Since, read_difference, read_file_difference
from repochat.workspace.code.limits import LIMITS

router = APIRouter(tags=["history"])

Base = Annotated[RevText, Query(min_length=1, description="The old side: a branch, a tag, a SHA.")]
Head = Annotated[RevText | None, Query(description="The new side; the default branch when it is left out.")]
From = Annotated[
    Since, Query(description="Compare with `base` itself, or with where the two lines of history last met.")
]


class ChangedPathShape(Shape):
    """A changed file; the counts of lines are null for a binary one."""

    path: str
    old_path: str = Field(description="Differs for a rename alone.")
    status: Literal["added", "removed", "modified", "renamed", "retyped"]
    added: int | None
    removed: int | None
    is_binary: bool


class DiffShape(Shape):
    """What turns `old` into `head`. All are full SHAs."""

    base: str
    head: str
    merge_base: str | None = Field(description="Where the two last met; null: never.")
    old: str = Field(description="What `head` is compared with: `base` or `merge_base`.")
    files: list[ChangedPathShape]
    files_count: int = Field(description="Of all pages.")
    added: int = Field(description="Lines, of all pages.")
    removed: int
    next_after: str | None


class DiffHunkShape(Shape):
    """A part of git's difference; each line bears its mark: blank, + or -."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: list[str]


class FileDiffShape(Shape):
    """The difference of one file."""

    old: str
    head: str
    path: str
    old_path: str
    language: str = Field(description="By the name of the file.")
    is_binary: bool
    hunks: list[DiffHunkShape]
    is_cut: bool = Field(description="It goes on; this is its beginning.")


async def _find_repo(services: Services, viewer: Viewer, repo: str) -> Repo:
    async with services.database.read(viewer.scope) as session:
        return await get_repo(session, repo)


@router.get("/repos/{repo:path}/diff")
async def get_diff(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    *,
    base: Base,
    head: Head = None,
    since: From = "base",
    after: Annotated[str, Query(max_length=20)] = "",
) -> DiffShape:
    """The files that differ, in git's order. Neither side has to be indexed."""
    found = await _find_repo(services, viewer, repo)
    sides = Sides(base=base, head=head or None, since=since)
    told = await read_difference(services.home.mirrors, found, sides, after=after, should_stop=has_left)
    return DiffShape.model_validate(told)


@router.get("/repos/{repo:path}/diff/file")
async def get_file_diff(
    services: ServicesDep,
    viewer: ViewerDep,
    has_left: HasLeftDep,
    repo: RepoText,
    *,
    path: FilePath,
    base: Base,
    head: Head = None,
    since: From = "base",
    old_path: PathText = "",
    context: Annotated[int, Query(ge=0, le=LIMITS.diff_context_max)] = 3,
) -> FileDiffShape:
    """The lines of one file that differ, with `context` lines around them; of a renamed one give `old_path`, too."""
    found = await _find_repo(services, viewer, repo)
    sides = Sides(base=base, head=head or None, since=since)
    told = await read_file_difference(
        services.home.mirrors, found, sides, path, old_path=old_path, context=context, should_stop=has_left
    )
    return FileDiffShape.model_validate(told)
