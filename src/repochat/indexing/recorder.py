"""Writes a run's progress into its row while it runs, and learns there that somebody asked to stop."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import structlog

from repochat.catalog.run_store import IndexRunWriter
from repochat.core.database import Database
from repochat.core.errors import UnavailableError
from repochat.indexing.progress import IndexProgress, Phase

log = structlog.get_logger(__name__)

WRITE_EVERY_S = 0.25
ASK_EVERY_S = 1.0  # without progress the row is written all the same, to learn of a cancellation
PHASES_MAX = 100  # a run has about five; one whose blobs are swept away begins some again


class PhaseClock:
    """Which phases a run went through and how long each took. May be asked from any thread."""

    def __init__(self) -> None:
        self._begun: list[tuple[Phase, float]] = []

    def enter(self, phase: Phase) -> None:
        if (not self._begun or self._begun[-1][0] != phase) and len(self._begun) < PHASES_MAX:
            self._begun.append((phase, time.monotonic()))

    def as_json(self) -> list[dict[str, Any]]:
        """[{phase, seconds}] in order; the last goes on until now. `done` only ends the one before it."""
        begun = list(self._begun)
        ends = [*(start_s for _, start_s in begun[1:]), time.monotonic()]
        return [
            {"phase": phase, "seconds": round(end_s - start_s, 3)}
            for (phase, start_s), end_s in zip(begun, ends, strict=True)
            if phase != "done"
        ]


class RunRecorder:
    """`note` and `is_cancelled` may be called from any thread; writing happens beside the work, never in its way."""

    def __init__(self, database: Database, tenant_id: UUID, run_id: UUID) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._run_id = run_id
        self._latest: IndexProgress | None = None
        self._written: IndexProgress | None = None
        self._cancelled = False
        self._phases = PhaseClock()

    def note(self, progress: IndexProgress) -> None:
        self._phases.enter(progress.phase)
        self._latest = progress

    def is_cancelled(self) -> bool:
        return self._cancelled

    @asynccontextmanager
    async def recording(self) -> AsyncGenerator[None]:
        """Write while the block runs, and once more at its end, however it ends."""
        writing = asyncio.create_task(self._write_forever(), name="indexing.recorder")
        try:
            yield
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            await self._write_once()

    async def _write_forever(self) -> None:
        clock = asyncio.get_running_loop()
        due = 0.0
        while True:
            if self._latest is not self._written or clock.time() >= due:
                due = clock.time() + ASK_EVERY_S
                await self._write_once()
            await asyncio.sleep(WRITE_EVERY_S)

    async def _write_once(self) -> None:
        progress = self._latest
        try:
            async with self._database.write(self._tenant_id) as session:
                cancelled = await IndexRunWriter(session).record(
                    self._run_id,
                    status="running",
                    progress=progress.as_json() if progress else None,
                    phases=self._phases.as_json(),
                )
        except UnavailableError:
            log.warning("index.progress_unwritten")
            return
        self._written = progress
        self._cancelled = self._cancelled or cancelled
