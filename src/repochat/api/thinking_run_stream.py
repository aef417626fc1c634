"""A run as server-sent events: its state, the lines of its log, its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from repochat.accounts import Viewer
from repochat.api.limits import LIMITS
from repochat.api.services import Services
from repochat.api.thinking_run_shapes import LogLineShape, ThinkingRunShape
from repochat.catalog.thinking.run_model import CHANNEL, FINAL
from repochat.core.errors import UnavailableError
from repochat.workspace.runs import RunDetail, read_run

CLOCK = {"seconds"}  # it goes on by itself: no change of the run


async def follow_run(services: Services, viewer: Viewer, run_id: UUID) -> AsyncIterator[str]:
    """Subscribed before the state is read, so nothing falls between; read again on each hint, and now and then."""
    clock = asyncio.get_running_loop()
    async with services.bus.subscribe(CHANNEL) as hints:
        seen, last, heartbeat_at = 0, "", clock.time() + LIMITS.heartbeat_s
        while True:
            detail = await _read(services, viewer, run_id, seen)
            if detail is not None:
                shape = ThinkingRunShape.of(detail.listed, datetime.now(UTC))
                if (state := shape.model_dump_json(exclude=CLOCK)) != last:
                    last = state
                    yield _render("run", shape)
                for line in detail.lines:
                    seen = line.number
                    yield _render("line", LogLineShape.model_validate(line))
                if detail.listed.run.status in FINAL:
                    yield _render("end", shape)
                    return
            if clock.time() >= heartbeat_at:
                heartbeat_at = clock.time() + LIMITS.heartbeat_s
                yield ": still here\n\n"
            await _await_hint(hints, str(run_id))


async def _read(services: Services, viewer: Viewer, run_id: UUID, after_line: int) -> RunDetail | None:
    """None while the database is away."""
    with suppress(UnavailableError):
        return await read_run(services.resources, viewer, run_id, after_line=after_line)
    return None


async def _await_hint(hints: asyncio.Queue[str], run_id: str) -> None:
    """Until a hint about this run, a reconnect (an empty one), or `event_poll_s`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LIMITS.event_poll_s):
            while True:
                hint = await hints.get()
                if not hint or run_id in hint:
                    return


def _render(event: str, shape: BaseModel) -> str:
    return f"event: {event}\ndata: {shape.model_dump_json()}\n\n"
