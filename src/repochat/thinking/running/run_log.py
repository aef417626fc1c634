"""What a run says while it runs, written in small batches: bounded, and waiting through absences of the database."""

import asyncio
from collections.abc import Mapping
from typing import Any

from repochat.catalog.thinking.run_model import LIMITS as STORED
from repochat.catalog.thinking.run_model import Claim, NewLines
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.core.database import Database
from repochat.core.errors import UnavailableError
from repochat.thinking.running.limits import LIMITS


class RunLog:
    """Of one claim. `run()` writes until cancelled; `drain` gives back what was not written."""

    def __init__(self, database: Database, claim: Claim, *, written: int) -> None:
        """`written` lines are there from an earlier attempt."""
        self._database = database
        self._claim = claim
        self._written = written
        self._lines: list[str] = []
        self._progress: Mapping[str, Any] | None = None
        self._news = asyncio.Event()

    def add(self, line: str) -> None:
        """Dropped once the log is full; the last line that is kept says so."""
        if self._written + len(self._lines) < STORED.log_lines_max:
            self._lines.append(line)
            self._news.set()

    def tell(self, progress: Mapping[str, Any]) -> None:
        """Only the newest counts."""
        self._progress = progress
        self._news.set()

    async def run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await self._write()
            await asyncio.sleep(LIMITS.flush_s)

    def drain(self) -> list[str]:
        """The lines that no transaction has written yet."""
        lines, self._lines = self._lines, []
        return lines

    async def _write(self) -> None:
        lines, progress = self.drain(), self._progress
        self._progress = None
        try:
            async with self._database.write(self._claim.tenant_id) as session:
                new = NewLines(after=self._written, texts=lines)
                await RunWriter(session).note(self._claim, lines=new, progress=progress)
        except UnavailableError:
            self._lines = [*lines, *self._lines]
            self._progress = self._progress or progress
            self._news.set()
        except asyncio.CancelledError:
            self._lines = [*lines, *self._lines]  # perhaps written: the same numbers are written once
            raise
        else:
            self._written += len(lines)
