"""Searching a connected repository: finds the revision, keeps hot indexes, runs the search off the event loop."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobStore
from repochat.catalog.piece import unpack_piece
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.errors import NotFoundError, RepochatError
from repochat.core.lasting import making_lasting
from repochat.git import GitLimits, read_history, resolve_revision
from repochat.llm.embedding import EmbeddingModel
from repochat.search.feature_words import FeatureGroup
from repochat.search.history import CommitIndex, build_commit_index, score_history
from repochat.search.hot import HotIndex, IndexedFile, build_hot_index
from repochat.search.model import SearchFilter, SearchReport
from repochat.search.policy import Policy, load_shipped_policy
from repochat.search.query import parse_query
from repochat.search.ranking import Request, search_index
from repochat.search.snapshot import SnapshotFolder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class HotLimits:
    """Bounds of what stays in memory between searches; the least recently used goes first."""

    indexes_max: int = 32
    bytes_max: int = 2_000_000_000
    history_commits_max: int = 3_000


@dataclass(slots=True)
class _Slot:
    index: HotIndex
    commits: CommitIndex | None = None


class Searcher:
    """Searches revisions of connected repositories. Build one per process; safe for concurrent use."""

    def __init__(
        self,
        database: Database,
        mirrors: Path,
        embedding: EmbeddingModel,
        *,
        snapshots: Path | None = None,
        policy: Policy | None = None,
        limits: HotLimits | None = None,
    ) -> None:
        """`snapshots` is a folder where built indexes are kept for the next process; None keeps none."""
        self._database = database
        self._mirrors = mirrors
        self._embedding = embedding
        self._snapshots = SnapshotFolder(snapshots) if snapshots is not None else None
        self._policy = policy or load_shipped_policy()
        self._limits = limits or HotLimits()
        self._slots: OrderedDict[int, _Slot] = OrderedDict()
        self._loading: dict[int, asyncio.Lock] = {}

    @property
    def policy(self) -> Policy:
        return self._policy

    async def search(
        self,
        viewer: Viewer,
        repo: Repo,
        text: str,
        *,
        rev: str | None = None,
        limit: int = 10,
        path_prefix: str = "",
        where: SearchFilter | None = None,
        without: tuple[str, ...] = (),
        counterfactuals: tuple[FeatureGroup, ...] = (),
    ) -> SearchReport:
        """Searches `rev` (default: the newest indexed revision). Raises NotFoundError when it is not indexed."""
        revision = await self.find_revision(viewer, repo, rev)
        return await self.search_at(
            viewer,
            repo,
            revision,
            text,
            limit=limit,
            path_prefix=path_prefix,
            where=where,
            without=without,
            counterfactuals=counterfactuals,
        )

    async def search_at(
        self,
        viewer: Viewer,
        repo: Repo,
        revision: Revision,
        text: str,
        *,
        limit: int = 10,
        path_prefix: str = "",
        where: SearchFilter | None = None,
        without: tuple[str, ...] = (),
        counterfactuals: tuple[FeatureGroup, ...] = (),
    ) -> SearchReport:
        """Searches a revision that was found before."""
        slot = await self._load(viewer, revision)
        query = parse_query(text)
        history = None
        if query.type in ("history", "changed"):
            history = score_history(await self._commits(repo, revision, slot), query)
        request = Request(
            text=text,
            limit=limit,
            path_prefix=path_prefix,
            where=where,
            without=without,
            counterfactuals=counterfactuals,
            history=history,
        )
        return await asyncio.to_thread(search_index, slot.index, request, self._policy, revision=revision.sha)

    async def find_revision(self, viewer: Viewer, repo: Repo, rev: str | None) -> Revision:
        """The indexed revision that `rev` names. Raises NotFoundError, with the command that indexes it."""
        sha = None if rev is None else await asyncio.to_thread(self._resolve, repo, rev)
        async with self._database.read(viewer.scope) as session:
            store, model = RevisionStore(session), self._embedding.name
            if sha is None:
                revision = await store.find_newest(repo.id, repo.default_branch, model=model)
            else:
                revision = await store.find(repo.id, sha, model=model)
        if revision is None:
            option = f" --rev {rev}" if rev else ""
            raise NotFoundError(
                f"{repo.name} has no index of {rev or 'any revision'} by {self._embedding.name}.",
                hint=f"Run `repochat index {repo.source}{option}`.",
            )
        return revision

    async def get_index(self, viewer: Viewer, revision: Revision) -> HotIndex:
        """The hot index of a revision, built when it is not in memory."""
        return (await self._load(viewer, revision)).index

    def _resolve(self, repo: Repo, rev: str) -> str:
        mirror = self._mirrors / f"{repo.id}.git"
        return resolve_revision(mirror, rev).sha

    async def _load(self, viewer: Viewer, revision: Revision) -> _Slot:
        lock = self._loading.setdefault(revision.id, asyncio.Lock())
        async with lock:
            slot = self._slots.get(revision.id)
            if slot is None:
                with making_lasting():
                    slot = _Slot(index=await self._open(viewer, revision))
                self._slots[revision.id] = slot
                self._evict()
            self._slots.move_to_end(revision.id)
        return slot

    async def _open(self, viewer: Viewer, revision: Revision) -> HotIndex:
        """From the snapshot, or from the catalog, and then kept as a snapshot."""
        if self._snapshots is None:
            return await self._build(viewer, revision)
        found = await asyncio.to_thread(self._snapshots.find, revision, self._embedding)
        if found is None:
            found = await self._build(viewer, revision)
            await asyncio.to_thread(self._snapshots.save, revision, found)
        return found

    async def _build(self, viewer: Viewer, revision: Revision) -> HotIndex:
        async with self._database.read(viewer.scope) as session:
            manifest = await RevisionStore(session).get_manifest(revision)
            store = BlobStore(session)
            ids = sorted({file.blob_id for file in manifest if file.blob_id is not None})
            pieces = await store.load_pieces(ids)
            vectors = await store.load_vectors(ids)
        return await asyncio.to_thread(self._assemble, manifest, pieces, vectors)

    def _assemble(
        self, manifest: list[FileVersion], pieces: dict[int, bytes], vectors: Mapping[int, NDArray[np.float16]]
    ) -> HotIndex:
        files = [
            IndexedFile(
                path=file.path,
                oid=file.oid,
                language=file.language,
                blob_id=file.blob_id,
                piece=unpack_piece(pieces[file.blob_id]),
                vectors=vectors[file.blob_id],
            )
            for file in manifest
            if file.blob_id is not None and file.blob_id in vectors
        ]
        return build_hot_index(files, self._embedding)

    def _evict(self) -> None:
        while len(self._slots) > 1 and (
            len(self._slots) > self._limits.indexes_max
            or sum(slot.index.size_bytes for slot in self._slots.values()) > self._limits.bytes_max
        ):
            gone, _ = self._slots.popitem(last=False)
            self._loading.pop(gone, None)
            log.info("search.index_evicted", revision_id=gone)

    async def _commits(self, repo: Repo, revision: Revision, slot: _Slot) -> CommitIndex:
        if slot.commits is None:
            slot.commits = await asyncio.to_thread(self._read_commits, repo, revision.sha)
        return slot.commits

    def _read_commits(self, repo: Repo, sha: str) -> CommitIndex:
        """History is an aid to ranking: where git cannot give it, the search goes on without."""
        limits = GitLimits(history_commits_max=self._limits.history_commits_max)
        try:
            history = read_history(self._mirrors / f"{repo.id}.git", sha, limits=limits)
        except RepochatError as error:
            log.warning("search.history_unavailable", repo_id=str(repo.id), reason=error.message)
            return build_commit_index(())
        return build_commit_index(history.commits)
