"""Pure Python work beside an event loop: in threads, and few of them at once.

Threads that compute take turns with the event loop, each for an interpreter's switch interval: with many of them a
stream waits for all the others. Two are enough to keep the processor busy where numpy and git let go of it.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Computing:
    """Build one per process; whoever finds all slots taken waits for one in the order of coming."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.Semaphore(at_once)

    async def run(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """What `work` returns; once begun it runs to its end, though nobody may wait for it any more."""
        async with self._slots:
            return await asyncio.to_thread(work, *args, **kwargs)
