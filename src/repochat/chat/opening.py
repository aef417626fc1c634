"""Opening what a question is about: each repository at one commit, its index, its text, and what search finds there."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.chat.asking import Ask
from repochat.chat.context import ResolvedRefs, Scope, choose_filter, resolve_refs
from repochat.chat.limits import ChatLimits
from repochat.chat.pinned import Pinned, PinnedSearch
from repochat.chat.receipts import CitationChecker, SourcePool, SymbolLookup
from repochat.chat.why import list_counterfactual_groups
from repochat.core.errors import NotFoundError
from repochat.git import Commit
from repochat.search import Searcher
from repochat.search.query import parse_query

SHORT_SHA_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one answer reads. `checkers` are by the labels of the pins and share the numbers of their citations.

    `compared` are the commits of "between v1 and v2", the older one first. `notes` are for the reader.
    """

    scope: Scope
    searches: tuple[PinnedSearch, ...]
    checkers: Mapping[str, CitationChecker]
    compared: tuple[Commit, Commit] | None
    notes: tuple[str, ...]

    @property
    def first(self) -> PinnedSearch:
        return self.searches[0]

    @property
    def pins(self) -> tuple[Pinned, ...]:
        return tuple(each.pinned for each in self.searches)

    @property
    def repos(self) -> tuple[Repo, ...]:
        return tuple({pinned.repo.id: pinned.repo for pinned in self.pins}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A revision to be opened; `is_optional` ones that are not indexed become a note."""

    repo: Repo
    rev: str | None
    label: str
    is_optional: bool = False


class Opener:
    """Opens revisions for answers. Safe for concurrent use."""

    def __init__(self, searcher: Searcher, mirrors: Path, sources: SourcePool, limits: ChatLimits) -> None:
        self._searcher = searcher
        self._mirrors = mirrors
        self._sources = sources
        self._limits = limits

    @asynccontextmanager
    async def open(self, viewer: Viewer, ask: Ask, scope: Scope) -> AsyncGenerator[Opened]:
        """Everything that the question names, searched. Raises NotFoundError for a revision that is not indexed."""
        refs = await asyncio.to_thread(resolve_refs, self._mirror(ask.repos[0]), scope)
        scope = replace(scope, text=refs.text)
        notes: list[str] = []
        async with AsyncExitStack() as stack:
            searches: list[PinnedSearch] = []
            for wish in _list_wishes(ask, refs):
                try:
                    revision = await self._searcher.find_revision(viewer, wish.repo, wish.rev)
                except NotFoundError as error:
                    if not wish.is_optional:
                        raise
                    notes.append(f"{error.message} {error.hint}")
                    continue
                searches.append(await self._search(stack, viewer, wish, revision, scope))
            notes += [note for each in searches for note in each.report.notes]
            yield Opened(
                scope=scope,
                searches=tuple(searches),
                checkers=_build_checkers(searches),
                compared=refs.between,
                notes=tuple(dict.fromkeys(notes)),
            )

    async def _search(
        self, stack: AsyncExitStack, viewer: Viewer, wish: _Wish, revision: Revision, scope: Scope
    ) -> PinnedSearch:
        index = await self._searcher.get_index(viewer, revision)
        where = choose_filter(scope, index)
        report = await self._searcher.search_at(
            viewer,
            wish.repo,
            revision,
            scope.text,
            limit=self._limits.hits,
            where=where,
            counterfactuals=list_counterfactual_groups(),
        )
        mirror = self._mirror(wish.repo)
        lent = self._sources.open(mirror, revision.sha)
        source = await asyncio.to_thread(lent.__enter__)
        stack.push(lent)
        pinned = Pinned(repo=wish.repo, revision=revision, index=index, source=source, mirror=mirror, label=wish.label)
        return PinnedSearch(pinned=pinned, report=report, query=parse_query(scope.text))

    def _mirror(self, repo: Repo) -> Path:
        return self._mirrors / f"{repo.id}.git"


def _list_wishes(ask: Ask, refs: ResolvedRefs) -> list[_Wish]:
    """The asked repositories; the first at the revision that is asked for, or at both that are to be compared."""
    first, *others = ask.repos
    rest = [_Wish(repo=repo, rev=None, label=repo.name) for repo in others]
    rev = ask.rev or (refs.rev.sha if refs.rev else None)
    if refs.between is None or ask.rev is not None:
        return [_Wish(repo=first, rev=rev, label=first.name), *rest]
    old, new = refs.between
    return [
        _Wish(repo=first, rev=new.sha, label=_label(first, new)),
        _Wish(repo=first, rev=old.sha, label=_label(first, old), is_optional=True),
        *rest,
    ]


def _label(repo: Repo, commit: Commit) -> str:
    return f"{repo.name}@{commit.sha[:SHORT_SHA_DIGITS]}"


def _build_checkers(searches: Sequence[PinnedSearch]) -> dict[str, CitationChecker]:
    numbers = count(1)
    return {
        each.pinned.label: CitationChecker(
            each.pinned.source,
            SymbolLookup(each.pinned.index),
            repo=each.pinned.repo.name,
            address=each.pinned.repo.source,
            numbers=numbers,
        )
        for each in searches
    }
