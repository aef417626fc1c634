"""Deriving blobs on all cores. Each process reads its own blobs from git: no source code travels between processes."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path

import numpy as np

from repochat.catalog.blob_store import DerivedBlob
from repochat.git import BlobReader
from repochat.indexing.derive import Derived, derive_blob
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel, Vectors
from repochat.syntax.languages import HEAD_BYTES, detect_language


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLimits:
    """Below `inline_bytes_max` of work, starting processes costs more than it saves."""

    processes_max: int = 8
    inline_bytes_max: int = 1_500_000
    batch_bytes: int = 400_000
    batch_files: int = 100


LIMITS = PoolLimits()


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


def split_batches(
    mirror: Path, tasks: Sequence[BlobTask], *, static_model: bool, limits: PoolLimits = LIMITS
) -> list[Batch]:
    """`tasks` in batches of about `batch_bytes`."""
    batches: list[Batch] = []
    current: list[BlobTask] = []
    size = 0
    for task in tasks:
        if current and (size + task.size_bytes > limits.batch_bytes or len(current) >= limits.batch_files):
            batches.append(Batch(mirror=mirror, tasks=tuple(current), static_model=static_model))
            current, size = [], 0
        current.append(task)
        size += task.size_bytes
    if current:
        batches.append(Batch(mirror=mirror, tasks=tuple(current), static_model=static_model))
    return batches


async def derive_batches(
    batches: Sequence[Batch], *, should_stop: Callable[[], bool], limits: PoolLimits = LIMITS
) -> AsyncIterator[tuple[Batch, DerivedBatch]]:
    """Each batch with its result, as they are done. Ends early when `should_stop` says so; leaves no process behind."""
    executor, width = _open_executor(sum(task.size_bytes for batch in batches for task in batch.tasks), limits)
    loop = asyncio.get_running_loop()
    queue = iter(batches)
    running: dict[asyncio.Future[DerivedBatch], Batch] = {}
    try:
        while True:
            while len(running) < 2 * width and not should_stop() and (batch := next(queue, None)) is not None:
                running[loop.run_in_executor(executor, derive_batch, batch)] = batch
            if not running:
                return
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()
            if should_stop():
                return
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _open_executor(size_bytes: int, limits: PoolLimits) -> tuple[Executor, int]:
    width = min(limits.processes_max, len(os.sched_getaffinity(0)))
    if size_bytes <= limits.inline_bytes_max or width == 1:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="derive"), 1
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(max_workers=width, mp_context=context, initializer=_start_process), width


def _start_process() -> None:
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
            derived.append((task, language, derive_blob(task.path, language, data)))
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
