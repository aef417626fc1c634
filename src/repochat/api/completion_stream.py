"""A chat completion as server-sent events: a chunk a statement, the sources, the receipts and, if asked for, usage."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import structlog

from repochat.api.completion_errors import describe_failure
from repochat.api.completion_shapes import CompletionUsage, Receipts
from repochat.chat import Answer, AnswerEvent, Finished, StatementReady
from repochat.core.errors import RepochatError, UnavailableError
from repochat.workspace.answer_text import place_statement, render_end

log = structlog.get_logger(__name__)

DONE = "data: [DONE]\n\n"
Chunk = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What all chunks of a completion share."""

    id: str
    created: int
    model: str
    wants_usage: bool

    def wrap(self, delta: dict[str, Any], *, finish: str | None = None, **more: Any) -> Chunk:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return self._chunk([choice], usage=None, **more)

    def wrap_usage(self, usage: CompletionUsage) -> Chunk:
        return self._chunk([], usage=usage.model_dump())

    def _chunk(self, choices: list[dict[str, Any]], *, usage: dict[str, int] | None, **more: Any) -> Chunk:
        told = {"usage": usage} if self.wants_usage else {}
        head = {"id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": self.model}
        return {**head, "choices": choices, **told, **more}


async def stream_completion(events: AsyncIterator[AnswerEvent], envelope: Envelope) -> AsyncIterator[str]:
    """An error in the middle is an event of its own, which clients raise."""
    try:
        yield _render(envelope.wrap({"role": "assistant", "content": ""}))
        statements = 0
        async for event in events:
            if isinstance(event, StatementReady):
                text = place_statement(event.statement, is_first=not statements)
                statements += 1
                yield _render(envelope.wrap({"content": text}))
            elif isinstance(event, Finished):
                for chunk in _finish(event.answer, envelope):
                    yield _render(chunk)
    except RepochatError as error:
        yield _render(describe_failure(error))
    except Exception:
        log.exception("api.completion_failed")
        hint = "Ask again; the API's log has the details."
        yield _render(describe_failure(UnavailableError("The answer broke off by our mistake.", hint=hint)))
    yield DONE


def _finish(answer: Answer, envelope: Envelope) -> list[Chunk]:
    end = render_end(answer)
    last = [envelope.wrap({"content": end})] if end else []
    receipts = build_receipts(answer).model_dump()
    usage = [envelope.wrap_usage(count_usage(answer))] if envelope.wants_usage else []
    return [*last, envelope.wrap({}, finish="stop", repochat=receipts), *usage]


def build_receipts(answer: Answer) -> Receipts:
    return Receipts.model_validate(answer.as_json())


def count_usage(answer: Answer) -> CompletionUsage:
    read, written = int(answer.usage.get("input_tokens", 0)), int(answer.usage.get("output_tokens", 0))
    return CompletionUsage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


def _render(chunk: Chunk) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False, separators=(',', ':'), default=str)}\n\n"
