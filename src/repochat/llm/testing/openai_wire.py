"""A scripted reply as OpenAI's chat completions stream."""

import json
from collections.abc import Iterator
from typing import Any

from repochat.llm.testing.received import ReceivedChat
from repochat.llm.testing.script import Call, Refusal, Reply
from repochat.llm.testing.wire import Wire

_FINISH = {"stop": "stop", "length": "length", "filtered": "content_filter"}
_GARBAGE = b'data: {"id": "chatcmpl-1", "choices": [{\n\n'


def _encode_reply(reply: Reply, request: ReceivedChat, number: int) -> Iterator[bytes]:
    """One frame an event, the last is `[DONE]`. Usage is told as the protocol says: only when asked for."""
    yield _frame(request, {"role": "assistant", "content": ""})
    for text in reply.deltas:
        yield _frame(request, {"content": text})
    for index, call in enumerate(reply.calls):
        yield from _encode_call(request, call, index, number)
    yield _frame(request, {}, "tool_calls" if reply.calls else _FINISH[reply.finish])
    options: dict[str, Any] = request.body.get("stream_options") or {}
    if options.get("include_usage") and reply.tells_usage:
        yield _data(_chunk(request) | {"choices": [], "usage": _usage(reply)})
    yield b"data: [DONE]\n\n"


def _encode_error() -> bytes:
    return _data({"error": {"message": "busy", "type": "overloaded_error", "code": "overloaded"}})


def _encode_refusal(refusal: Refusal) -> bytes:
    error = {"message": refusal.message, "type": "scripted", "param": None, "code": None}
    return json.dumps({"error": error}).encode()


def _encode_call(request: ReceivedChat, call: Call, index: int, number: int) -> Iterator[bytes]:
    arguments = call.arguments if isinstance(call.arguments, str) else json.dumps(dict(call.arguments))
    head = {"index": index, "id": f"call_{number}_{index}", "type": "function"}
    yield _frame(request, {"tool_calls": [head | {"function": {"name": call.name, "arguments": ""}}]})
    half = len(arguments) // 2
    for part in (arguments[:half], arguments[half:]):
        yield _frame(request, {"tool_calls": [{"index": index, "function": {"arguments": part}}]})


def _frame(request: ReceivedChat, delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _data(_chunk(request) | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _chunk(request: ReceivedChat) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": request.model}


def _usage(reply: Reply) -> dict[str, int]:
    total = reply.input_tokens + reply.output_tokens
    return {"prompt_tokens": reply.input_tokens, "completion_tokens": reply.output_tokens, "total_tokens": total}


def _data(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


OPENAI_WIRE = Wire(
    base_path="/v1",
    encode_reply=_encode_reply,
    encode_refusal=_encode_refusal,
    breaks={"garbage": _GARBAGE, "overloaded": _encode_error(), "ends": b""},
)
