"""Counts the edges of a revision once it is visible: nobody waits for them, and they cost what changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import numpy as np

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobStore
from repochat.catalog.graph import GraphState, SourceFile, advance_state, build_state
from repochat.catalog.piece import unpack_links
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore, RevisionWriter
from repochat.core.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLimits:
    """What is kept of graphs between runs; those of the repositories that were indexed longest ago go first."""

    kept_bytes_max: int = 400_000_000


LIMITS = EdgeLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    revision: Revision
    state: GraphState
    size_bytes: int


class EdgeCounter:
    """Keeps the graph of each repository's last revision for the next one. Build one per process."""

    def __init__(self, database: Database, limits: EdgeLimits = LIMITS) -> None:
        self._database = database
        self._limits = limits
        self._kept: OrderedDict[UUID, _Kept] = OrderedDict()

    async def complete(self, viewer: Viewer, revision: Revision) -> int:
        """The edges of `revision`, which its counts tell from now on."""
        kept = self._kept.get(revision.repo_id)
        removed, added = await self._list_changes(viewer, kept, revision)
        packed = await self._load(viewer, added)
        state = await asyncio.to_thread(_advance, kept.state if kept else None, removed, added, packed)
        self._keep(_Kept(revision=revision, state=state, size_bytes=_measure(state)))
        async with self._database.write(viewer.scope) as session:
            await RevisionWriter(session).add_counts(revision, {"edges": state.graph.edges})
        return state.graph.edges

    async def _list_changes(
        self, viewer: Viewer, kept: _Kept | None, revision: Revision
    ) -> tuple[list[str], list[FileVersion]]:
        async with self._database.read(viewer.scope) as session:
            store = RevisionStore(session)
            if kept is None:
                return [], await store.get_manifest(revision)
            return await store.list_changes(kept.revision, revision)

    async def _load(self, viewer: Viewer, files: Sequence[FileVersion]) -> dict[int, bytes]:
        ids = {file.blob_id for file in files if file.blob_id is not None}
        async with self._database.read(viewer.scope) as session:
            return await BlobStore(session).load_pieces(sorted(ids))

    def _keep(self, kept: _Kept) -> None:
        self._kept[kept.revision.repo_id] = kept
        self._kept.move_to_end(kept.revision.repo_id)
        while sum(each.size_bytes for each in self._kept.values()) > self._limits.kept_bytes_max:
            self._kept.popitem(last=False)


def _advance(
    state: GraphState | None, removed: Sequence[str], added: Sequence[FileVersion], packed: Mapping[int, bytes]
) -> GraphState:
    sources = [
        SourceFile(path=file.path, language=file.language, piece=unpack_links(packed[file.blob_id]))
        for file in added
        if file.blob_id is not None
    ]
    return build_state(sources) if state is None else advance_state(state, removed, sources)


def _measure(state: GraphState) -> int:
    """Bytes of its arrays, three times the texts: they are kept as text too."""
    parts: tuple[Any, ...] = (state.graph, state.columns)
    arrays = [getattr(part, field.name) for part in parts for field in fields(part)]
    texts = state.texts.utf8.nbytes + state.texts.end.nbytes
    return sum(each.nbytes for each in arrays if isinstance(each, np.ndarray)) + 3 * texts
