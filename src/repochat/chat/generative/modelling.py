"""A model's answer from permission to settlement: consent, context, budget, writing, and what it cost."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from repochat.accounts import Viewer
from repochat.chat.asking import Ask
from repochat.chat.computing import Computing
from repochat.chat.context import ContextLimits, PieceBook, Resolved, build_context, show_evidence, show_selected
from repochat.chat.generative.prompt import write_request
from repochat.chat.generative.verifying import Verifier
from repochat.chat.generative.writing import ModelWriting, Work
from repochat.chat.guardrails import Guardrails, Reservation
from repochat.chat.making import Making
from repochat.chat.model import AnswerEvent, Progressed
from repochat.chat.opening import Opened
from repochat.chat.receipts import Draft
from repochat.chat.refusal import Refusal
from repochat.chat.tools import ToolWorld, build_tools
from repochat.core.database import Database
from repochat.core.settings import Settings
from repochat.llm import ChatModel, ModelLimits, ModelRequest, ModelTool, Usage, estimate_tokens
from repochat.search import Searcher

DEEP_BOOK_SHARE = 1 / 3  # of what a deep answer may read, for what is shown at once; the tools find the rest
_CUT = "The model's answer was cut at a limit; ask for the rest, or more narrowly."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    request: ModelRequest
    book: PieceBook
    limits: ModelLimits
    asked_tokens: int
    """What the first request holds, estimated."""

    @property
    def tokens(self) -> int:
        """The most that the answer may use."""
        return self.limits.tokens_max if self.request.tools else self.asked_tokens + self.limits.output_tokens_max


class Modelling:
    """Has one model answer. Safe for concurrent use."""

    def __init__(
        self,
        model: ChatModel,
        guardrails: Guardrails,
        searcher: Searcher,
        database: Database,
        computing: Computing,
        settings: Settings,
    ) -> None:
        self._model = model
        self._guardrails = guardrails
        self._searcher = searcher
        self._database = database
        self._computing = computing
        self._context_tokens = settings.llm_context_tokens
        self._limits = ModelLimits(total_timeout_s=settings.llm_timeout_s)

    async def write(
        self,
        viewer: Viewer,
        ask: Ask,
        resolved: Resolved,
        opened: Opened,
        making: Making,
        *,
        is_deep: bool,
        evidence: Sequence[Draft] = (),
    ) -> AsyncGenerator[AnswerEvent]:
        """The events of the answer; `making` says afterwards how it went, and why when it did not.

        What `evidence` cites is shown before anything else.
        """
        if refusal := await self._guardrails.check(viewer, opened.repos, self._model):
            making.fail(_say(refusal))
            return
        prepared = await self._prepare(viewer, ask, resolved, opened, evidence, is_deep=is_deep)
        making.context = prepared.book.as_context()
        making.end_stage("context", tokens=making.context.tokens)
        reserved = await self._reserve(viewer, opened, making, prepared)
        if isinstance(reserved, Refusal):
            making.fail(_say(reserved))
            return
        making.mode, making.model = "deep" if is_deep else "quick", self._model.name
        yield Progressed(phase="asking", detail=f"Asking {self._model.name}.", data={"mode": making.mode})
        writing = ModelWriting(self._model, self._build_work(viewer, ask, opened, making, prepared))
        try:
            async with aclosing(writing.write()) as events:
                async for event in events:
                    yield event
        finally:
            self._conclude(making, prepared, writing)
            await asyncio.shield(self._guardrails.settle(viewer, reserved, writing.usage))

    async def _prepare(
        self,
        viewer: Viewer,
        ask: Ask,
        resolved: Resolved,
        opened: Opened,
        evidence: Sequence[Draft],
        *,
        is_deep: bool,
    ) -> _Prepared:
        """Reads git, so off the event loop."""
        share = DEEP_BOOK_SHARE if is_deep else 1.0
        book = PieceBook(int(self._context_tokens / share), estimate_tokens)
        limits = ContextLimits()
        limits = replace(limits, book_share=limits.book_share * share)
        selected = await self._computing.run(show_selected, opened.first, book)
        await self._computing.run(show_evidence, evidence, opened.first.pinned, book, limits.evidence_share)
        context = await self._computing.run(build_context, opened.searches, opened.scope, book, limits)
        tools: tuple[ModelTool, ...] = ()
        if is_deep:
            world = ToolWorld(viewer=viewer, pins=opened.pins, searcher=self._searcher, database=self._database)
            tools = build_tools(world, book)
        request = write_request(
            ask.question, context, earlier=ask.earlier, tools=tools, note=_say_understood(resolved, selected)
        )
        asked_tokens = await self._computing.run(_count_tokens, request)
        return _Prepared(request=request, book=book, limits=self._limits, asked_tokens=asked_tokens)

    async def _reserve(
        self, viewer: Viewer, opened: Opened, making: Making, prepared: _Prepared
    ) -> Reservation | Refusal:
        output = prepared.limits.output_tokens_max
        usd = await self._model.price_usd(input_tokens=prepared.tokens - output, output_tokens=output)
        return await self._guardrails.reserve(
            viewer, opened.repos[0], self._model, prepared.tokens, usd, making.answer_id
        )

    def _build_work(self, viewer: Viewer, ask: Ask, opened: Opened, making: Making, prepared: _Prepared) -> Work:
        async def may_go_on() -> str:
            refusal = await self._guardrails.check(viewer, opened.repos, self._model)
            return _say(refusal) if refusal else ""

        return Work(
            request=prepared.request,
            limits=prepared.limits,
            asked_tokens=prepared.asked_tokens,
            verifier=Verifier(prepared.book, opened.checkers),
            computing=self._computing,
            making=making,
            strict=ask.strict,
            may_go_on=may_go_on,
        )

    def _conclude(self, making: Making, prepared: _Prepared, writing: ModelWriting) -> None:
        making.context = prepared.book.as_context()
        making.usage = writing.usage
        making.end_stage("model", **_figures(writing.usage))
        if writing.problem:
            making.fail(f"The model did not finish: {writing.problem} What follows is quoted from the code itself.")
        elif writing.is_cut:
            making.note(_CUT)


def _count_tokens(request: ModelRequest) -> int:
    return estimate_tokens(request.system) + sum(estimate_tokens(message.text) for message in request.messages)


def _say(refusal: Refusal) -> str:
    return f"{refusal.message} {refusal.hint}"


def _say_understood(resolved: Resolved, selected: str) -> str:
    """`selected` is the piece of the lines that the question was asked about, or ""."""
    about = f"about {', '.join(resolved.carried)}" if resolved.carried else ""
    told = f'asked of selected lines: "this", "it" and "here" mean {selected}' if selected else ""
    return "; ".join(filter(None, (about, told)))


def _figures(usage: Usage) -> dict[str, float | int | None]:
    return {"tokens_in": usage.input_tokens, "tokens_out": usage.output_tokens, "cost_usd": usage.cost_usd}
