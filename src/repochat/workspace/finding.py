"""Definitions, references and differences at indexed revisions, as values that outlive what they were read from."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.permalinks import build_permalink
from repochat.chat.tools.finding import Defined, Link, Links, Place, ShownPatch, compare_commits, find_callees
from repochat.chat.tools.finding import find_callers as list_callers
from repochat.chat.tools.finding import find_definitions as list_definitions
from repochat.chat.tools.finding import find_references as list_references
from repochat.chat.tools.finding.changes import ChangedFile, resolve_pair
from repochat.chat.tools.finding.touched import ChangedSymbol
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import NotFoundError
from repochat.indexing.connect import mirror_of
from repochat.search.hot import HotIndex
from repochat.workspace.resources import Resources

LinkKind = Literal["references", "callers", "callees"]
TestsWanted = Literal["any", "only", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePlace:
    """Whole lines of a file at a commit, 1-based and inclusive. `goes_on` when a bound left out lines that belong here.

    `text` holds the lines without their last end, "" where only the place is told; `url` shows them, where a known
    host does.
    """

    repo: str
    commit: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    kind: str
    text: str
    goes_on: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDefinitions:
    """`shown` the likeliest first, with their text; `others` have the name too."""

    shown: tuple[CodePlace, ...]
    others: tuple[CodePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """`place` is the line that refers; `other` the definition at the other end, "" outside any."""

    place: CodePlace
    other: str
    other_path: str
    kind: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLinks:
    """Links of the likeliest definition of a name. `left` counts those after the ones here; `skip` reaches them."""

    subject: CodePlace
    namesakes: tuple[CodePlace, ...]
    links: tuple[FoundLink, ...]
    skipped: int
    total: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionComparison:
    """What turns `base` into `head`, both full SHAs. `symbols` is None when neither of the two is indexed.

    `files` are those with the most changed lines after `skipped` of `total`; `patch` is of the one path that was asked
    for, as unified hunks.
    """

    repo: str
    base: str
    head: str
    files: tuple[ChangedFile, ...]
    skipped: int
    total: int
    left: int
    added: int
    removed: int
    symbols: tuple[ChangedSymbol, ...] | None
    symbols_total: int
    patch: ShownPatch | None


class Finder:
    """Opens a revision for each call and closes it again. Safe for concurrent use."""

    def __init__(self, resources: Resources, viewer: Viewer, repo: Repo, rev: str | None, limits: ToolLimits) -> None:
        self._resources = resources
        self._viewer = viewer
        self._repo = repo
        self._rev = rev
        self._limits = limits

    async def find_definitions(self, name: str, *, path: str) -> FoundDefinitions:
        async with self._open() as world:
            return await asyncio.to_thread(self._find_definitions, world, name, path)

    def _find_definitions(self, world: ToolWorld, name: str, path: str) -> FoundDefinitions:
        found = list_definitions(world, name, repo="", path=path, limits=self._limits)
        return FoundDefinitions(
            shown=tuple(_copy(place) for place in found.shown), others=tuple(_locate(each) for each in found.others)
        )

    async def read_texts(self, spans: Sequence[tuple[str, int, int]]) -> tuple[str, ...]:
        """The lines of each `(path, first, last)`, without the last end."""
        async with self._open() as world:
            source = world.pins[0].source
            return await asyncio.to_thread(lambda: tuple("\n".join(source.read_texts(*span)) for span in spans))

    async def find_links(self, kind: LinkKind, name: str, *, path: str, tests: TestsWanted, skip: int) -> FoundLinks:
        async with self._open() as world:
            return await asyncio.to_thread(self._find_links, world, kind, name, path, tests, skip)

    def _find_links(
        self, world: ToolWorld, kind: LinkKind, name: str, path: str, tests: TestsWanted, skip: int
    ) -> FoundLinks:
        limits = self._limits
        if kind == "callees":
            return _copy_links(find_callees(world, name, repo="", path=path, skip=skip, limits=limits))
        find = list_callers if kind == "callers" else list_references
        return _copy_links(find(world, name, repo="", path=path, tests=tests, skip=skip, limits=limits))

    async def compare(self, base: str, head: str | None, *, path: str, skip: int) -> RevisionComparison:
        async with self._open() as world:
            pin, old, new = await asyncio.to_thread(resolve_pair, world, "", base, head or "")
            indexes = (await self._find_index(old.sha), await self._find_index(new.sha))
            found = await asyncio.to_thread(
                compare_commits,
                pin,
                old,
                new,
                indexes=indexes,
                pins=(pin,),
                path=path,
                skip=skip,
                limits=self._limits,
            )
        return RevisionComparison(
            repo=self._repo.name,
            base=old.sha,
            head=new.sha,
            files=found.files,
            skipped=found.skipped,
            total=found.total,
            left=found.left,
            added=found.added,
            removed=found.removed,
            symbols=found.symbols,
            symbols_total=found.symbols_total,
            patch=found.patch,
        )

    async def _find_index(self, sha: str) -> HotIndex | None:
        """A commit need not be indexed to be compared; definitions are told only where it is."""
        searcher = self._resources.searcher
        try:
            revision = await searcher.find_revision(self._viewer, self._repo, sha)
        except NotFoundError:
            return None
        return await searcher.get_index(self._viewer, revision)

    @asynccontextmanager
    async def _open(self) -> AsyncGenerator[ToolWorld]:
        resources, repo = self._resources, self._repo
        revision = await resources.searcher.find_revision(self._viewer, repo, self._rev)
        index = await resources.searcher.get_index(self._viewer, revision)
        mirror = mirror_of(resources.home.mirrors, repo)
        lent = resources.sources.open(mirror, revision.sha)
        source = await asyncio.to_thread(lent.__enter__)
        try:
            pin = Pinned(repo=repo, revision=revision, index=index, source=source, mirror=mirror, label=repo.name)
            yield ToolWorld(viewer=self._viewer, pins=(pin,), searcher=resources.searcher, database=resources.database)
        finally:
            lent.__exit__(None, None, None)


def _copy_links(found: Links) -> FoundLinks:
    return FoundLinks(
        subject=_locate(found.subject),
        namesakes=tuple(_locate(each) for each in found.namesakes),
        links=tuple(_copy_link(link) for link in found.links),
        skipped=found.skipped,
        total=found.total,
        left=found.left,
    )


def _copy_link(link: Link) -> FoundLink:
    return FoundLink(
        place=_copy(link.place),
        other=link.other,
        other_path=link.other_path,
        kind=link.kind,
        certainty=link.certainty,
    )


def _locate(defined: Defined) -> CodePlace:
    start, end = defined.lines
    place = Place(
        pinned=defined.pinned,
        path=defined.path,
        start_line=start,
        end_line=end,
        symbol=defined.qualified,
        kind=defined.kind,
    )
    return _build(place, "")


def _copy(place: Place) -> CodePlace:
    lines = place.pinned.source.read_texts(place.path, place.start_line, place.end_line)
    return _build(place, "\n".join(lines))


def _build(place: Place, text: str) -> CodePlace:
    pin = place.pinned
    url = build_permalink(
        pin.repo.source,
        commit=pin.revision.sha,
        path=place.path,
        start_line=place.start_line,
        end_line=place.end_line,
    )
    return CodePlace(
        repo=pin.repo.name,
        commit=pin.revision.sha,
        path=place.path,
        start_line=place.start_line,
        end_line=place.end_line,
        symbol=place.symbol,
        kind=place.kind,
        text=text,
        goes_on=place.goes_on,
        url=url,
    )
