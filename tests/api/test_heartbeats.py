import asyncio
from collections.abc import AsyncGenerator

import pytest

from repochat.api.heartbeats import with_heartbeats


async def count_slowly(until: int, released: asyncio.Event) -> AsyncGenerator[int]:
    for number in range(until):
        yield number
    await released.wait()
    yield until


async def test_silence_is_filled_and_nothing_is_lost() -> None:
    released = asyncio.Event()
    heard: list[int | None] = []
    async for item in with_heartbeats(count_slowly(2, released), 0.01):
        heard.append(item)
        if heard.count(None) == 2:
            released.set()
    assert [item for item in heard if item is not None] == [0, 1, 2]
    assert heard.count(None) >= 2


async def test_an_error_comes_through() -> None:
    async def fail() -> AsyncGenerator[int]:
        yield 1
        raise ValueError("broken")

    items = with_heartbeats(fail(), 1)
    assert await anext(items) == 1
    with pytest.raises(ValueError, match="broken"):
        await anext(items)


async def test_leaving_in_the_silence_ends_what_was_waited_for() -> None:
    ended = asyncio.Event()

    async def wait() -> AsyncGenerator[int]:
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            ended.set()

    items = with_heartbeats(wait(), 0.01)
    assert await anext(items) is None
    await items.aclose()
    async with asyncio.timeout(1):
        await ended.wait()
