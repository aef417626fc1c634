"""Answering: opens what is asked about, has a writer write, checks, stores, and tells of each step."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

import structlog

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerWriter, StoredAnswer
from repochat.catalog.feedback_store import FeedbackStore
from repochat.chat.age.following import choose_followed
from repochat.chat.age.reading import AgeReader
from repochat.chat.age_model import Age
from repochat.chat.asking import Ask, read_question
from repochat.chat.computing import Computing
from repochat.chat.context import Resolved, parse_scope, resolve_followup
from repochat.chat.extractive.writing import ExtractiveWriter
from repochat.chat.generative import Modelling
from repochat.chat.guardrails import Guardrails
from repochat.chat.history import PullReader
from repochat.chat.limits import LIMITS, ChatLimits
from repochat.chat.making import Making
from repochat.chat.model import Answer, AnswerEvent, AnswerStatus, Finished, Progressed, RetrievalDone
from repochat.chat.modes import choose_mode
from repochat.chat.on_demand import OnDemand
from repochat.chat.opening import Opened, Opener
from repochat.chat.receipts import Checked, Draft, SourcePool
from repochat.chat.receipts.markdown import code_span
from repochat.chat.storing import to_log, to_stored
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError, UnavailableError
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.llm import ChatModel, load_chat_model
from repochat.search import Searcher

log = structlog.get_logger()

_NO_MODEL = "No language model is configured, so this answer is extractive: it only quotes and locates what was found."
_NOT_PROVEN = "The model wrote nothing that could be proven; the nearest evidence is quoted below."


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSides:
    """Two commits and the checked sentences about what differs; `note` is for the reader."""

    base: str
    head: str
    checked: Checked
    note: str


class Answerer:
    """Answers questions. Build one per process, close it at its end; safe for concurrent use."""

    def __init__(
        self,
        database: Database,
        home: Home,
        searcher: Searcher,
        settings: Settings,
        *,
        model: ChatModel | None = None,
        limits: ChatLimits = LIMITS,
    ) -> None:
        """`model` stands in for the one that the settings name."""
        self.on_demand: OnDemand | None = None
        """Who indexes a revision that is asked for and is not; None: that is an error. Set once, before any answer."""
        self._database = database
        self._limits = limits
        self._sources = SourcePool(limits)
        self._searcher = searcher
        self._ages = AgeReader(database, home.mirrors)
        self._opener = Opener(searcher, home.mirrors, self._sources, limits, PullReader(database))
        self._computing = Computing(limits.computing_max)
        self._extractive = ExtractiveWriter(database, self._computing, limits)
        self._model = model or load_chat_model(settings)
        self._modelling = (
            Modelling(self._model, Guardrails(database, settings), searcher, database, self._computing, settings)
            if self._model is not None
            else None
        )

    @property
    def model(self) -> ChatModel | None:
        return self._model

    async def warm(self) -> None:
        """Does now what the first answer of a model would wait for."""
        if self._model is not None:
            await self._model.warm()

    async def close(self) -> None:
        """Ends the git processes and connections that were kept for the next answer."""
        await asyncio.to_thread(self._sources.close)
        if self._model is not None:
            await self._model.close()

    async def collect(self, viewer: Viewer, ask: Ask) -> Answer:
        """The whole answer; errors are those of `answer`."""
        async with aclosing(self.answer(viewer, ask)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("an answer ends with Finished")

    async def answer(self, viewer: Viewer, ask: Ask) -> AsyncGenerator[AnswerEvent]:
        """RetrievalDone, then each statement after its citations, then Finished once the answer is stored.

        Closed or cancelled after the first statement, it stores what was shown as cancelled. Raises InvalidError for
        a question without a word, NotFoundError for a revision that is not indexed.
        """
        ask = replace(ask, question=read_question(ask.question, self._limits))
        making = Making(ask.answer_id)
        if ask.focus and ask.rev is None and ask.again_of is None:
            ask = replace(ask, rev=ask.focus.rev)
        # What is selected is meant by `this`, whatever was talked about before.
        resolved = resolve_followup(parse_scope(ask.question), () if ask.focus else ask.earlier)
        async for step in self._bring(viewer, ask, resolved):
            yield step
        async with self._opener.open(viewer, ask, resolved.scope) as opened:
            making.end_stage("search")
            making.note(*opened.notes)
            resolved = replace(resolved, scope=opened.scope, carried=opened.carried or resolved.carried)
            yield RetrievalDone(report=opened.first.report)
            try:
                async for event in self._write(viewer, ask, resolved, opened, making):
                    making.keep_step(event)
                    yield event
            except (asyncio.CancelledError, GeneratorExit):
                if making.has_begun:
                    await asyncio.shield(self._store(viewer, ask, opened, making, "cancelled"))
                raise
            answer = await self._store_whole(viewer, ask, opened, making)
        yield Finished(answer=answer)

    async def compare(self, viewer: Viewer, ask: Ask) -> ComparedSides:
        """What turns one of `ask.compare` into the other, without a model; nothing is stored.

        Raises NotFoundError and InvalidError for what is no revision.
        """
        async with self._opener.open(viewer, ask, parse_scope(read_question(ask.question, self._limits))) as opened:
            drafts = await self._gather(viewer, opened)
            checker = opened.checkers[opened.first.pinned.label]
            checked = await self._computing.run(self._extractive.check, drafts, checker)
            if opened.compared is None:
                raise InvalidError("Nothing is compared.", hint="Name two revisions.")
            old, new = opened.compared
            return ComparedSides(base=old.sha, head=new.sha, checked=checked, note=" ".join(opened.notes))

    async def _bring(self, viewer: Viewer, ask: Ask, resolved: Resolved) -> AsyncGenerator[AnswerEvent]:
        """Has the revision indexed that is asked about; two sides of a comparison need no index."""
        if self.on_demand is None or ask.pull_request or ask.compare:
            return
        refs = await self._opener.resolve(ask, resolved.scope)
        rev = ask.rev or (refs.rev.sha if refs.rev and not refs.between else None)
        if rev is None:
            return
        try:
            await self._searcher.find_revision(viewer, ask.repos[0], rev)
        except NotFoundError:
            async with aclosing(self.on_demand.bring(viewer, ask.repos[0], rev)) as steps:
                async for detail in steps:
                    yield Progressed(phase="indexing", detail=detail)

    async def _write(
        self, viewer: Viewer, ask: Ask, resolved: Resolved, opened: Opened, making: Making
    ) -> AsyncGenerator[AnswerEvent]:
        """The model's answer, and the extractive one where that is all there is or the model's is worth nothing."""
        if resolved.carried:
            yield Progressed(phase="understood", detail=f"It is {', '.join(resolved.carried)}.")
        has_model = self._modelling is not None
        first = opened.first
        mode = choose_mode(ask.mode, first.query.text, first.report, repos=len(opened.repos), has_model=has_model)
        if self._modelling is None:
            making.note(_NO_MODEL)
        evidence = await self._gather(viewer, opened)
        if self._modelling is not None and mode != "extractive":
            is_deep = mode == "deep"
            events = self._modelling.write(viewer, ask, resolved, opened, making, is_deep=is_deep, evidence=evidence)
            async with aclosing(events):
                async for event in events:
                    yield event
            if making.is_proven and not making.has_failed:
                return
            if not making.has_failed:
                making.note(_NOT_PROVEN)
        if opened.compared and evidence:
            async for event in self._quote_evidence(opened, making, evidence):
                yield event
            return
        async for event in self._quote(viewer, opened, making):
            yield event

    async def _gather(self, viewer: Viewer, opened: Opened) -> tuple[Draft, ...]:
        """What git tells beside the code: what differs between two sides, or the past that is asked for."""
        if opened.pull:
            return await self._extractive.review(opened.first, opened.pull)
        if opened.compared:
            return await self._extractive.compare(opened.first, opened.compared)
        return await self._extractive.recall(viewer, opened.first) if self._modelling is not None else ()

    async def _quote_evidence(
        self, opened: Opened, making: Making, evidence: tuple[Draft, ...]
    ) -> AsyncGenerator[AnswerEvent]:
        checker = opened.checkers[opened.first.pinned.label]
        checked = await self._computing.run(self._extractive.check, evidence, checker)
        for event in making.add(checked):
            yield event
        making.end_stage("quote")

    async def _quote(self, viewer: Viewer, opened: Opened, making: Making) -> AsyncGenerator[AnswerEvent]:
        for found in opened.searches:
            if len(opened.searches) > 1:
                for event in making.open_part(f"In {code_span(found.pinned.label)}:"):
                    yield event
            checked = await self._extractive.write(viewer, found, opened.checkers[found.pinned.label])
            for event in making.add(checked):
                yield event
        making.end_stage("quote")

    async def _store_whole(self, viewer: Viewer, ask: Ask, opened: Opened, making: Making) -> Answer:
        """A cancel that comes now is too late: everything was said, and it is stored before the cancel goes on."""
        storing = asyncio.ensure_future(self._store(viewer, ask, opened, making, "done"))
        try:
            return await asyncio.shield(storing)
        except asyncio.CancelledError:
            await storing
            raise

    async def _find_age(self, viewer: Viewer, stored: StoredAnswer) -> Age | None:
        """The answer is stored: that its age can't be told is no reason to keep it back."""
        with suppress(UnavailableError):
            return await self._ages.read_one(viewer, stored)
        return None

    async def _store(self, viewer: Viewer, ask: Ask, opened: Opened, making: Making, status: AnswerStatus) -> Answer:
        answer = making.build(opened, status=status)
        retrieval = await self._computing.run(to_log, opened, making, self._searcher.policy)
        async with self._database.write(viewer.scope) as session:
            band = answer.confidence.band
            judged, right = await FeedbackStore(session).count_judged(opened.repos[0].id, band)
            answer = replace(answer, confidence=replace(answer.confidence, judged=judged, right=right))
            ref = await choose_followed(session, ask, opened.first.pinned)
            stored = to_stored(answer, viewer, ask, opened.repos, ref)
            await AnswerWriter(session).add(stored, retrieval)
        if status == "done":
            answer = replace(answer, age=await self._find_age(viewer, stored))
        log.info("chat.answer_stored", answer_id=str(answer.answer_id), mode=answer.mode, status=status)
        return answer
