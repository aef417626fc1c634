"""How far an indexing has come, for a person to watch and to stop."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Phase = Literal["mirror", "plan", "parse", "graph", "publish", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexProgress:
    """A moment of a run. Rates are means since parsing began; `seconds_left` is null until one is known."""

    phase: Phase
    detail: str = ""
    files_done: int = 0
    files_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    chunks: int = 0
    bytes_per_s: float = 0.0
    seconds_left: float | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


OnProgress = Callable[[IndexProgress], None]
ShouldStop = Callable[[], bool]


@dataclass(slots=True)
class ParseMeter:
    """Counts what has been parsed and says how long the rest will take."""

    files_total: int
    bytes_total: int
    files_done: int = 0
    bytes_done: int = 0
    chunks: int = 0
    started_s: float = field(default_factory=time.monotonic)

    def add(self, *, files: int, size_bytes: int, chunks: int) -> IndexProgress:
        self.files_done += files
        self.bytes_done += size_bytes
        self.chunks += chunks
        return self.read()

    def read(self) -> IndexProgress:
        rate = self.bytes_done / max(time.monotonic() - self.started_s, 1e-6)
        left = (self.bytes_total - self.bytes_done) / rate if self.bytes_done else None
        return IndexProgress(
            phase="parse",
            files_done=self.files_done,
            files_total=self.files_total,
            bytes_done=self.bytes_done,
            bytes_total=self.bytes_total,
            chunks=self.chunks,
            bytes_per_s=round(rate, 1),
            seconds_left=round(left, 1) if left is not None else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What a run did. `files`, `chunks`, `symbols` and `edges` are those of the whole revision.

    So are blobs: of those that its files are read from, each once, `new_blobs` were derived by this run and
    `reused_blobs` were known before. `files_changed` came, went or changed since the revision that was indexed before.
    """

    repo: str
    revision: str
    files: int
    skipped: dict[str, int]
    chunks: int
    symbols: int
    edges: int
    seconds: float
    reused_blobs: int
    new_blobs: int
    files_changed: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
