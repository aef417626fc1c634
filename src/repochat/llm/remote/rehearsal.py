"""One answer to nobody, so that what libraries build at their first answer (up to 0.3 s) is built outside the loop."""

import asyncio
from contextlib import aclosing

import httpx2

from repochat.llm.backoff import Backoff
from repochat.llm.chat_model import ModelEvent, ModelLimits, ModelMessage, ModelRequest
from repochat.llm.endpoint import Endpoint
from repochat.llm.remote.answer import Answer
from repochat.llm.remote.client import Client

_OPENAI = b"""\
data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, \
"delta": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}], \
"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}

data: [DONE]

"""
_ANTHROPIC = b"""\
event: message_start
data: {"type": "message_start", "message": {"id": "1", "type": "message", "role": "assistant", "model": "m", \
"content": [], "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 1, "output_tokens": 1}}}

event: content_block_start
data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}

event: content_block_delta
data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Yes."}}

event: content_block_stop
data: {"type": "content_block_stop", "index": 0}

event: message_delta
data: {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null}, \
"usage": {"output_tokens": 1}}

event: message_stop
data: {"type": "message_stop"}

"""


def rehearse(endpoint: Endpoint) -> list[ModelEvent]:
    """The events of an answer that nothing was sent for. Call it in a thread: it runs a loop of its own."""
    return asyncio.run(_rehearse(endpoint))


async def _rehearse(endpoint: Endpoint) -> list[ModelEvent]:
    stream = _ANTHROPIC if endpoint.provider == "anthropic" else _OPENAI

    def reply(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, content=stream, request=request)

    client = Client(endpoint, transport=httpx2.MockTransport(reply))
    request = ModelRequest(system="-", messages=(ModelMessage(role="user", text="-"),))
    try:
        async with aclosing(Answer(client, request, limits=ModelLimits(), backoff=Backoff()).stream()) as events:
            return [event async for event in events]
    finally:
        await client.close()
