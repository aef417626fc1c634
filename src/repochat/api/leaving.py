"""What to do when a client leaves before its answer is there: stop what is done for it."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import Depends, Request


async def watch_client(request: Request) -> AsyncGenerator[Callable[[], bool]]:
    """Tells threads whether the client has left, or the request has ended. For requests without a body."""
    async with _watching(request) as has_left:
        yield has_left


@asynccontextmanager
async def _watching(request: Request) -> AsyncGenerator[Callable[[], bool]]:
    left = threading.Event()
    task = asyncio.create_task(_await_leaving(request, left), name="api.leaving")
    try:
        yield left.is_set
    finally:
        left.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _await_leaving(request: Request, left: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()


HasLeftDep = Annotated[Callable[[], bool], Depends(watch_client)]
