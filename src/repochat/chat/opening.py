"""Opening what a question is about: each repository at one commit, its index, its text, and what search finds there."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.chat.asking import Ask
from repochat.chat.limits import ChatLimits
from repochat.chat.pinned import Pinned, PinnedSearch
from repochat.chat.receipts import CitationChecker, SourcePool, SymbolLookup
from repochat.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one answer reads. `checkers` are by the labels of the pins and share the numbers of their citations."""

    searches: tuple[PinnedSearch, ...]
    checkers: Mapping[str, CitationChecker]

    @property
    def first(self) -> PinnedSearch:
        return self.searches[0]

    @property
    def by_repo(self) -> dict[str, Pinned]:
        """The pins by the name that their citations carry."""
        return {each.pinned.repo.name: each.pinned for each in reversed(self.searches)}


class Opener:
    """Opens revisions for answers. Safe for concurrent use."""

    def __init__(self, searcher: Searcher, mirrors: Path, sources: SourcePool, limits: ChatLimits) -> None:
        self._searcher = searcher
        self._mirrors = mirrors
        self._sources = sources
        self._limits = limits

    @asynccontextmanager
    async def open(self, viewer: Viewer, ask: Ask) -> AsyncGenerator[Opened]:
        """Everything that the question names, searched. Raises NotFoundError for a revision that is not indexed."""
        async with AsyncExitStack() as stack:
            numbers = count(1)
            searches: list[PinnedSearch] = []
            checkers: dict[str, CitationChecker] = {}
            for position, repo in enumerate(ask.repos):
                rev = ask.rev if position == 0 else None
                search = await self._open_one(stack, viewer, repo, rev, ask.question)
                pinned = search.pinned
                searches.append(search)
                checkers[pinned.label] = CitationChecker(
                    pinned.source, SymbolLookup(pinned.index), repo=repo.name, address=repo.source, numbers=numbers
                )
            yield Opened(searches=tuple(searches), checkers=checkers)

    async def _open_one(
        self, stack: AsyncExitStack, viewer: Viewer, repo: Repo, rev: str | None, question: str
    ) -> PinnedSearch:
        revision = await self._searcher.find_revision(viewer, repo, rev)
        limit = self._limits.hits
        report = await self._searcher.search(viewer, repo, question, rev=revision.sha if rev else None, limit=limit)
        if report.revision != revision.sha:  # a newer one became visible in between
            revision = await self._searcher.find_revision(viewer, repo, report.revision)
        index = await self._searcher.get_index(viewer, revision)
        mirror = self._mirrors / f"{repo.id}.git"
        lent = self._sources.open(mirror, revision.sha)
        source = await asyncio.to_thread(lent.__enter__)
        stack.push(lent)
        pinned = Pinned(repo=repo, revision=revision, index=index, source=source, mirror=mirror, label=repo.name)
        return PinnedSearch(pinned=pinned, report=report)
