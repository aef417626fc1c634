"""Keeps the tables and the text of revisions that are asked about, and finds in them off the event loop."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.core.errors import RepochatError
from repochat.search.hot import HotIndex
from repochat.search.quick.asking import LIMITS, Asked, Kind, QuickLimits, QuickReport, ShouldStop
from repochat.search.quick.corpus import Corpus, choose_base, fill_corpus, pick_blobs
from repochat.search.quick.lines import TextPlaces, find_lines
from repochat.search.quick.naming import find_files, find_symbols
from repochat.search.quick.tables import QuickTables, build_tables
from repochat.search.service import Searcher

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Held:
    """What is known of one revision. `corpus` grows while it is read."""

    revision: Revision
    mirror: Path
    tables: QuickTables
    files: dict[str, list[int]]
    corpus: Corpus
    is_asked: bool = False  # by somebody, not only made ready for them
    is_gone: threading.Event = field(default_factory=threading.Event)
    reading: "asyncio.Task[None] | None" = None


class QuickFinder:
    """Build one per process; safe for concurrent use. Close it at the end."""

    def __init__(self, searcher: Searcher, mirrors: Path, limits: QuickLimits = LIMITS) -> None:
        self._searcher = searcher
        self._mirrors = mirrors
        self._limits = limits
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._loading: dict[int, asyncio.Lock] = {}

    async def find(
        self,
        viewer: Viewer,
        repo: Repo,
        revision: Revision,
        asked: Asked,
        *,
        kinds: Sequence[Kind],
        count: int,
        should_stop: ShouldStop,
    ) -> QuickReport:
        """At most `count` of each kind. An empty query finds nothing, and makes ready for the next."""
        held = await self._hold(viewer, repo, revision)
        held.is_asked = True
        if not asked.text or should_stop():
            return QuickReport()
        return await asyncio.to_thread(self._find, held, asked, kinds, min(count, self._limits.shown_max), should_stop)

    async def prefetch(self, viewer: Viewer, repo: Repo) -> None:
        """Goes on to the newest revision of a repository that was asked about, where its index is in memory.

        What was made ready in this way and never asked about is let go. Raises NotFoundError when nothing is indexed.
        """
        if not self._list_held(repo):
            return
        revision = await self._searcher.find_revision(viewer, repo, None)
        index = self._searcher.find_held_index(revision)
        if index is None:
            return
        ready = await self._hold(viewer, repo, revision, index)
        for other in self._list_held(repo):
            if other is not ready and not other.is_asked:
                self._let_go(other)

    async def settle(self) -> None:
        """Waits until the text of all that is held was read."""
        await asyncio.gather(*(held.reading for held in self._held.values() if held.reading))

    async def close(self) -> None:
        """Ends what is being read."""
        for held in self._held.values():
            held.is_gone.set()
        await self.settle()

    def measure_bytes(self) -> int:
        """Roughly what is held beside the hot indexes; text that revisions share counts once."""
        segments = {id(each): each.size_bytes for held in self._held.values() for each in held.corpus.segments}
        return sum(segments.values()) + sum(held.tables.size_bytes for held in self._held.values())

    def _find(
        self, held: _Held, asked: Asked, kinds: Sequence[Kind], count: int, should_stop: ShouldStop
    ) -> QuickReport:
        symbols, files, text, is_cut = (), (), (), dict[Kind, bool]()
        if "symbols" in kinds:
            symbols, is_cut["symbols"] = find_symbols(held.tables, asked, count, self._limits)
        if "files" in kinds and not should_stop():
            files, is_cut["files"] = find_files(held.tables, asked, count, self._limits)
        if "text" in kinds and not should_stop():
            places = TextPlaces(tables=held.tables, corpus=held.corpus, files=held.files, mirror=held.mirror)
            text, is_cut["text"] = find_lines(places, asked.text, count, should_stop, self._limits)
        return QuickReport(symbols=symbols, files=files, text=text, is_cut=is_cut)

    async def _hold(self, viewer: Viewer, repo: Repo, revision: Revision, index: HotIndex | None = None) -> _Held:
        async with self._loading.setdefault(revision.id, asyncio.Lock()):
            held = self._held.get(revision.id)
            if held is None:
                held = await self._make(repo, revision, index or await self._searcher.get_index(viewer, revision))
                self._held[revision.id] = held
                self._evict()
            self._held.move_to_end(revision.id)
        return held

    def _list_held(self, repo: Repo) -> list[_Held]:
        return [each for each in self._held.values() if each.revision.repo_id == repo.id]

    async def _make(self, repo: Repo, revision: Revision, index: HotIndex) -> _Held:
        near = next(reversed(self._list_held(repo)), None)
        tables = await asyncio.to_thread(build_tables, index, near.tables if near else None, self._limits)
        files = await asyncio.to_thread(_group_files, index)
        held = _Held(
            revision=revision,
            mirror=self._mirrors / f"{repo.id}.git",
            tables=tables,
            files=files,
            corpus=choose_base(near.corpus if near else None, list(files), self._limits),
        )
        held.reading = asyncio.create_task(self._read(held), name="search.quick_text", context=Context())
        return held

    async def _read(self, held: _Held) -> None:
        """Brings the text into memory; searches go on meanwhile with what is there."""

        def grow(corpus: Corpus) -> None:
            held.corpus = corpus

        try:
            oids = await asyncio.to_thread(pick_blobs, held.files, held.tables.file_weights)
            held.corpus = await asyncio.to_thread(
                lambda: fill_corpus(
                    held.corpus,
                    held.mirror,
                    oids,
                    should_stop=held.is_gone.is_set,
                    on_growth=grow,
                    limits=self._limits,
                )
            )
        except RepochatError as error:
            log.warning("search.quick_text_unread", revision_id=held.revision.id, reason=error.message)
            return
        log.info("search.quick_text_read", revision_id=held.revision.id, bytes=held.corpus.size_bytes)
        self._evict()

    def _evict(self) -> None:
        limits = self._limits
        while len(self._held) > limits.revisions_max or (
            len(self._held) > 1 and self.measure_bytes() > limits.bytes_max
        ):
            self._let_go(next(iter(self._held.values())))

    def _let_go(self, held: _Held) -> None:
        self._held.pop(held.revision.id, None)
        self._loading.pop(held.revision.id, None)
        held.is_gone.set()


def _group_files(index: HotIndex) -> dict[str, list[int]]:
    files: dict[str, list[int]] = {}
    for file, oid in enumerate(index.oids):
        files.setdefault(oid, []).append(file)
    return files
