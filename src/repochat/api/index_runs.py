"""`/index/runs`: every run over all repositories that the viewer sees, and their changes as they happen."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from repochat.accounts import Viewer
from repochat.api.cursors import read_run_cursor, write_run_cursor
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.index import list_skipped
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.run_shapes import RunDetail, RunList, RunListed
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import IndexStatusName, RepoText
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_list_store import LIST_MAX, ListedRun, RunListStore
from repochat.catalog.run_store import CHANNEL
from repochat.core.errors import LimitError, UnavailableError

router = APIRouter(tags=["indexing"], prefix="/index/runs")

Limit = Annotated[int, Query(ge=1, le=LIMITS.runs_listed_max)]
Statuses = Annotated[list[IndexStatusName] | None, Query(description="Repeat it for several; without it all.")]


@router.get("")
async def list_runs(
    services: ServicesDep,
    viewer: ViewerDep,
    repo: Annotated[RepoText | None, Query()] = None,
    status: Statuses = None,
    after: Annotated[str | None, Query(max_length=LIMITS.name_chars_max)] = None,
    limit: Limit = 50,
) -> RunList:
    """Every run, the newest first: what it was for, where it stands, how long each phase took, its report or error."""
    place = read_run_cursor(after) if after else None
    async with services.database.read(viewer.scope) as session:
        repo_id = (await get_repo(session, repo)).id if repo else None
        store = RunListStore(session)
        found = await store.list_runs(repo_id=repo_id, statuses=status or (), after=place, limit=limit + 1)
    page = found[:limit]
    return RunList(
        runs=[RunListed.of(each) for each in page],
        next_after=write_run_cursor(page[-1].run) if len(found) > limit else None,
    )


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "`run` events."}},
)
async def stream_runs(services: ServicesDep, viewer: ViewerDep) -> StreamingResponse:
    """Each run that changes, from now on, as `run` events that hold a RunListed.

    An event `missed` says that something may have been lost: read the list again. It comes first of all.
    """
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many progress streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(_watch(services, viewer), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


@router.get("/{run_id:uuid}")
async def get_run(run_id: UUID, services: ServicesDep, viewer: ViewerDep) -> RunDetail:
    """One run, with what was skipped by reason and the first paths of each."""
    async with services.database.read(viewer.scope) as session:
        listed = await RunListStore(session).get(run_id)
        sha = (listed.run.report or {}).get("revision")
        revision = await RevisionStore(session).find(listed.run.repo_id, sha) if sha else None
        skipped = await list_skipped(session, revision)
    return RunDetail(run=RunListed.of(listed), skipped=skipped)


async def _watch(services: Services, viewer: Viewer) -> AsyncIterator[str]:
    """Changes that come close together are read together."""
    clock = asyncio.get_running_loop()
    async with services.bus.subscribe(CHANNEL) as hints:
        yield "event: missed\ndata: {}\n\n"
        heartbeat_at = clock.time() + LIMITS.heartbeat_s
        while True:
            changed = await _collect(hints, heartbeat_at - clock.time())
            if changed is None:
                yield "event: missed\ndata: {}\n\n"
            for listed in await _read(services, viewer, changed or []):
                yield f"event: run\ndata: {RunListed.of(listed).model_dump_json()}\n\n"
            if clock.time() >= heartbeat_at:
                heartbeat_at = clock.time() + LIMITS.heartbeat_s
                yield ": still here\n\n"


async def _collect(hints: asyncio.Queue[str], wait_s: float) -> list[UUID] | None:
    """The runs that changed within a moment after the first that did within `wait_s`; None: some were lost."""
    told: list[str] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, wait_s)):
            told.append(await hints.get())
    if told:
        await asyncio.sleep(LIMITS.run_changes_s)
    while not hints.empty():
        told.append(hints.get_nowait())
    if any(not hint for hint in told):
        return None
    return list(dict.fromkeys(UUID(json.loads(hint)["run"]) for hint in told))[-LIST_MAX:]


async def _read(services: Services, viewer: Viewer, run_ids: list[UUID]) -> list[ListedRun]:
    """Those that the viewer sees; none while the database is away, after which something counts as lost."""
    if run_ids:
        with suppress(UnavailableError):
            async with services.database.read(viewer.scope) as session:
                return await RunListStore(session).find_all(run_ids)
    return []
