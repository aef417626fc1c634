"""`/search`: ranked places with the arithmetic of their scores."""

from typing import Annotated

from fastapi import APIRouter, Query

from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import PathText, RepoText, RevText, SearchShape, StandingShape

router = APIRouter(tags=["search"])


@router.get("/search")
async def search(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    q: Annotated[str, Query(min_length=1, max_length=LIMITS.query_chars_max)],
    k: Annotated[int, Query(ge=1, le=LIMITS.hits_max)] = 10,
    rev: RevText | None = None,
    path: Annotated[PathText, Query(description="Only below this folder.")] = "",
) -> SearchShape:
    """The `k` best places for `q` in a repository at a revision (default: the newest indexed)."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    report = await services.searcher.search(viewer, found, q, rev=rev or None, limit=k, path_prefix=path)
    standing = await services.ages.stand(viewer, found.id, report.revision)
    shape = SearchShape.model_validate(report)
    return shape.model_copy(update={"standing": StandingShape.model_validate(standing) if standing else None})
