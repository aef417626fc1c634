"""What the tests of chat models share: a model against a scripted server, and the events of its answer."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from repochat.llm import ModelEvent, ModelLimits, ModelMessage, ModelRequest, ModelTool, TextDelta
from repochat.llm.backoff import Backoff
from repochat.llm.endpoint import Endpoint
from repochat.llm.remote_model import RemoteChatModel
from repochat.llm.testing import ChatServer, Protocol

KEY = "sk-very-secret-1"
QUESTION = "where is the unspeakable function?"
PROTOCOLS: tuple[Protocol, ...] = ("openai", "anthropic")
NAMES: dict[Protocol, str] = {"openai": "gpt-4o-mini", "anthropic": "claude-sonnet-5"}
QUICK = Backoff(backoff_base_s=0.001, backoff_max_s=0.01)


@asynccontextmanager
async def open_model(server: ChatServer, protocol: Protocol) -> AsyncGenerator[RemoteChatModel]:
    endpoint = Endpoint(
        provider=protocol, model=NAMES[protocol], base_url=server.url_of(protocol), api_key=SecretStr(KEY)
    )
    model = RemoteChatModel(endpoint, backoff=QUICK)
    try:
        yield model
    finally:
        await model.close()


def make_request(*texts: str, tools: tuple[ModelTool, ...] = ()) -> ModelRequest:
    """`texts` are said by the person and the model in turn."""
    roles = ("user", "assistant")
    said = texts or (QUESTION,)
    messages = tuple(ModelMessage(role=roles[index % 2], text=text) for index, text in enumerate(said))
    return ModelRequest(system="You read code.", messages=messages, tools=tools)


def make_tool(run: Callable[[dict[str, Any]], Awaitable[str]], name: str = "look") -> ModelTool:
    parameters = {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]}
    return ModelTool(name=name, description="Looks at a place.", parameters=parameters, run=run)


async def ask(
    server: ChatServer, protocol: Protocol, request: ModelRequest | None = None, **limits: Any
) -> list[ModelEvent]:
    """All events of one answer."""
    async with open_model(server, protocol) as model:
        return [event async for event in model.stream(request or make_request(), ModelLimits(**limits))]


def join_text(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))
