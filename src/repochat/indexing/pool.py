"""Deriving blobs on all cores. Each process reads its own blobs from git: no source code travels between processes."""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import ModuleType

import numpy as np

from repochat.catalog.blob_store import DerivedBlob
from repochat.core.errors import UnavailableError
from repochat.git import BlobReader
from repochat.indexing.derive import Derived, derive_blob
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel, Vectors
from repochat.syntax import HEAD_BYTES, detect_language, set_grammar_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLimits:
    """Below `inline_bytes_max` of work, starting processes costs more than it saves; once they run, they are used."""

    processes_max: int = 8
    inline_bytes_max: int = 1_000_000
    batch_bytes_max: int = 400_000
    batch_bytes_min: int = 40_000
    batch_files_max: int = 100
    batches_per_process: int = 4  # small enough that no process waits long for the last one


LIMITS = PoolLimits()
STOP_POLL_S = 0.2
AUTHORED = ":authored"  # ends `read_as` where the repository says that the file is not generated


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobTask:
    """A blob to derive. `path` is any path that it has."""

    oid: str
    path: str
    read_as: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Work for one process at a time. `static_model` is false when heads are embedded elsewhere, by a provider."""

    mirror: Path
    tasks: tuple[BlobTask, ...]
    static_model: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedBatch:
    """Blobs in the order of their tasks; `heads` only where vectors are still to be made."""

    blobs: list[DerivedBlob]
    heads: list[list[str]]


class DerivePool:
    """Processes that derive blobs, started when there is enough work and kept for the next run. Close it at the end."""

    def __init__(self, grammars: Path, limits: PoolLimits = LIMITS) -> None:
        """`grammars` is where parsers are unpacked on first use, for this process and those of the pool."""
        set_grammar_folder(grammars)
        self._grammars = grammars
        self._limits = limits
        self._width = min(limits.processes_max, len(os.sched_getaffinity(0)))
        self._processes: ProcessPoolExecutor | None = None

    async def derive(
        self, mirror: Path, tasks: Sequence[BlobTask], *, static_model: bool, should_stop: Callable[[], bool]
    ) -> AsyncIterator[tuple[Batch, DerivedBatch]]:
        """Each batch of `tasks` with its result, as they are done. Ends early when `should_stop` says so.

        Raises UnavailableError when a process dies, out of memory say; the next call starts new ones.
        """
        batches = iter(self._split(mirror, tasks, static_model=static_model))
        executor, width = self._choose_executor(sum(task.size_bytes for task in tasks))
        loop = asyncio.get_running_loop()
        running: dict[asyncio.Future[DerivedBatch], Batch] = {}
        try:
            while True:
                while len(running) < 2 * width and not should_stop() and (batch := next(batches, None)) is not None:
                    running[loop.run_in_executor(executor, derive_batch, batch)] = batch
                if not running:
                    return
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED, timeout=STOP_POLL_S)
                for future in done:
                    yield running.pop(future), future.result()
                if should_stop():
                    return
        except BrokenProcessPool as error:
            self._processes = None
            raise UnavailableError(
                "A process that parses files died.", hint="Index again: it resumes. If it stays, give it more memory."
            ) from error
        finally:
            for future in running:
                future.cancel()

    def close(self) -> None:
        """Stops the processes; what they were doing is thrown away."""
        if self._processes is not None:
            self._processes.shutdown(wait=True, cancel_futures=True)
            self._processes = None

    def _split(self, mirror: Path, tasks: Sequence[BlobTask], *, static_model: bool) -> list[Batch]:
        limits = self._limits
        share = sum(task.size_bytes for task in tasks) // (self._width * limits.batches_per_process)
        size_max = min(max(share, limits.batch_bytes_min), limits.batch_bytes_max)
        groups: list[list[BlobTask]] = []
        size = 0
        for task in tasks:
            if not groups or size + task.size_bytes > size_max or len(groups[-1]) >= limits.batch_files_max:
                groups.append([])
                size = 0
            groups[-1].append(task)
            size += task.size_bytes
        return [Batch(mirror=mirror, tasks=tuple(group), static_model=static_model) for group in groups]

    def _choose_executor(self, size_bytes: int) -> tuple[Executor | None, int]:
        """None is the event loop's own threads: good for little work."""
        if self._width == 1 or (self._processes is None and size_bytes <= self._limits.inline_bytes_max):
            return None, 1
        if self._processes is None:
            context = _Context()
            context.set_forkserver_preload([__name__])
            self._processes = ProcessPoolExecutor(
                max_workers=self._width, mp_context=context, initializer=_start_process, initargs=(self._grammars,)
            )
        return self._processes, self._width


class _Process(ForkServerProcess):
    """Starts without the program's main module: a script that connects a repository must not run once a process."""

    def start(self) -> None:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")  # it has no file that a child could run
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


class _Context(ForkServerContext):
    Process = _Process


def _start_process(grammars: Path) -> None:
    set_grammar_folder(grammars)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent.sentinel,), daemon=True).start()


def _die_with(sentinel: int) -> None:
    """A killed parent cannot tell its children to stop; its sentinel can."""
    wait([sentinel])
    os._exit(1)


def derive_batch(batch: Batch) -> DerivedBatch:
    """Runs in a process or thread of the pool. Content never raises; a blob that git cannot give is a skip."""
    derived: list[tuple[BlobTask, str, Derived]] = []
    with BlobReader(batch.mirror) as reader:
        blobs = reader.iter_blobs([task.oid for task in batch.tasks])
        for task, blob in zip(batch.tasks, blobs, strict=True):
            data = blob.content
            if data is None:
                derived.append((task, task.read_as, _unreadable(blob.problem)))
                continue
            language = detect_language(task.path, data[:HEAD_BYTES])
            is_authored = task.read_as.endswith(AUTHORED)
            derived.append((task, language, derive_blob(task.path, language, data, is_authored=is_authored)))
    heads = [result.heads for _, _, result in derived]
    vectors = embed_heads(_static_model(), heads) if batch.static_model else [b""] * len(heads)
    stored = [
        _stored(task, language, result, packed)
        for (task, language, result), packed in zip(derived, vectors, strict=True)
    ]
    return DerivedBatch(blobs=stored, heads=[] if batch.static_model else heads)


def embed_heads(model: EmbeddingModel, heads: Sequence[Sequence[str]]) -> list[bytes]:
    """For each blob the vectors of its heads, packed as the catalog stores them."""
    flat = [head for blob in heads for head in blob]
    vectors = pack_vectors(model.embed_documents(flat)) if flat else b""
    width = model.dimensions * 2
    packed: list[bytes] = []
    start = 0
    for blob in heads:
        end = start + len(blob) * width
        packed.append(vectors[start:end])
        start = end
    return packed


def pack_vectors(vectors: Vectors) -> bytes:
    """Rows as big-endian halves."""
    return vectors.astype(np.dtype(">f2")).tobytes()


@lru_cache(maxsize=1)
def _static_model() -> EmbeddingModel:
    return load_embedding_model("static")


def _unreadable(problem: str | None) -> Derived:
    reason = "too_large" if problem == "too_large" else "missing"
    return Derived(skip_reason=reason, lines=0, problems=(), piece=b"", chunks=[], symbols=[], heads=[])


def _stored(task: BlobTask, language: str, result: Derived, vectors: bytes) -> DerivedBlob:
    return DerivedBlob(
        oid=task.oid,
        read_as=task.read_as,
        language=language,
        size_bytes=task.size_bytes,
        lines=result.lines,
        skip_reason=result.skip_reason,
        problems=result.problems,
        piece=result.piece,
        chunks=result.chunks,
        symbols=result.symbols,
        vectors=vectors,
    )
