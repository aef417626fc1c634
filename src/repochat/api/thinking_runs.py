"""`/runs`: what Thoughts did, do and will do next, with their logs as they are written."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response, StreamingResponse

from repochat.accounts import Viewer
from repochat.api.cursors import read_thinking_run_cursor, write_thinking_run_cursor
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.limits import LIMITS
from repochat.api.services import Services, ServicesDep, ViewerDep, WorkspaceDep
from repochat.api.shapes import RepoText
from repochat.api.thinking_run_shapes import (
    Reproposed,
    RunArtifactShape,
    RunStatusName,
    ThinkingRunDetail,
    ThinkingRunList,
    ThinkingRunShape,
)
from repochat.api.thinking_run_stream import follow_run
from repochat.catalog.thinking.run_model import CHANNEL
from repochat.core.errors import LimitError
from repochat.workspace.artifacts import write_artifact_address
from repochat.workspace.runs import RunDetail, cancel_run, list_runs, read_run, rerun

router = APIRouter(tags=["runs"], prefix="/runs")

Limit = Annotated[int, Query(ge=1, le=LIMITS.runs_listed_max)]
Statuses = Annotated[list[RunStatusName] | None, Query(description="Repeat it for several; without it all.")]
ThoughtText = Annotated[str | None, Query(max_length=LIMITS.name_chars_max)]


@router.get("", name="list_thinking_runs")
async def list_all(
    workspace: WorkspaceDep,
    repo: Annotated[RepoText | None, Query()] = None,
    thought: ThoughtText = None,
    status: Statuses = None,
    after: Annotated[str | None, Query(max_length=LIMITS.name_chars_max)] = None,
    limit: Limit = 50,
) -> ThinkingRunList:
    """Every attempt, the newest first."""
    place = read_thinking_run_cursor(after) if after else None
    repo_id = (await workspace.find_repo(repo)).id if repo else None
    found = await list_runs(
        workspace.resources,
        workspace.viewer,
        repo_id=repo_id,
        thought=thought,
        statuses=status or (),
        after=place,
        limit=limit + 1,
    )
    page, now = found[:limit], datetime.now(UTC)
    return ThinkingRunList(
        runs=[ThinkingRunShape.of(each, now) for each in page],
        next_after=write_thinking_run_cursor(page[-1].run) if len(found) > limit else None,
    )


@router.get(
    "/{run_id:uuid}",
    name="get_thinking_run",
    response_model=ThinkingRunDetail,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def get_one(
    run_id: UUID, services: ServicesDep, viewer: ViewerDep, accept: Annotated[str, Header()] = ""
) -> Response | ThinkingRunDetail:
    """One run with its log. With `Accept: text/event-stream` the same as it goes on.

    `run` events hold a run whenever it changed, `line` events a line of its log; `end` comes last.
    """
    detail = await read_run(services.resources, viewer, run_id)
    if EVENT_STREAM not in accept:
        return _shape(services, viewer, detail)
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many progress streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(follow_run(services, viewer, run_id), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


@router.post("/{run_id:uuid}/rerun", name="rerun_thinking_run")
async def repeat(run_id: UUID, services: ServicesDep, viewer: ViewerDep) -> Reproposed:
    """Proposes the same once more, from the start: no earlier outcome is reused."""
    return Reproposed(proposal_id=await rerun(services.resources, viewer, run_id))


@router.post("/{run_id:uuid}/cancel", name="cancel_thinking_run")
async def cancel(run_id: UUID, services: ServicesDep, viewer: ViewerDep) -> ThinkingRunShape:
    """One that waits ends at once, one that runs within a second. 409 for one that has ended."""
    return ThinkingRunShape.of(await cancel_run(services.resources, viewer, run_id), datetime.now(UTC))


def _shape(services: Services, viewer: Viewer, detail: RunDetail) -> ThinkingRunDetail:
    artifacts = [
        RunArtifactShape(
            name=each.name,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
            sha256=each.sha256,
            url=write_artifact_address(services.resources, viewer.tenant_id, each),
        )
        for each in detail.artifacts
    ]
    return ThinkingRunDetail.of_all(
        detail.listed, datetime.now(UTC), log=list(detail.lines), is_cut=detail.is_log_cut, artifacts=artifacts
    )
