"""`/index/{repo}/events`: an indexing's progress as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from repochat.accounts import Viewer
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import RepoText, RunShape
from repochat.catalog.run_store import CHANNEL, FINAL, IndexRun, IndexRunStore
from repochat.core.errors import LimitError, NotFoundError, UnavailableError

router = APIRouter(tags=["indexing"], prefix="/index")

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get(
    "/{repo:path}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "`run` events."}},
)
async def stream_events(
    repo: RepoText, services: ServicesDep, viewer: ViewerDep, run: UUID | None = None
) -> StreamingResponse:
    """The state of a run (default: the latest) now and whenever it changes, until it ends.

    Each event is named `run` and holds a RunShape; comments keep the connection alive.
    """
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
        runs = IndexRunStore(session)
        current = await runs.get(run) if run else await runs.find_latest(found.id)
    if current is None or current.repo_id != found.id:
        raise NotFoundError(f"{found.name} has no such run.", hint=f"POST /index/{found.name}/initial starts one.")
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many progress streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(_watch(services, viewer, current), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _watch(services: Services, viewer: Viewer, run: IndexRun) -> AsyncIterator[str]:
    """Subscribed before the state is read, so nothing falls between; read again on each hint, and now and then."""
    clock = asyncio.get_running_loop()
    async with services.bus.subscribe(CHANNEL) as hints:
        last = ""
        heartbeat_at = clock.time() + LIMITS.heartbeat_s
        while True:
            run = await _read_run(services, viewer, run)
            event = _render_run(run)
            if event != last:
                last = event
                yield event
            if run.status in FINAL:
                return
            if clock.time() >= heartbeat_at:
                heartbeat_at = clock.time() + LIMITS.heartbeat_s
                yield ": still here\n\n"
            await _await_hint(hints, str(run.id))


async def _read_run(services: Services, viewer: Viewer, run: IndexRun) -> IndexRun:
    """The run now; as it was last seen while the database is away."""
    with suppress(UnavailableError):
        async with services.database.read(viewer.scope) as session:
            return await IndexRunStore(session).get(run.id)
    return run


async def _await_hint(hints: asyncio.Queue[str], run_id: str) -> None:
    """Until a hint about this run, a reconnect (an empty one), or `event_poll_s`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LIMITS.event_poll_s):
            while True:
                hint = await hints.get()
                if not hint or run_id in hint:
                    return


def _render_run(run: IndexRun) -> str:
    return f"event: run\ndata: {RunShape.model_validate(run).model_dump_json()}\n\n"
