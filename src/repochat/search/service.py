"""Searching a connected repository: finds the revision, keeps hot indexes, runs the search off the event loop."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from repochat.accounts import Viewer
from repochat.catalog.graph import prepare_state
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.errors import NotFoundError
from repochat.git import resolve_revision
from repochat.llm.embedding import EmbeddingModel
from repochat.search.feature_words import FeatureGroup
from repochat.search.history import CommitIndex, HeldCommits, read_commit_index, score_history
from repochat.search.hot import HotIndex, measure_indexes
from repochat.search.hot_advancing import ScatterLimits, compact_hot_index, is_scattered
from repochat.search.hot_loading import AdvanceLimits, HeldIndex, HotLoader
from repochat.search.model import SearchFilter, SearchReport
from repochat.search.policy import Policy, load_shipped_policy
from repochat.search.query import parse_query
from repochat.search.ranking import Request, search_index

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class HotLimits:
    """Bounds of what stays in memory between searches; the least recently used goes first."""

    indexes_max: int = 32
    bytes_max: int = 2_000_000_000
    history_commits_max: int = 3_000
    first_files_max: int = 2_000  # of a new repository that nobody asked about yet and that is brought in all the same
    scatter: ScatterLimits = field(default_factory=ScatterLimits)
    advance: AdvanceLimits = field(default_factory=AdvanceLimits)


@dataclass(slots=True, eq=False)
class _Slot:
    revision: Revision
    index: HotIndex
    commits: CommitIndex | None = None
    is_asked: bool = False  # or only brought in, since it is the newest


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
        self._policy = policy or load_shipped_policy()
        self._limits = limits or HotLimits()
        self._loader = HotLoader(database, embedding, snapshots, self._limits.advance)
        self._slots: OrderedDict[int, _Slot] = OrderedDict()
        self._loading: dict[int, asyncio.Lock] = {}
        self._tidying: set[asyncio.Task[None]] = set()
        self._expects_changes = False

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
        slot = await self._ask(viewer, revision)
        query = parse_query(text)
        history = None
        if query.type in ("history", "changed"):
            history = score_history(await self._commits(repo, slot), query)
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
        return (await self._ask(viewer, revision)).index

    def _resolve(self, repo: Repo, rev: str) -> str:
        mirror = self._mirrors / f"{repo.id}.git"
        return resolve_revision(mirror, rev).sha

    def expect_changes(self) -> None:
        """From now on indexes are made ready to advance once they are loaded, which a search alone has no use for."""
        self._expects_changes = True

    def find_held_index(self, revision: Revision) -> HotIndex | None:
        """The index of a revision that is in memory; asking for it keeps nothing there."""
        slot = self._slots.get(revision.id)
        return slot.index if slot is not None else None

    def list_held(self, repo: Repo) -> list[Revision]:
        """The revisions of which an index is in memory, the least recently used first."""
        return [slot.revision for slot in self._slots.values() if slot.revision.repo_id == repo.id]

    async def settle(self) -> None:
        """Waits for what was begun behind a search."""
        await asyncio.gather(*self._tidying)

    async def prefetch(self, viewer: Viewer, repo: Repo) -> None:
        """Brings the newest revision's index into memory, for a repository of which one is there, or a small new one.

        Meanwhile the older ones serve; of these, what was brought in this way and never asked for is let go. Raises
        NotFoundError when nothing is indexed.
        """
        revision = await self.find_revision(viewer, repo, None)
        # The index of a large new repository is being built by whoever indexed it, who leaves a snapshot.
        is_first = revision.ordinal == 1 and revision.counts.get("files", 0) <= self._limits.first_files_max
        if revision.id in self._slots or not (self.list_held(repo) or is_first):
            return
        slot = await self._load(viewer, revision)
        self._drop(lambda other: other.revision.repo_id == repo.id and not other.is_asked and other is not slot)
        await self._tidy(slot)

    async def _ask(self, viewer: Viewer, revision: Revision) -> _Slot:
        slot = await self._load(viewer, revision)
        if not slot.is_asked:
            slot.is_asked = True
            task = asyncio.create_task(self._tidy(slot), name="search.tidy")
            self._tidying.add(task)
            task.add_done_callback(self._tidying.discard)
        return slot

    async def _load(self, viewer: Viewer, revision: Revision) -> _Slot:
        lock = self._loading.setdefault(revision.id, asyncio.Lock())
        async with lock:
            slot = self._slots.get(revision.id)
            if slot is None:
                near = self._list_near(revision)
                index = await self._loader.load(
                    viewer, revision, [HeldIndex(revision=each.revision, index=each.index) for each in near]
                )
                slot = self._slots[revision.id] = _Slot(revision=revision, index=index)
                self._evict()
            self._slots.move_to_end(revision.id)
        return slot

    def _list_near(self, revision: Revision) -> list[_Slot]:
        """Of the same repository and derivation, the nearest first."""
        key = revision.repo_id, revision.derivation
        others = [slot for slot in self._slots.values() if (slot.revision.repo_id, slot.revision.derivation) == key]
        return sorted(others, key=lambda slot: abs(slot.revision.ordinal - revision.ordinal))

    async def _tidy(self, slot: _Slot) -> None:
        """Lays an index anew that advanced far, and keeps it for the next process; searches go on meanwhile."""
        if self._expects_changes:
            await asyncio.to_thread(prepare_state, slot.index.state)
        if is_scattered(slot.index, self._limits.scatter):
            slot.index = await asyncio.to_thread(compact_hot_index, slot.index)
            log.info("search.index_compacted", revision_id=slot.revision.id)
            await self._loader.save(slot.revision, slot.index)

    def _drop(self, is_gone: Callable[[_Slot], bool]) -> None:
        for gone in [key for key, slot in self._slots.items() if is_gone(slot)]:
            del self._slots[gone]
            self._loading.pop(gone, None)

    def _evict(self) -> None:
        while len(self._slots) > 1 and (
            len(self._slots) > self._limits.indexes_max
            or measure_indexes(slot.index for slot in self._slots.values()) > self._limits.bytes_max
        ):
            gone, _ = self._slots.popitem(last=False)
            self._loading.pop(gone, None)
            log.info("search.index_evicted", revision_id=gone)

    async def _commits(self, repo: Repo, slot: _Slot) -> CommitIndex:
        if slot.commits is None:
            near = [each for each in self._list_near(slot.revision) if each.commits is not None]
            known = HeldCommits(sha=near[0].revision.sha, index=near[0].commits) if near and near[0].commits else None
            mirror, commits_max = self._mirrors / f"{repo.id}.git", self._limits.history_commits_max
            slot.commits = await asyncio.to_thread(
                read_commit_index, mirror, slot.revision.sha, known, commits_max=commits_max
            )
        return slot.commits
