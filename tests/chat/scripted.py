"""An answerer that says what a test tells it to, when it is told to, and stores it as the real one does."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace

from repochat.accounts import Viewer
from repochat.chat import (
    Answer,
    AnswerEvent,
    Ask,
    Citation,
    CitationReady,
    Confidence,
    Finished,
    Progressed,
    Statement,
    StatementReady,
)
from repochat.chat.stored import list_events
from repochat.core.database import Database
from repochat.core.ids import create_id
from tests.catalog.answers import SHA, build_answer, build_citation, store_answer


def build_shown_answer(statements: int = 2) -> Answer:
    """Each statement cites a file of its own; ids leave numbers out, as they may."""
    numbers = [2 * position + 1 for position in range(statements)]
    return Answer(
        answer_id=create_id(),
        answer="\n\n".join(f"Statement {number}. [c{number}]" for number in numbers),
        statements=tuple(
            Statement(text=f"Statement {number}.", citations=(f"c{number}",), status="supported", tier=3)
            for number in numbers
        ),
        citations=tuple(
            Citation(
                id=f"c{number}",
                repo="r",
                commit=SHA,
                path=f"src/{number}.py",
                blob="b" * 40,
                start_line=1,
                end_line=2,
                snippet_sha256="c" * 64,
                symbol=f"symbol_{number}",
                url="",
            )
            for number in numbers
        ),
        revision=SHA,
        mode="extractive",
        policy_version="linear-1",
        timings_ms={"total": 1.5},
        note="",
        removed=0,
        confidence=Confidence(value=1.0, band="high", reasons=("Both are carried.",)),
    )


@dataclass(kw_only=True)
class ScriptedAnswers:
    """`hold_after` events of the answer it waits for `go`; `failure` is raised instead of the end."""

    database: Database
    statements: int = 2
    hold_after: int | None = None
    failure: Exception | None = None
    chatter: int = 1  # progress events before each event
    go: asyncio.Event = field(default_factory=asyncio.Event)
    is_held: asyncio.Event = field(default_factory=asyncio.Event)
    asks: list[Ask] = field(default_factory=list[Ask])

    async def answer(self, viewer: Viewer, ask: Ask) -> AsyncGenerator[AnswerEvent]:
        del viewer
        self.asks.append(ask)
        answer = replace(build_shown_answer(self.statements), answer_id=ask.answer_id or create_id())
        said: list[AnswerEvent] = []
        try:
            async for event in self._say(answer):
                if not isinstance(event, Progressed):
                    said.append(event)
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            if any(isinstance(event, StatementReady) for event in said):
                await self._store(ask, _cut(answer, said))
            raise
        await self._store(ask, answer)
        yield Finished(answer=answer)

    async def _say(self, answer: Answer) -> AsyncGenerator[AnswerEvent]:
        for position, event in enumerate(list_events(answer)):
            for number in range(self.chatter):
                yield Progressed(phase="testing", detail=str(number))
            if position == self.hold_after:
                self.is_held.set()
                await self.go.wait()
            if isinstance(event, Finished):
                if self.failure is not None:
                    raise self.failure
                return
            yield event

    async def _store(self, ask: Ask, answer: Answer) -> None:
        values = {name: getattr(answer, name) for name in ("answer", "mode", "policy_version", "timings_ms", "note")}
        stored = build_answer(
            ask.repos[0].id,
            id=answer.answer_id,
            question=ask.question.replace("\0", " "),
            statements=[each.as_json() for each in answer.statements],
            citations=[build_citation(int(each.id[1:])) for each in answer.citations],
            status=answer.status,
            confidence=answer.confidence.as_json(),
            **values,
        )
        await store_answer(self.database, stored)


def _cut(answer: Answer, said: list[AnswerEvent]) -> Answer:
    statements = tuple(event.statement for event in said if isinstance(event, StatementReady))
    citations = tuple(event.citation for event in said if isinstance(event, CitationReady))
    return replace(answer, statements=statements, citations=citations, status="cancelled")
