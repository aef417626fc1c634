"""`/repos/{repo}/brief`: what a reviewer needs of a change, each line on lines of code."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.leaving import HasLeftDep
from repochat.api.services import WorkspaceDep
from repochat.api.shapes import RepoText, RevText, Shape
from repochat.core.errors import InvalidError
from repochat.workspace.briefs import find_brief

router = APIRouter(tags=["history"])

Base = Annotated[RevText, Query(description="The commit before; the head's own parent when it is left out.")]
Head = Annotated[RevText, Query(description="The commit after; the default branch when it is left out.")]
Pull = Annotated[int | None, Query(ge=1, description="A pull request's number, in place of both.")]


class BriefQuoteShape(Shape):
    """Lines of a blob, both ends in; `sha` is the side that they stand on."""

    sha: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    why: str


class BriefCommitShape(Shape):
    sha: str
    text: str
    why: str


class BriefLineShape(Shape):
    text: str = Field(description="`[1]` leans on the first of `quotes`.")
    quotes: list[BriefQuoteShape]
    commits: list[BriefCommitShape]


class BriefSectionShape(Shape):
    name: Literal["attention", "signatures", "behaviour", "callers", "tests", "missing_tests", "changed", "owners"]
    title: str
    lines: list[BriefLineShape]
    left_out: int = Field(description="Lines past the bound of a section.")


class BriefRiskShape(Shape):
    """Among this repository's own commits of about its size; null: too few of them."""

    percentile: float | None = Field(description="In [0, 100]; 100 is the riskiest.")
    size_percentile: float | None
    band_commits: int
    band_lines: tuple[int, int]
    reasons: list[str]


class BriefShape(Shape):
    """`run_id` is null for a brief that was made now and is kept nowhere."""

    repo: str
    base: str | None
    sha: str
    pull_number: int | None
    subject: str
    files: int
    added: int
    removed: int
    sections: list[BriefSectionShape]
    risk: BriefRiskShape | None
    notes: list[str] = Field(description="What is not known, and why.")
    run_id: UUID | None
    updated_at: datetime | None


@router.get("/repos/{repo:path}/brief")
async def get_brief(
    repo: RepoText,
    workspace: WorkspaceDep,
    has_left: HasLeftDep,
    *,
    base: Base = "",
    head: Head = "",
    pull: Pull = None,
) -> BriefShape:
    """The brief that ScanDiff left, or one made now. Neither side has to be indexed."""
    if pull is not None and (base or head):
        raise InvalidError("A pull request has its own two sides.", hint="Leave `base` and `head` out.")
    found = await workspace.find_repo(repo)
    view = await find_brief(
        workspace.resources,
        workspace.viewer,
        found,
        base=base or None,
        head=head or None,
        pull=pull,
        should_stop=has_left,
    )
    told = {**view.brief.as_json(), "repo": view.repo, "run_id": view.run_id, "updated_at": view.updated_at}
    return BriefShape.model_validate(told)
