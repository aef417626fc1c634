"""A scripted reply as Anthropic's messages stream."""

import json
from collections.abc import Iterator
from typing import Any

from repochat.llm.testing.received import ReceivedChat
from repochat.llm.testing.script import Call, Refusal, Reply
from repochat.llm.testing.wire import Wire

_FINISH = {"stop": "end_turn", "length": "max_tokens", "filtered": "refusal"}
_ERRORS = {
    400: "invalid_request_error",
    402: "billing_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
_GARBAGE = b'event: content_block_delta\ndata: {"type": "content_block_delta", "ind\n\n'


def _encode_reply(reply: Reply, request: ReceivedChat, number: int) -> Iterator[bytes]:
    """One frame an event, the last is `message_stop`."""
    yield _event("message_start", message=_message(reply, request))
    blocks = 0
    if reply.deltas:
        yield from _encode_text(reply)
        blocks = 1
    for index, call in enumerate(reply.calls):
        yield from _encode_call(call, index + blocks, f"toolu_{number}_{index}")
    reason = "tool_use" if reply.calls else _FINISH[reply.finish]
    usage = {"output_tokens": reply.output_tokens if reply.tells_usage else 0}
    yield _event("message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage=usage)
    yield _event("message_stop")


def _encode_error() -> bytes:
    return _event("error", error={"type": "overloaded_error", "message": "Overloaded"})


def _encode_refusal(refusal: Refusal) -> bytes:
    error = {"type": _ERRORS.get(refusal.status, "api_error"), "message": refusal.message}
    return json.dumps({"type": "error", "error": error}).encode()


def _encode_text(reply: Reply) -> Iterator[bytes]:
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for text in reply.deltas:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
    yield _event("content_block_stop", index=0)


def _encode_call(call: Call, index: int, call_id: str) -> Iterator[bytes]:
    arguments = call.arguments if isinstance(call.arguments, str) else json.dumps(dict(call.arguments))
    block = {"type": "tool_use", "id": call_id, "name": call.name, "input": {}}
    yield _event("content_block_start", index=index, content_block=block)
    half = len(arguments) // 2
    for part in (arguments[:half], arguments[half:]):
        yield _event("content_block_delta", index=index, delta={"type": "input_json_delta", "partial_json": part})
    yield _event("content_block_stop", index=index)


def _message(reply: Reply, request: ReceivedChat) -> dict[str, Any]:
    tokens = reply.input_tokens if reply.tells_usage else 0
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": request.model, "content": []}
    return head | {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": tokens, "output_tokens": 1}}


def _event(kind: str, **values: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **values})}\n\n".encode()


ANTHROPIC_WIRE = Wire(
    base_path="",
    encode_reply=_encode_reply,
    encode_refusal=_encode_refusal,
    breaks={"garbage": _GARBAGE, "overloaded": _encode_error(), "ends": b""},
)
