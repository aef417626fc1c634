"""One process of a run, from its start until it and all that it started are gone."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from repochat.catalog.thinking.run_model import Claim, Run
from repochat.thinking.running.leases import LeaseKeeper, Lost
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.running.nursery import Child, Ended, Nursery
from repochat.thinking.running.order import Order
from repochat.thinking.running.run_log import RunLog
from repochat.thinking.running.stopping import Stop
from repochat.thinking.running.wire import (
    GO,
    HEADER,
    REUSE,
    Broken,
    Finished,
    Identified,
    Noted,
    Stopped,
    Told,
    Used,
    WireError,
    receive,
)
from repochat.thinking.spec import Amounts

log = structlog.get_logger(__name__)

SHUTDOWN = Stop(kind="shutdown", reason="The worker was stopped.")
FindReusable = Callable[[Identified], Awaitable[Run | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEnd:
    """`last` is the last thing it said, if it got that far; `stop` why it was stopped; `is_late`: over its time."""

    ended: Ended
    last: Finished | Broken | Stopped | None
    reused: Run | None
    stop: Stop | Lost | None
    is_late: bool
    used: Amounts


class Attempt:
    """Build one for each claim, and `run` it once."""

    def __init__(self, nursery: Nursery, leases: LeaseKeeper, run_log: RunLog, limits: RunLimits = LIMITS) -> None:
        self._nursery = nursery
        self._leases = leases
        self._log = run_log
        self._limits = limits
        self._stop: Stop | Lost | None = None
        self._stopped = asyncio.Event()
        self._last: Finished | Broken | Stopped | None = None
        self._reused: Run | None = None
        self._model = Used(model_tokens=0, usd=0.0)

    async def run(
        self, claim: Claim, order: Order, *, find_reusable: FindReusable, should_stop: Callable[[], bool]
    ) -> AttemptEnd:
        """Raises UnavailableError when no process can be started."""
        started_at = time.monotonic()
        self._leases.hold(claim, self._hear_stop)
        child = await self._nursery.start(order)
        sides = [
            asyncio.create_task(self._listen(child, find_reusable), name="thinking.listening"),
            asyncio.create_task(self._watch_worker(should_stop), name="thinking.watching"),
            asyncio.create_task(self._log.run(), name="thinking.log"),
        ]
        try:
            is_late = await self._await_end(child, order)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.stop_grace_s * 4):  # what it said before it ended
                    await asyncio.shield(sides[0])
        finally:
            self._nursery.stop(child)
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)
            ended = await child.ended
            await self._nursery.release(child)
        return AttemptEnd(
            ended=ended,
            last=self._last,
            reused=self._reused,
            stop=self._stop,
            is_late=is_late,
            used=self._measure(ended, order, time.monotonic() - started_at),
        )

    async def _await_end(self, child: Child, order: Order) -> bool:
        """Until it ended, or was told to; returns whether its time was over."""
        most_s = max(self._limits.wall_min_s, self._limits.wall_factor * order.allowed.cpu_s)
        stopped = asyncio.ensure_future(self._stopped.wait())
        done, _ = await asyncio.wait({child.ended, stopped}, timeout=most_s, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if child.ended not in done:
            is_fenced_off = self._stop == "lost"
            self._nursery.stop(child, grace_s=0 if is_fenced_off else self._limits.stop_grace_s)
            await asyncio.wait({child.ended})
        return not done

    async def _listen(self, child: Child, find_reusable: FindReusable) -> None:
        try:
            while (message := await receive(child.messages)) is not None:
                match message:
                    case Noted():
                        self._log.add(message.text)
                    case Told():
                        self._log.tell({"done": message.done, "total": message.total, "what": message.what})
                    case Used():
                        self._model = message
                    case Identified():
                        self._reused = await find_reusable(message)
                        answer = GO if self._reused is None else REUSE
                        child.answers.write(HEADER.pack(len(answer)) + answer)
                    case Finished() | Broken() | Stopped():
                        self._last = message
                        self._model = Used(model_tokens=message.model_tokens, usd=message.usd)
        except WireError as error:
            log.warning("thinking.message_refused", reason=str(error))
            self._nursery.stop(child)

    async def _watch_worker(self, should_stop: Callable[[], bool]) -> None:
        while not should_stop():  # noqa: ASYNC110  a job is asked, it does not tell
            await asyncio.sleep(self._limits.watch_s)
        self._hear_stop(SHUTDOWN)

    def _hear_stop(self, stop: Stop | Lost) -> None:
        if self._stop is None or stop == "lost":
            self._stop = stop
            self._stopped.set()

    def _measure(self, ended: Ended, order: Order, seconds: float) -> Amounts:
        """What nobody could measure counts as the most that it can have been."""
        used = ended.used or {"cpu_s": min(seconds, order.allowed.cpu_s), "memory_bytes": 0, "io_bytes": 0}
        return Amounts(
            cpu_s=round(used["cpu_s"], 3),
            memory_bytes=int(used["memory_bytes"]),
            io_bytes=int(used["io_bytes"]),
            model_tokens=self._model.model_tokens,
            usd=self._model.usd,
        )
