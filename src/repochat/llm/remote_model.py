"""A chat model behind HTTP. Its libraries take seconds to import, so they are, in a thread, when it first answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog

from repochat.core.lasting import making_lasting
from repochat.core.settings import Settings
from repochat.llm.backoff import Backoff
from repochat.llm.chat_model import Failed, ModelEvent, ModelLimits, ModelRequest
from repochat.llm.endpoint import Endpoint, find_endpoint

if TYPE_CHECKING:
    from repochat.llm.remote import Answer, Client

log = structlog.get_logger()


class RemoteChatModel:
    """A ChatModel. Safe for concurrent use inside one event loop."""

    def __init__(self, endpoint: Endpoint, *, backoff: Backoff | None = None) -> None:
        self._endpoint = endpoint
        self._backoff = backoff or Backoff()
        self._client: Client | None = None
        self._opening = asyncio.Lock()

    @property
    def name(self) -> str:
        return f"{self._endpoint.provider}:{self._endpoint.model}"

    @property
    def host(self) -> str:
        return self._endpoint.host

    @property
    def is_local(self) -> bool:
        return self._endpoint.is_local

    async def warm(self) -> None:
        """Imports and builds what the first answer needs, 3 to 6 s in a thread. Call it where a server starts."""
        await self._open()

    async def stream(self, request: ModelRequest, limits: ModelLimits) -> AsyncGenerator[ModelEvent]:
        try:
            client = await self._open()
        except Exception as error:  # noqa: BLE001  # the protocol promises an event for every end
            log.error("llm.client_broke", error=type(error).__name__, model=self.name)  # noqa: TRY400  # it may hold a key
            yield Failed(
                kind="unavailable",
                message=f"The client for {self.host} could not be made ({type(error).__name__}).",
                hint="Check LLM_PROVIDER, LLM_MODEL and LLM_BASE_URL, and that repochat is installed whole.",
            )
            return
        answer = _begin_answer(client, request, limits, self._backoff)
        async with aclosing(answer.stream()) as events:
            async for event in events:
                yield event

    async def price_usd(self, *, input_tokens: int, output_tokens: int) -> float | None:
        if self.is_local:
            return 0.0
        return (await self._open()).price_usd(input_tokens, output_tokens)

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _open(self) -> "Client":
        async with self._opening:
            if self._client is None:
                with making_lasting():
                    self._client = await asyncio.to_thread(_build_client, self._endpoint)
            return self._client


def load_chat_model(settings: Settings) -> RemoteChatModel | None:
    """The model that the settings name, None when LLM_PROVIDER is none. Imports and sends nothing yet.

    Raises InvalidError when LLM_BASE_URL is not an address.
    """
    endpoint = find_endpoint(settings)
    return None if endpoint is None else RemoteChatModel(endpoint)


def _build_client(endpoint: Endpoint) -> "Client":
    from repochat.llm.remote import Client, rehearse  # noqa: PLC0415  # takes seconds: see above

    rehearse(endpoint)
    return Client(endpoint)


def _begin_answer(client: "Client", request: ModelRequest, limits: ModelLimits, backoff: Backoff) -> "Answer":
    from repochat.llm.remote import Answer  # noqa: PLC0415  # was imported with the client

    return Answer(client, request, limits=limits, backoff=backoff)
