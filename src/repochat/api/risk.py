"""`/risk`: where the next bug is, and where an hour of review pays most."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from repochat.api.limits import LIMITS
from repochat.api.services import WorkspaceDep
from repochat.api.shapes import PathText, RepoText, RevText, Shape
from repochat.catalog.thinking.risk_store import RiskFile, RiskOrder
from repochat.workspace.risks import list_features, read_file_risk, read_risk

router = APIRouter(tags=["risk"], prefix="/risk")


class RiskFileShape(Shape):
    """Percentiles are in [0, 100] among the files of the revision; 100 is the riskiest, or the largest."""

    path: str
    lines: int
    bug_score: float
    bug_percentile: float
    review_score: float
    review_percentile: float
    size_percentile: float
    reasons: list[str]


class RiskMapShape(Shape):
    """A revision that has a map."""

    sha: str
    committed_at: datetime


class RiskShape(Shape):
    """`quality` is what both scores, and size alone, were worth on this repository's own history."""

    repo: str
    sha: str
    committed_at: datetime
    model: str
    quality: dict[str, Any]
    problems: list[str]
    files: list[RiskFileShape]
    files_count: int
    is_cut: bool
    maps: list[RiskMapShape]


class RiskFeatureShape(Shape):
    """`contribution_bug` adds to the log odds of a fix, `contribution_review` to the log of expected fixes a line."""

    name: str
    value: float | None
    contribution_bug: float
    contribution_review: float


class RiskFunctionShape(Shape):
    """Where inside a risky file to look: no probability. `hot`, `once_fixed` and `suspect` count lines."""

    qualified_name: str
    start_line: int
    end_line: int
    hot: int
    once_fixed: int
    suspect: int
    uncovered: int | None
    reasons: list[str]


class RiskPointShape(Shape):
    sha: str
    committed_at: datetime
    bug_percentile: float
    review_percentile: float


class RiskFileDetail(Shape):
    repo: str
    sha: str
    committed_at: datetime
    model: str
    file: RiskFileShape
    features: list[RiskFeatureShape]
    functions: list[RiskFunctionShape]
    problems: list[str]
    history: list[RiskPointShape]


Limit = Annotated[int, Query(ge=1, le=LIMITS.risk_files_max)]


@router.get("")
async def get_risk(
    repo: RepoText,
    workspace: WorkspaceDep,
    rev: Annotated[
        RevText | None, Query(description="The SHA of a revision that has a map; without it the newest.")
    ] = None,
    folder: PathText = "",
    order: RiskOrder = "bug",
    limit: Limit = 1_000,
) -> RiskShape:
    """Files with both scores, never blended, and the rank by size alone beside them."""
    found = await workspace.find_repo(repo)
    view = await read_risk(
        workspace.resources, workspace.viewer, found, sha=rev, folder=folder.strip("/"), order=order, limit=limit
    )
    return RiskShape(
        repo=found.name,
        sha=view.map.sha,
        committed_at=view.map.committed_at,
        model=view.map.model,
        quality=dict(view.map.quality),
        problems=list(view.map.problems),
        files=[_file(each) for each in view.files],
        files_count=view.files_count,
        is_cut=view.is_cut,
        maps=[RiskMapShape.model_validate(each) for each in view.maps],
    )


@router.get("/file")
async def get_file_risk(
    repo: RepoText, path: PathText, workspace: WorkspaceDep, rev: RevText | None = None
) -> RiskFileDetail:
    """One file: what each feature adds, where inside it to look, and its scores over time."""
    found = await workspace.find_repo(repo)
    view = await read_file_risk(workspace.resources, workspace.viewer, found, sha=rev, path=path)
    return RiskFileDetail(
        repo=found.name,
        sha=view.map.sha,
        committed_at=view.map.committed_at,
        model=view.map.model,
        file=_file(view.file),
        features=[RiskFeatureShape.model_validate(each) for each in list_features(view.file.features)],
        functions=[RiskFunctionShape.model_validate(each) for each in view.functions],
        problems=list(view.problems),
        history=[RiskPointShape.model_validate(each) for each in view.points],
    )


def _file(file: RiskFile) -> RiskFileShape:
    return RiskFileShape.model_validate(file)
