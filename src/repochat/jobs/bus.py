"""Events over LISTEN/NOTIFY: one dedicated connection a process, any number of subscribers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import psycopg
import structlog
from psycopg import sql

from repochat.core.postgres import conninfo_of
from repochat.jobs.limits import LIMITS
from repochat.jobs.retry import draw_delay_s

log = structlog.get_logger(__name__)

Payloads = asyncio.Queue[str]


class EventBus:
    """Listens to `channels` while `run()` runs. NOTIFY is a hint, not a record: subscribers read the state first.

    After a reconnect every subscriber gets an empty payload, because something may have been missed.
    """

    def __init__(self, url: str, channels: tuple[str, ...]) -> None:
        """`url` is a SQLAlchemy URL of the `postgresql+psycopg` dialect."""
        self._url = url
        self._channels = channels
        self._subscribers: dict[str, set[Payloads]] = defaultdict(set)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncGenerator[Payloads]:
        """A queue of payloads, at most `bus_payloads_max` long: for a slow reader the oldest are dropped."""
        queue: Payloads = asyncio.Queue(maxsize=LIMITS.bus_payloads_max)
        self._subscribers[channel].add(queue)
        try:
            yield queue
        finally:
            self._subscribers[channel].discard(queue)

    def count_subscribers(self, channel: str) -> int:
        return len(self._subscribers[channel])

    async def run(self) -> None:
        """Listen until cancelled, reconnecting when the database goes away."""
        failures = 0
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                log.warning("jobs.bus_lost", error=type(error).__name__, failures=failures)
            await asyncio.sleep(draw_delay_s(failures, base_s=0.5, cap_s=LIMITS.reconnect_cap_s))
            failures += 1

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            conninfo_of(self._url), autocommit=True, connect_timeout=int(LIMITS.connect_s)
        )
        async with connection:
            for channel in self._channels:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self._wake_all()
            async for notification in connection.notifies():
                self._publish(notification.channel, notification.payload)

    def _wake_all(self) -> None:
        for channel in self._channels:
            self._publish(channel, "")

    def _publish(self, channel: str, payload: str) -> None:
        for queue in self._subscribers[channel]:
            if queue.full():
                with suppress(asyncio.QueueEmpty):
                    queue.get_nowait()
            queue.put_nowait(payload)
