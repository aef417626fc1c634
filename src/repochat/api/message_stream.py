"""The AI SDK's UI message stream, version 1: `data: {json}` events, closed by `data: [DONE]`.

A client that knows only text parts shows the whole answer; ours reads the `data-` parts, which say how far each
statement is proven. Source: `ai` 6.0.322, src/ui-message-stream/ui-message-chunks.ts.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog

from repochat.api.errors import describe_error
from repochat.api.heartbeats import with_heartbeats
from repochat.api.limits import LIMITS
from repochat.catalog.conversation_store import Turn
from repochat.chat import (
    AnswerEvent,
    CitationReady,
    Finished,
    NumberedEvent,
    Progressed,
    RetrievalDone,
    StatementReady,
    ToolFinished,
    ToolStarted,
)
from repochat.core.errors import RepochatError, UnavailableError

log = structlog.get_logger(__name__)

STREAM_VERSION_HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
TEXT_ID = "answer"
HEARTBEAT = ": waiting\n\n"

Part = dict[str, Any]
Closing = Callable[[], Awaitable[Part | None]]


@dataclass(slots=True)
class _Position:
    statements: int = 0


async def render_stream(
    events: AsyncIterator[NumberedEvent],
    *,
    turn: Turn | None = None,
    after: int = 0,
    closing: Closing | None = None,
) -> AsyncIterator[str]:
    """Server-sent events of an answer. An error in the middle is a part of the stream, which still ends well.

    `events` begin with the first. What is numbered up to `after` is not sent again: a client that says by which number
    it came back gets exactly what it missed. The message is the turn's, and tells of it. `closing` gives what is said
    once the answer is whole.
    """
    position = _Position()
    if not after:
        yield _render(_start_part(turn))
    try:
        async for numbered in with_heartbeats(events, LIMITS.heartbeat_s):
            if numbered is None:
                yield HEARTBEAT
                continue
            number, event = numbered
            parts = _to_parts(event, position)
            for part in parts if number > after else ():
                yield _render(part, number if part is parts[-1] else None)
        if closing is not None and (said := await closing()) is not None:
            yield _render(said)
        yield _render({"type": "finish", "finishReason": "stop"})
    except RepochatError as error:
        for part in _error_parts(error):
            yield _render(part)
    except Exception:
        log.exception("api.stream_failed")
        hint = "Ask again; the API's log has the details."
        for part in _error_parts(UnavailableError("The answer broke off by our mistake.", hint=hint)):
            yield _render(part)
    yield "data: [DONE]\n\n"


def _start_part(turn: Turn | None) -> Part:
    if turn is None:
        return {"type": "start", "messageId": uuid4().hex}
    told = {"turn_id": str(turn.id), "conversation_id": str(turn.conversation_id)}
    return {"type": "start", "messageId": turn.id.hex, "messageMetadata": told}


def _to_parts(event: AnswerEvent, position: _Position) -> list[Part]:
    match event:
        case Progressed() | RetrievalDone() | ToolStarted() | ToolFinished():
            return [_progress_part(event)]
        case CitationReady(citation=citation):
            data = citation.as_json()
            return [{"type": "data-citation", "id": f"citation-{data['id']}", "data": data}]
        case StatementReady():
            return _statement_parts(event, position)
        case Finished(answer=answer):
            return _finished_parts(answer.as_json(), position)


def _progress_part(event: Progressed | RetrievalDone | ToolStarted | ToolFinished) -> Part:
    match event:
        case Progressed(phase=phase, detail=detail, data=more):
            return {"type": "data-progress", "data": {"phase": phase, "detail": detail, **more}, "transient": True}
        case RetrievalDone(report=report):
            data = {"phase": "retrieved", "hits": len(report.hits), "revision": report.revision}
            return {"type": "data-progress", "data": data, "transient": True}
        case ToolStarted(call_id=call_id, name=name, arguments=arguments):
            called = {"toolCallId": call_id, "toolName": name, "dynamic": True}
            return {"type": "tool-input-available", **called, "input": dict(arguments)}
        case ToolFinished(call_id=call_id, summary=summary, is_error=True):
            return {"type": "tool-output-error", "toolCallId": call_id, "errorText": summary, "dynamic": True}
        case ToolFinished(call_id=call_id):
            output = {"summary": event.summary, "ms": event.ms, "tokens": event.tokens}
            return {"type": "tool-output-available", "toolCallId": call_id, "output": output, "dynamic": True}


def _statement_parts(event: StatementReady, position: _Position) -> list[Part]:
    position.statements += 1
    number = position.statements
    data = event.statement.as_json()
    opening: list[Part] = [{"type": "text-start", "id": TEXT_ID}] if number == 1 else []
    return [
        *opening,
        {"type": "text-delta", "id": TEXT_ID, "delta": f"{event.statement.text}\n\n"},
        {"type": "data-statement", "id": f"statement-{number}", "data": data},
    ]


def _finished_parts(answer: dict[str, Any], position: _Position) -> list[Part]:
    """What was not streamed before: everything but the statements and citations.

    Its age is not said: it would be another one whenever the stream is taken up again. `GET /answers/{id}/age` has it.
    """
    kept = {key: value for key, value in answer.items() if key not in {"statements", "citations", "age"}}
    closing: list[Part] = [{"type": "text-end", "id": TEXT_ID}] if position.statements else []
    return [*closing, {"type": "data-answer", "id": "answer", "data": kept}]


def _error_parts(error: RepochatError) -> list[Part]:
    body = describe_error(error)
    return [
        {"type": "data-error", "id": "error", "data": body.model_dump(exclude_none=True)},
        {"type": "error", "errorText": f"{body.message} {body.hint}"},
    ]


def _render(part: Part, number: int | None = None) -> str:
    """`number` is what a client names when it comes back: it has seen everything up to and with this part."""
    known = f"id: {number}\n" if number is not None else ""
    return f"{known}data: {json.dumps(part, ensure_ascii=False, separators=(',', ':'), default=str)}\n\n"
