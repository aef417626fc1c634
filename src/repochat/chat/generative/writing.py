"""Writing with a model: its text becomes statements as it streams, and only checked ones are passed on."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from repochat.chat.computing import Computing
from repochat.chat.generative.raw import RawStatement
from repochat.chat.generative.splitting import StatementSplitter
from repochat.chat.generative.verifying import Verifier
from repochat.chat.making import Making
from repochat.chat.model import AnswerEvent, Progressed, Statement, ToolFinished, ToolStarted
from repochat.chat.receipts import Checked
from repochat.chat.tools import summarise_result
from repochat.llm import (
    ChatModel,
    Completed,
    Failed,
    ModelEvent,
    ModelLimits,
    ModelRequest,
    RetryScheduled,
    TextDelta,
    ToolCalled,
    ToolReturned,
    Usage,
    estimate_tokens,
)

# A sentence that only says what is not known claims nothing; one that goes on to a fact does.
_ABSENCE = re.compile(
    r"(?:I (?:don't|do not|can't|cannot|could not|couldn't) (?:know|find|tell|see)\b"
    r"|(?:the|these) (?:given |shown )?pieces (?:do not|don't) (?:show|say|tell)\b)"
    r"(?!.*(?:\bbut\b|\bhowever\b|;|—|\bsince\b|\bbecause\b|:)).*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One answer to be written. `may_go_on` is asked before each further request; a text says why it may not."""

    request: ModelRequest
    limits: ModelLimits
    asked_tokens: int
    verifier: Verifier
    computing: Computing
    making: Making
    strict: bool
    may_go_on: Callable[[], Awaitable[str]]


class ModelWriting:
    """A model at work on one answer.

    `usage` is the provider's own count once it ended, and an estimate before; `problem` is empty unless it ended
    badly; `is_cut` says that a bound ended it. A model that calls tools may think aloud first: what cites nothing is
    held back until something cites, and is dropped when a tool call follows.
    """

    def __init__(self, model: ChatModel, work: Work) -> None:
        self.problem = ""
        self.is_cut = False
        self._model = model
        self._work = work
        self._splitter = StatementSplitter()
        self._held: list[RawStatement] = []
        self._usage: Usage | None = None
        self._requests = 1
        self._read = work.asked_tokens
        self._written = 0
        self._calls: dict[str, Mapping[str, Any]] = {}

    @property
    def usage(self) -> Usage:
        if self._usage is not None:
            return self._usage
        return Usage(input_tokens=self._read, output_tokens=self._written, requests=self._requests)

    async def write(self) -> AsyncGenerator[AnswerEvent]:
        """Tool calls, citations and statements as they come, the latter checked."""
        stream = self._model.stream(self._work.request, self._work.limits)
        async with aclosing(stream):
            async for event in stream:
                async for told in self._take(event):
                    yield told
                if isinstance(event, ToolReturned):
                    self._requests += 1
                    self._read += estimate_tokens(event.result)
                    self.problem = await self._work.may_go_on()
                    if self.problem:
                        return

    async def _take(self, event: ModelEvent) -> AsyncGenerator[AnswerEvent]:
        match event:
            case TextDelta(text=text):
                self._written += estimate_tokens(text)
                async for told in self._check(self._release(self._splitter.feed(text))):
                    yield told
            case Completed() | Failed():
                self._end(event)
                async for told in self._check([*self._held, *self._splitter.finish()]):
                    yield told
            case ToolCalled() | ToolReturned() | RetryScheduled():
                yield self._tell(event)

    def _tell(self, event: ToolCalled | ToolReturned | RetryScheduled) -> AnswerEvent:
        match event:
            case ToolCalled(call_id=call_id, name=name, arguments=arguments):
                self._held.clear()
                self._splitter = StatementSplitter()
                self._calls[call_id] = arguments
                return ToolStarted(call_id=call_id, name=name, arguments=arguments)
            case ToolReturned(call_id=call_id, name=name, result=result, is_error=is_error, ms=ms):
                summary = summarise_result(name, self._calls.pop(call_id, {}), result)
                tokens = estimate_tokens(result)
                return ToolFinished(
                    call_id=call_id, name=name, summary=summary, is_error=is_error, ms=ms, tokens=tokens
                )
            case RetryScheduled(reason=reason, wait_s=wait_s):
                detail = f"The model's provider is busy ({reason}); asking again in {wait_s:.0f} s."
                return Progressed(phase="retrying", detail=detail)

    def _end(self, event: Completed | Failed) -> None:
        self._usage = event.usage
        if isinstance(event, Failed):
            self.problem = f"{event.message} {event.hint}"
        else:
            self.is_cut = event.reason in ("length", "token_limit", "filtered")

    def _release(self, raws: Iterable[RawStatement]) -> list[RawStatement]:
        if not self._work.request.tools:
            return list(raws)
        released: list[RawStatement] = []
        for raw in raws:
            self._held.append(raw)
            if raw.cited:
                released += self._held
                self._held.clear()
        return released

    async def _check(self, raws: Iterable[RawStatement]) -> AsyncGenerator[AnswerEvent]:
        """Verifies off the event loop: it reads git."""
        making = self._work.making
        for raw in raws:
            verified = await self._work.computing.run(self._work.verifier.verify, raw)
            making.unknown_ids += verified.unknown_ids
            statement = _judge_kind(verified.statement)
            if self._work.strict and statement.status == "unsupported" and statement.kind in ("fact", "code"):
                making.removed += 1
                continue
            if statement.citations:
                making.cited_pieces.update(raw.cited)
            for told in making.add(Checked(statements=(statement,), citations=verified.citations, removed=0)):
                yield told


def _judge_kind(statement: Statement) -> Statement:
    if statement.kind == "fact" and not statement.citations and _ABSENCE.fullmatch(statement.text):
        return replace(statement, kind="absence")
    return statement
