"""Where a revision's hot index comes from: that of another revision and what changed, a file, or the catalog."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobStore
from repochat.catalog.piece import unpack_piece
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore
from repochat.core.database import Database, ReadSession
from repochat.core.lasting import making_lasting
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_advancing import advance_hot_index
from repochat.search.hot_building import build_hot_index
from repochat.search.snapshot import SnapshotFolder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceLimits:
    """Where going on from another revision's index costs more than a new one."""

    changes_share_max: float = 0.3  # of the other index's files
    changes_always: int = 100  # so many changes are never too many
    snapshots_tried_max: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldIndex:
    """A revision with its index in memory."""

    revision: Revision
    index: HotIndex


class HotLoader:
    """Makes hot indexes. `snapshots` None keeps none."""

    def __init__(
        self,
        database: Database,
        embedding: EmbeddingModel,
        snapshots: Path | None,
        limits: AdvanceLimits | None = None,
    ) -> None:
        self._database = database
        self._embedding = embedding
        self._snapshots = SnapshotFolder(snapshots) if snapshots is not None else None
        self._limits = limits or AdvanceLimits()

    async def load(self, viewer: Viewer, revision: Revision, held: Sequence[HeldIndex]) -> HotIndex:
        """The index of `revision`. `held` are others of the repository and derivation, the nearest first."""
        for each in held[:1]:
            if (index := await self._advance(viewer, each, revision)) is not None:
                return index
        if (index := await self._restore(viewer, revision)) is not None:
            return index
        with making_lasting():
            index = await self._build(viewer, revision)
        await self.save(revision, index)
        return index

    async def save(self, revision: Revision, index: HotIndex) -> None:
        """Keeps the index for the next process."""
        if self._snapshots is not None:
            await asyncio.to_thread(self._snapshots.save, revision, index)

    async def _restore(self, viewer: Viewer, revision: Revision) -> HotIndex | None:
        """From the snapshot of `revision`, or of a revision near it."""
        if self._snapshots is None:
            return None
        near = await asyncio.to_thread(self._snapshots.list_nearest, revision)
        for snapshot in near[: self._limits.snapshots_tried_max]:
            is_same = snapshot.revision_id == revision.id
            base = revision if is_same else await self._find_revision(viewer, revision, snapshot.sha)
            if base is None or base.id != snapshot.revision_id:
                continue
            with making_lasting():
                index = await asyncio.to_thread(self._snapshots.read, snapshot.path, self._embedding)
            if index is not None and not is_same:
                index = await self._advance(viewer, HeldIndex(revision=base, index=index), revision)
            if index is not None:
                return index
        return None

    async def _advance(self, viewer: Viewer, base: HeldIndex, revision: Revision) -> HotIndex | None:
        """None when so much changed, or when nobody can tell: an old revision may be forgotten at any time."""
        async with self._database.read(viewer.scope) as session:
            removed, versions = await RevisionStore(session).list_changes(base.revision, revision)
            known = await RevisionStore(session).find(
                revision.repo_id, base.revision.sha, derivation=base.revision.derivation
            )
            # Asked last: what a revision was is known as long as the revision is.
            if known is None or known.id != base.revision.id or self._is_far(base.index, removed, versions):
                return None
            pieces, vectors = await _load_blobs(session, versions)
        files = _join_files(versions, pieces, vectors)
        index = await asyncio.to_thread(advance_hot_index, base.index, removed, files)
        log.info(
            "search.index_advanced",
            revision_id=revision.id,
            base_id=base.revision.id,
            removed=len(removed),
            added=len(files),
        )
        return index

    def _is_far(self, index: HotIndex, removed: Sequence[str], added: Sequence[FileVersion]) -> bool:
        changes_max = max(self._limits.changes_always, self._limits.changes_share_max * len(index.paths))
        return len({*removed, *(file.path for file in added)}) > changes_max

    async def _find_revision(self, viewer: Viewer, revision: Revision, sha: str) -> Revision | None:
        async with self._database.read(viewer.scope) as session:
            return await RevisionStore(session).find(revision.repo_id, sha, derivation=revision.derivation)

    async def _build(self, viewer: Viewer, revision: Revision) -> HotIndex:
        async with self._database.read(viewer.scope) as session:
            manifest = await RevisionStore(session).get_manifest(revision)
            pieces, vectors = await _load_blobs(session, manifest)
        return await asyncio.to_thread(lambda: build_hot_index(_join_files(manifest, pieces, vectors), self._embedding))


async def _load_blobs(
    session: ReadSession, files: Sequence[FileVersion]
) -> tuple[dict[int, bytes], dict[int, NDArray[np.float16]]]:
    store = BlobStore(session)
    ids = sorted({file.blob_id for file in files if file.blob_id is not None})
    return (await store.load_pieces(ids), await store.load_vectors(ids)) if ids else ({}, {})


def _join_files(
    files: Sequence[FileVersion], pieces: Mapping[int, bytes], vectors: Mapping[int, NDArray[np.float16]]
) -> list[IndexedFile]:
    """Those that have anything to find."""
    return [
        IndexedFile(
            path=file.path,
            oid=file.oid,
            language=file.language,
            blob_id=file.blob_id,
            piece=unpack_piece(pieces[file.blob_id]),
            vectors=vectors[file.blob_id],
        )
        for file in files
        if file.blob_id is not None and file.blob_id in vectors
    ]
