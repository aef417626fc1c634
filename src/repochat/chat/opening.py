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
from repochat.chat.asking import Ask, Selection
from repochat.chat.context import ResolvedRefs, Scope, choose_filter, resolve_refs, resolve_selected
from repochat.chat.history import PullReader
from repochat.chat.limits import ChatLimits
from repochat.chat.pinned import Pinned, PinnedSearch, SelectedLines
from repochat.chat.pulls import AskedPull, drop_pull_number, find_pull_number, resolve_pull
from repochat.chat.receipts import CitationChecker, SourcePool, SymbolLookup
from repochat.chat.selecting import select_lines
from repochat.chat.why import list_counterfactual_groups
from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import Commit, resolve_revision
from repochat.search import Searcher
from repochat.search.query import parse_query

SHORT_SHA_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one answer reads. `checkers` are by the labels of the pins and share the numbers of their citations.

    `compared` are the commits of "between v1 and v2", the older one first; of a `pull` they are its base and its head.
    `notes` are for the reader. `carried` is what selected lines gave to the question.
    """

    scope: Scope
    searches: tuple[PinnedSearch, ...]
    checkers: Mapping[str, CitationChecker]
    compared: tuple[Commit, Commit] | None
    notes: tuple[str, ...]
    pull: AskedPull | None = None
    carried: tuple[str, ...] = ()

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

    def __init__(
        self, searcher: Searcher, mirrors: Path, sources: SourcePool, limits: ChatLimits, pulls: PullReader
    ) -> None:
        self._searcher = searcher
        self._mirrors = mirrors
        self._sources = sources
        self._limits = limits
        self._pulls = pulls

    @asynccontextmanager
    async def open(self, viewer: Viewer, ask: Ask, scope: Scope) -> AsyncGenerator[Opened]:
        """Everything that the question names, searched. Raises NotFoundError for a revision that is not indexed."""
        refs = await self.resolve(ask, scope)
        pull = await self._find_pull(viewer, ask, refs)
        if pull is not None:
            about = f"{drop_pull_number(refs.text)} {pull.told.title if pull.told else ''}".strip() or refs.text
            refs = replace(refs, between=(pull.base, pull.head), rev=None, text=about)
        scope = replace(scope, text=refs.text)
        notes = [*([pull.note] if pull else []), *(_say_unknown(problem) for problem in refs.problems)]
        async with AsyncExitStack() as stack:
            searches: list[PinnedSearch] = []
            focusing = _Focusing(ask.focus, scope, self._limits, is_again=ask.again_of is not None)
            for wish in _list_wishes(ask, refs):
                try:
                    revision = await self._searcher.find_revision(viewer, wish.repo, wish.rev)
                except NotFoundError:
                    if not wish.is_optional:
                        raise
                    notes.append(f"{wish.label} is not indexed: git alone compares it.")
                    continue
                searches.append(await self._search(stack, viewer, wish, revision, focusing))
            first = ask.repos[0]
            if all(each.pinned.repo.id != first.id for each in searches):
                # Neither side is indexed: the newest index leads to what is meant.
                wish = _Wish(repo=first, rev=None, label=first.name)
                revision = await self._searcher.find_revision(viewer, first, None)
                searches.insert(0, await self._search(stack, viewer, wish, revision, focusing))
            notes.append(focusing.note)
            notes += [note for each in searches for note in each.report.notes]
            yield Opened(
                scope=focusing.scope,
                carried=focusing.carried,
                searches=tuple(searches),
                checkers=_build_checkers(searches),
                compared=refs.between if ask.rev is None or pull else None,
                pull=pull,
                notes=tuple(dict.fromkeys(filter(None, notes))),
            )

    async def resolve(self, ask: Ask, scope: Scope) -> ResolvedRefs:
        """The revisions that are meant. Raises NotFoundError or InvalidError for one that is asked for by itself."""
        mirror = self._mirror(ask.repos[0])
        refs = await asyncio.to_thread(resolve_refs, mirror, scope)
        if ask.compare is None:
            return refs
        old, new = [await asyncio.to_thread(resolve_revision, mirror, each) for each in ask.compare]
        return replace(refs, between=(old, new), rev=None)

    async def _find_pull(self, viewer: Viewer, ask: Ask, refs: ResolvedRefs) -> AskedPull | None:
        """The pull request that is asked about. Raises NotFoundError when it is surely one, and is not here."""
        repo = ask.repos[0]
        named = (ask.pull_request, True) if ask.pull_request else find_pull_number(refs.text)
        if named is None or (refs.between and not ask.pull_request):
            return None
        number, is_sure = named
        stored = await self._pulls.find(viewer, repo, number)
        try:
            return await asyncio.to_thread(resolve_pull, self._mirror(repo), repo, number, stored)
        except NotFoundError:
            if is_sure:
                raise
            return None

    async def _search(
        self, stack: AsyncExitStack, viewer: Viewer, wish: _Wish, revision: Revision, focusing: "_Focusing"
    ) -> PinnedSearch:
        index = await self._searcher.get_index(viewer, revision)
        mirror = self._mirror(wish.repo)
        lent = self._sources.open(mirror, revision.sha)
        source = await asyncio.to_thread(lent.__enter__)
        stack.push(lent)
        pinned = Pinned(repo=wish.repo, revision=revision, index=index, source=source, mirror=mirror, label=wish.label)
        selected = await asyncio.to_thread(focusing.focus, pinned)
        scope = focusing.scope
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
        return PinnedSearch(pinned=pinned, report=report, query=parse_query(scope.text), selected=selected)

    def _mirror(self, repo: Repo) -> Path:
        return self._mirrors / f"{repo.id}.git"


class _Focusing:
    """Settles what selected lines mean, once, at the first revision that is opened."""

    def __init__(self, focus: Selection | None, scope: Scope, limits: ChatLimits, *, is_again: bool) -> None:
        self.scope = scope
        self.carried: tuple[str, ...] = ()
        self.note = ""
        self._focus = focus
        self._limits = limits
        self._is_again = is_again

    def focus(self, pinned: Pinned) -> SelectedLines | None:
        """Reads git. Raises what `select_lines` raises; a question that is asked again does without lines that went."""
        selection, self._focus = self._focus, None
        if selection is None:
            return None
        try:
            selected = select_lines(pinned, selection, self._limits)
        except InvalidError as error:
            if not self._is_again:
                raise
            self.note = f"{error.message} The question is answered without the lines that it was asked about."
            return None
        self.note = selected.note
        resolved = resolve_selected(self.scope, pinned, selected)
        self.scope, self.carried = resolved.scope, resolved.carried
        return selected


def _list_wishes(ask: Ask, refs: ResolvedRefs) -> list[_Wish]:
    """The asked repositories; the first at the revision that is asked for, or at both that are to be compared."""
    first, *others = ask.repos
    rest = [_Wish(repo=repo, rev=None, label=repo.name) for repo in others]
    rev = ask.rev or (refs.rev.sha if refs.rev else None)
    if refs.between is None or (ask.rev is not None and not ask.pull_request):
        return [_Wish(repo=first, rev=rev, label=first.name), *rest]
    old, new = refs.between
    return [
        _Wish(repo=first, rev=new.sha, label=_label(first, new), is_optional=True),
        _Wish(repo=first, rev=old.sha, label=_label(first, old), is_optional=True),
        *rest,
    ]


def _say_unknown(problem: str) -> str:
    return f"{problem} The answer is not about that revision."


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
