"""Writing without a model: plans what to speak of, reads it, and has every sentence checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from repochat.accounts import Viewer
from repochat.catalog.revision_store import RevisionStore, StoredSymbol
from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.repo_map import KIND as MAP
from repochat.catalog.thinking.repo_map import read_map
from repochat.chat.comparing import compare_sources, write_compared
from repochat.chat.computing import Computing
from repochat.chat.extractive.asked import Asked, find_asked
from repochat.chat.extractive.composing import compose
from repochat.chat.extractive.doubt import assess_strength
from repochat.chat.extractive.focus import Focus, choose_focus
from repochat.chat.extractive.organised import find_map_question, write_organised
from repochat.chat.extractive.past import Past, read_file_past, read_past
from repochat.chat.extractive.review import write_review
from repochat.chat.extractive.selected import span_of
from repochat.chat.extractive.subject import find_subject
from repochat.chat.extractive.survey import Survey
from repochat.chat.history import HistoryKind, PullReader, find_history_kind, read_history_of, write_history
from repochat.chat.limits import ChatLimits
from repochat.chat.pinned import Pinned, PinnedSearch
from repochat.chat.pulls import AskedPull
from repochat.chat.receipts import Checked, CitationChecker, Draft, ToldPull, check_drafts
from repochat.chat.receipts.markdown import escape_text
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.git import Commit
from repochat.search.hot import HotIndex
from repochat.search.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What an answer will speak of, settled before the database and git are read."""

    query: Query
    asked: Asked
    focus: Focus

    @property
    def symbols(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((*self.asked.subjects, *self.asked.namesakes, *self.focus.symbols)))


class ExtractiveWriter:
    """Answers from the repository's own lines, its graph and its history. Safe for concurrent use."""

    def __init__(self, database: Database, computing: Computing, limits: ChatLimits) -> None:
        self._database = database
        self._computing = computing
        self._limits = limits
        self._pulls = PullReader(database)

    async def write(self, viewer: Viewer, found: PinnedSearch, checker: CitationChecker) -> Checked:
        """The checked answer to what was searched for; its citations are `checker`'s."""
        plan = await self._computing.run(_plan, found)
        stored = await self._read_symbols(viewer, found.pinned.index, plan)
        kind = find_history_kind(plan.query.text)
        pulls = await self._pulls.read(viewer, found.pinned.repo) if kind else ()
        organised = await self.tell_organised(viewer, found)
        return await self._computing.run(self._compose, found, plan, stored, checker, kind, pulls, organised)

    async def tell_organised(self, viewer: Viewer, found: PinnedSearch) -> tuple[Draft, ...]:
        """What the map that was drawn tells of a question about the whole; () of any other question, or without one."""
        kind = find_map_question(found.query.text)
        if kind is None:
            return ()
        async with self._database.read(viewer.scope) as session:
            fact = await FactStore(session).find(found.pinned.repo.id, MAP)
        if fact is None:
            return ()
        source = found.pinned.source
        return tuple(await self._computing.run(write_organised, kind, found.query.text, read_map(fact.payload), source))

    async def compare(self, found: PinnedSearch, sides: tuple[Commit, Commit]) -> tuple[Draft, ...]:
        """What turns the first of `sides` into the second, as drafts; () when nothing that differs fits the question.

        What git can't compare is said.
        """
        return await self._computing.run(_compare, found, sides)

    async def review(self, found: PinnedSearch, pull: AskedPull) -> tuple[Draft, ...]:
        """What a pull request says and changes, who calls what it changes, and which tests reach that."""
        if pull.told:
            found.pinned.source.keep_pull(pull.told)
        plan = await self._computing.run(_plan, found)
        return await self._computing.run(self._review, found, plan, pull)

    def _review(self, found: PinnedSearch, plan: _Plan, pull: AskedPull) -> tuple[Draft, ...]:
        return tuple(write_review(self._survey(found, plan, {}), found, pull))

    async def recall(self, viewer: Viewer, found: PinnedSearch) -> tuple[Draft, ...]:
        """What the history tells of a question about the past, or a map of the whole; () of any other question."""
        kind = find_history_kind(found.query.text)
        if kind is None:
            return await self.tell_organised(viewer, found)
        plan = await self._computing.run(_plan, found)
        stored = await self._read_symbols(viewer, found.pinned.index, plan)
        pulls = await self._pulls.read(viewer, found.pinned.repo)
        return await self._computing.run(self._recall, found, plan, stored, kind, pulls)

    def check(self, drafts: Sequence[Draft], checker: CitationChecker) -> Checked:
        return check_drafts(drafts, checker, self._limits)

    def _recall(
        self,
        found: PinnedSearch,
        plan: _Plan,
        stored: dict[int, StoredSymbol],
        kind: HistoryKind,
        pulls: Sequence[ToldPull],
    ) -> tuple[Draft, ...]:
        survey = self._survey(found, plan, stored)
        past = self._read_past(found.pinned, survey, plan, kind, pulls)
        return tuple(write_history(past.told, found.pinned.source)) if past.told else ()

    async def _read_symbols(self, viewer: Viewer, index: HotIndex, plan: _Plan) -> dict[int, StoredSymbol]:
        keys = {symbol: _key(index, symbol) for symbol in plan.symbols}
        async with self._database.read(viewer.scope) as session:
            rows = await RevisionStore(session).get_symbols(list(keys.values()))
        found = {(row.path, row.position): row for row in rows}
        return {
            symbol: found[path, position] for symbol, (path, _, position) in keys.items() if (path, position) in found
        }

    def _compose(
        self,
        found: PinnedSearch,
        plan: _Plan,
        stored: dict[int, StoredSymbol],
        checker: CitationChecker,
        kind: HistoryKind | None,
        pulls: Sequence[ToldPull],
        organised: Sequence[Draft],
    ) -> Checked:
        pinned = found.pinned
        survey = self._survey(found, plan, stored)
        strength = assess_strength(survey)
        past = self._read_past(pinned, survey, plan, kind, pulls)
        return check_drafts(compose(survey, plan.focus, strength, past, organised), checker, self._limits)

    def _survey(self, found: PinnedSearch, plan: _Plan, stored: dict[int, StoredSymbol]) -> Survey:
        return Survey(
            index=found.pinned.index,
            query=plan.query,
            report=found.report,
            asked=plan.asked,
            stored=stored,
            source=found.pinned.source,
            limits=self._limits,
            selected=found.selected,
        )

    def _read_past(
        self,
        pinned: Pinned,
        survey: Survey,
        plan: _Plan,
        kind: HistoryKind | None,
        pulls: Sequence[ToldPull],
    ) -> Past:
        """What a question about the past is about: a file, or the definition that it names or that fits best."""
        if kind is not None:
            subject = find_subject(survey, plan.focus, kind)
            return Past(told=read_history_of(kind, subject, pinned.source, pinned.mirror, pulls))
        if plan.query.type not in ("history", "changed"):
            return Past()
        place = plan.focus.places[0] if plan.focus.places else None
        symbols = plan.asked.subjects or (place.symbols if place and not plan.asked.files else ())
        if survey.selected:
            return read_past(pinned.mirror, survey.source.commit, span_of(survey, survey.selected), self._limits)
        if symbols:
            span = survey.span(symbols[0], *survey.lines_of(symbols[0]))
            return read_past(pinned.mirror, survey.source.commit, span, self._limits)
        path = pinned.index.paths[place.file] if place else ""
        return read_file_past(pinned.mirror, survey.source.commit, path, self._limits) if path else Past()


def _compare(found: PinnedSearch, sides: tuple[Commit, Commit]) -> tuple[Draft, ...]:
    pinned = found.pinned
    try:
        compared = compare_sources(pinned.source, pinned.mirror, *sides, found.query)
    except RepochatError as error:
        return (Draft(text=escape_text(f"{error.message} {error.hint}"), spans=(), tells_absence=True),)
    return tuple(write_compared(compared, pinned.source))


def _plan(found: PinnedSearch) -> _Plan:
    index = found.pinned.index
    query = found.query
    named = find_asked(index, query, found.report, found.selected)
    return _Plan(query=query, asked=named, focus=choose_focus(index, query, found.report, named.files))


def _key(index: HotIndex, symbol: int) -> tuple[str, int, int]:
    file = int(index.symbol_file[symbol])
    return index.paths[file], index.blob_ids[file], symbol - int(index.symbol_offset[file])
