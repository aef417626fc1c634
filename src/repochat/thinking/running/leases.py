"""Keeps the leases of this worker's runs, and hears why one should stop: in a thread with a connection of its own.

So neither a busy event loop nor a full pool of connections lets a run be taken for lost.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import structlog

from repochat.catalog.thinking.run_model import Claim
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.core.database import Database
from repochat.core.errors import UnavailableError
from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.running.stopping import Stop, find_stop

log = structlog.get_logger(__name__)

Lost = Literal["lost"]
OnStop = Callable[[Stop | Lost], None]


@dataclass(slots=True)
class _Held:
    claim: Claim
    on_stop: OnStop
    loop: asyncio.AbstractEventLoop
    renewed_at: float = field(default_factory=time.monotonic)
    is_told: bool = False


class LeaseKeeper:
    """Build one per worker and close it at the end. Its thread runs only while a lease is held."""

    def __init__(self, url: str, limits: RunLimits = LIMITS) -> None:
        self._url = url
        self._limits = limits
        self._held: dict[Claim, _Held] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def hold(self, claim: Claim, on_stop: OnStop) -> None:
        """From now on. `on_stop` is called on this event loop, once: with why to stop, or `lost`: the claim is gone."""
        with self._guard:
            self._held[claim] = _Held(claim, on_stop, asyncio.get_running_loop())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="thinking.leases", daemon=True)
                self._thread.start()

    def release(self, claim: Claim) -> None:
        with self._guard:
            self._held.pop(claim, None)

    def _run(self) -> None:
        try:
            asyncio.run(self._keep())
        except Exception:  # a thread has nobody to raise to
            log.exception("thinking.leases_broken")
            with self._guard:
                self._thread = None

    async def _keep(self) -> None:
        database = Database(self._url, pool_connections=1)
        try:
            while self._list():
                await asyncio.sleep(self._limits.watch_s)
                for held in self._list():
                    await self._look(database, held)
        finally:
            await database.close()

    def _list(self) -> list[_Held]:
        """None: the thread ends, which nobody can overlook."""
        with self._guard:
            if not self._held:
                self._thread = None
            return list(self._held.values())

    async def _look(self, database: Database, held: _Held) -> None:
        try:
            told = await self._ask(database, held)
        except UnavailableError:
            return  # while the database is away nobody else can claim it either
        if told is not None and not held.is_told:
            held.is_told = True
            held.loop.call_soon_threadsafe(held.on_stop, told)

    async def _ask(self, database: Database, held: _Held) -> Stop | Lost | None:
        claim = held.claim
        if time.monotonic() - held.renewed_at < self._limits.renew_s:
            async with database.read(claim.tenant_id) as session:
                return await find_stop(session, claim)
        async with database.write(claim.tenant_id) as session:
            if not await RunWriter(session).renew(claim, lease_s=self._limits.lease_s):
                return "lost"
            stop = await find_stop(session, claim)
        held.renewed_at = time.monotonic()
        return stop
