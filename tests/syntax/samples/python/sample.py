#!/usr/bin/env python3
"""A small in-process event bus."""

from __future__ import annotations

import asyncio
import os.path as osp
from collections import defaultdict, deque as Deque
from typing import Any, Generic, TypeVar

from . import errors
from .codec import *

T = TypeVar("T")
MAX_LISTENERS: int = 16  # more is a leak
left, right = 1, 2


# Handlers are looked up by the exact type of the event.
# Subclasses are not considered.
class Bus(Generic[T], metaclass=abc.ABCMeta):
    '''Delivers events to handlers.

    Handlers run in the order of their subscription.
    '''

    DEFAULT_NAME = "main"
    queue: Deque[T]

    class Closed(errors.BusError):
        """Raised after close()."""

    def __init__(self, name: str = DEFAULT_NAME, *, limit: int = MAX_LISTENERS) -> None:
        self.name = name
        self.queue = Deque(maxlen=limit)
        self._handlers: dict[type, list[Handler]] = defaultdict(list)

    @property
    def size(self) -> int:
        return len(self.queue)

    @errors.wrapped(retries=3)
    @staticmethod
    def describe(
        event: T,
        *,
        verbose: bool = False,
    ) -> str:
        """One line about the event."""
        return f"{event!r}" if verbose or osp.exists("debug") else str(event)

    async def publish(self, event: T) -> int:
        delivered = 0
        for handler in self._handlers[type(event)]:
            try:
                await handler(event)
            except errors.HandlerError as error:
                if error.fatal and not self.queue:
                    raise
            else:
                delivered += 1
        return delivered

    def __len__(self) -> int:
        return self.size

    def _drain(self):
        def take():
            while self.queue:
                yield self.queue.popleft()

        return [item for item in take() if item is not None]


def connect(url: str, **options: Any) -> Bus[str]:
    # Not a docstring, and not a leading comment either.
    match url.split(":"):
        case ["mem", _]:
            return Bus("mem")
        case _:
            raise ValueError(url)


handlers = {
    "start": lambda event: print(event),
    "stop": connect,
}

if __name__ == "__main__":
    asyncio.run(Bus("demo").publish("hello"))
