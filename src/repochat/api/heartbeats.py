"""Signs of life in a stream that has nothing to say, so that no proxy takes it for dead."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

Item = TypeVar("Item")


async def with_heartbeats(items: AsyncIterator[Item], every_s: float) -> AsyncGenerator[Item | None]:
    """The items as they come, and None whenever `every_s` passed without one."""
    coming: asyncio.Future[Item] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(items))
            await asyncio.wait({coming}, timeout=every_s)
            if not coming.done():
                yield None
                continue
            arrived, coming = coming, None
            try:
                item = arrived.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        if coming is not None:
            coming.cancel()
