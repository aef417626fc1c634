"""The bounds of time of one answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from repochat.llm.chat_model import ModelLimits


class WaitedTooLongError(Exception):
    """`limit` is the bound's name in ModelLimits."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class Clock:
    """Starts when it is made, inside the event loop that waits."""

    def __init__(self, limits: ModelLimits) -> None:
        self._loop = asyncio.get_running_loop()
        self._limits = limits
        self._ends_at_s = self._loop.time() + limits.total_timeout_s

    @property
    def left_s(self) -> float:
        return self._ends_at_s - self._loop.time()

    def bound_first_event(self) -> AbstractAsyncContextManager[None]:
        return self._bound(self._limits.first_event_timeout_s, "first_event_timeout_s")

    def bound_idle(self) -> AbstractAsyncContextManager[None]:
        return self._bound(self._limits.idle_timeout_s, "idle_timeout_s")

    def bound_total(self) -> AbstractAsyncContextManager[None]:
        return self._bound(self._limits.total_timeout_s, "total_timeout_s")

    def _bound(self, seconds: float, limit: str) -> AbstractAsyncContextManager[None]:
        ends_at_s = self._loop.time() + seconds
        if ends_at_s < self._ends_at_s:
            return _wait_until(ends_at_s, limit)
        return _wait_until(self._ends_at_s, "total_timeout_s")


@asynccontextmanager
async def _wait_until(ends_at_s: float, limit: str) -> AsyncGenerator[None]:
    """Raises WaitedTooLongError when the block is not done by then, seconds on the loop's clock."""
    bound = asyncio.timeout_at(ends_at_s)
    try:
        async with bound:
            yield
    except TimeoutError:
        if bound.expired():
            raise WaitedTooLongError(limit) from None
        raise
