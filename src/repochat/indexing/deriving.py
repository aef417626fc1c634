"""Derives the blobs that a plan asks for and nobody has derived yet, and stores them as they come."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobKey, BlobStore, BlobWriter, DerivedBlob, KnownBlob
from repochat.core.database import Database
from repochat.indexing.plan import PlannedFile, list_tasks
from repochat.indexing.pool import Batch, DerivedBatch, DerivePool, embed_heads
from repochat.indexing.progress import IndexProgress, OnProgress, ParseMeter, ShouldStop
from repochat.llm.embedding import EmbeddingModel

WRITE_BYTES = 700_000  # derived bytes that make one transaction, written while the next are parsed


class BlobDeriver:
    """The way from planned files to stored blobs, for one derivation. Close it at the end."""

    def __init__(self, database: Database, grammars: Path, embedding: EmbeddingModel, derivation: str) -> None:
        self._database = database
        self._embedding = embedding
        self._derivation = derivation
        self._pool = DerivePool(grammars)

    def close(self) -> None:
        """Stops the processes that parse."""
        self._pool.close()

    async def find_known(self, viewer: Viewer, planned: Sequence[PlannedFile]) -> dict[BlobKey, KnownBlob]:
        """What is stored of the blobs that `planned` files are read from."""
        keys = {file.key for file in planned if file.read_as}
        if not keys:
            return {}
        async with self._database.read(viewer.scope) as session:
            return await BlobStore(session).find_known(keys, self._derivation)

    async def derive(
        self,
        viewer: Viewer,
        mirror: Path,
        planned: Sequence[PlannedFile],
        known: Collection[BlobKey],
        *,
        on_progress: OnProgress,
        should_stop: ShouldStop,
    ) -> dict[BlobKey, KnownBlob]:
        """The blobs of `planned` that `known` lacks, stored. Ends early when `should_stop` says so."""
        tasks = list_tasks(planned, known)
        meter = ParseMeter(files_total=len(tasks), bytes_total=sum(task.size_bytes for task in tasks))
        on_progress(meter.read())
        new: dict[BlobKey, KnownBlob] = {}
        waiting: list[DerivedBlob] = []
        work = self._pool.derive(mirror, tasks, static_model=self._embedding.is_instant, should_stop=should_stop)
        async for batch, derived in work:
            waiting += await self._finish_batch(derived)
            on_progress(_measure(meter, batch, derived))
            if sum(len(blob.piece) + len(blob.vectors) for blob in waiting) > WRITE_BYTES:
                new |= await self._store(viewer, waiting)
                waiting = []
        return new | await self._store(viewer, waiting)

    async def _finish_batch(self, derived: DerivedBatch) -> list[DerivedBlob]:
        """The blobs of a batch that may be stored; a provider's vectors are fetched here, outside any transaction."""
        blobs = derived.blobs
        if derived.heads:
            vectors = await asyncio.to_thread(embed_heads, self._embedding, derived.heads)
            blobs = [replace(blob, vectors=packed) for blob, packed in zip(blobs, vectors, strict=True)]
        return [blob for blob in blobs if blob.skip_reason != "missing"]

    async def _store(self, viewer: Viewer, blobs: Sequence[DerivedBlob]) -> dict[BlobKey, KnownBlob]:
        if not blobs:
            return {}
        ids = await self._add(viewer, blobs)
        swept = [blob for blob in blobs if (blob.oid, blob.read_as) not in ids]
        if swept:  # they were there, nobody's, and went while we looked
            ids |= await self._add(viewer, swept)
        return {
            (blob.oid, blob.read_as): KnownBlob(
                id=ids[blob.oid, blob.read_as],
                language=blob.language,
                skip_reason=blob.skip_reason,
                chunks=len(blob.chunks),
                symbols=len(blob.symbols),
            )
            for blob in blobs
        }

    async def _add(self, viewer: Viewer, blobs: Sequence[DerivedBlob]) -> dict[BlobKey, int]:
        async with self._database.write(viewer.scope) as session:
            return await BlobWriter(session).add(viewer.tenant_id, self._derivation, blobs)


def _measure(meter: ParseMeter, batch: Batch, derived: DerivedBatch) -> IndexProgress:
    return meter.add(
        files=len(batch.tasks),
        size_bytes=sum(task.size_bytes for task in batch.tasks),
        chunks=sum(len(blob.chunks) for blob in derived.blobs),
    )
