"""`/repos/{repo}/find`: what is being typed, found among names, paths and lines in milliseconds."""

import time
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from repochat.api.find_shapes import FindShape, shape_report
from repochat.api.history import CommitHeadShape
from repochat.api.leaving import HasLeftDep
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_revision
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import RepoText, RevText
from repochat.catalog.repo_store import Repo
from repochat.search.quick import KINDS, Asked, Kind, parse_asked
from repochat.workspace.commits import find_commit_head

router = APIRouter(tags=["search"])


def _check_kinds(text: str) -> str:
    if unknown := [kind for kind in text.split(",") if kind not in KINDS]:
        raise ValueError(f"{unknown[0][:40]!r} is not among {', '.join(KINDS)}")
    return text


KindsText = Annotated[str, Field(max_length=100), AfterValidator(_check_kinds)]


@router.get("/repos/{repo:path}/find")
async def find(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: RepoText,
    has_left: HasLeftDep,
    q: Annotated[str, Query(max_length=LIMITS.query_chars_max)] = "",
    kinds: Annotated[KindsText, Query(description="Some of these, parted by commas.")] = "symbols,files,text",
    limit: Annotated[int, Query(ge=1, le=LIMITS.found_max)] = LIMITS.found_shown,
    rev: RevText | None = None,
) -> FindShape:
    """Symbols, files and lines that match what was typed so far; an empty query makes ready for the first letter.

    Whoever closes the request, as a palette does at the next letter, ends its search.
    """
    began = time.perf_counter()
    found, revision = await get_revision(services, viewer, repo, rev)
    asked = parse_asked(q)
    wanted: list[Kind] = [kind for kind in KINDS if kind in kinds.split(",")]
    report = await services.quick.find(viewer, found, revision, asked, kinds=wanted, count=limit, should_stop=has_left)
    commits = [] if has_left() else await _list_commits(services, found, asked)
    took_ms = 1000 * (time.perf_counter() - began)
    return shape_report(report, commit=revision.sha, q=asked.text, commits=commits, took_ms=took_ms)


async def _list_commits(services: ServicesDep, repo: Repo, asked: Asked) -> list[CommitHeadShape]:
    """The commit whose id was pasted, if the repository has it."""
    if asked.commit is None:
        return []
    head = await find_commit_head(services.home.mirrors, repo, asked.commit)
    return [CommitHeadShape.model_validate(head)] if head is not None else []
