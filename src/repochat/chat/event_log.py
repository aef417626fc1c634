"""The events of one answer, numbered so that whoever lost the connection goes on where it was.

What stays of an answer (citations, statements, the end) has the multiples of STEP; what only tells of its making is
numbered in between. So an answer read from the store gives its events the numbers that they had when they were live.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator

from repochat.chat.model import Answer, AnswerEvent, CitationReady, Finished, StatementReady
from repochat.chat.stored import list_events

STEP = 1_000

NumberedEvent = tuple[int, AnswerEvent]


class EventLog:
    """What was said so far. One writer, any number of readers, all of one event loop."""

    def __init__(self, *, events_max: int) -> None:
        """Beyond `events_max` events, those that only tell of the making are left out; the rest has its own bounds."""
        self.left_out = 0
        self._events: list[NumberedEvent] = []
        self._number = 0
        self._events_max = events_max
        self._has_ended = False
        self._error: Exception | None = None
        self._changed = asyncio.Event()

    def add(self, event: AnswerEvent) -> None:
        if isinstance(event, CitationReady | StatementReady | Finished):
            self._number += STEP - self._number % STEP
        elif len(self._events) >= self._events_max or self._number % STEP == STEP - 1:
            self.left_out += 1
            return
        else:
            self._number += 1
        self._events.append((self._number, event))
        self._wake()

    def end(self, error: Exception | None = None) -> None:
        """Readers end once they have read everything, with `error` when there is one."""
        self._has_ended, self._error = True, error
        self._wake()

    async def read(self, after: int) -> AsyncGenerator[NumberedEvent]:
        """Everything numbered above `after`: what was said, then what is said while it is read."""
        at = 0
        while True:
            changed = self._changed
            while at < len(self._events):
                number, event = self._events[at]
                at += 1
                if number > after:
                    yield number, event
            if self._has_ended:
                break
            await changed.wait()
        if self._error is not None:
            raise self._error

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def number_events(answer: Answer, after: int) -> Iterator[NumberedEvent]:
    """The events of a stored answer that come after number `after`."""
    for position, event in enumerate(list_events(answer), start=1):
        if position * STEP > after:
            yield position * STEP, event
