"""One request to a provider: texts stream out, and what else it said is kept for whoever asked."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from repochat.llm.remote.client import Client
from repochat.llm.remote.clock import Clock


class CutStreamError(Exception):
    """The stream ended in order, but before the model said why."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What is sent."""

    messages: Sequence[ModelMessage]
    parameters: ModelRequestParameters
    settings: ModelSettings


class Exchange:
    """Sent once, by `stream_texts`. `began` tells whether anything of an answer came."""

    def __init__(self, client: Client, prompt: Prompt, clock: Clock) -> None:
        self._client = client
        self._prompt = prompt
        self._clock = clock
        self._stream: StreamedResponse | None = None
        self.began = False
        self.text = ""

    @property
    def usage(self) -> RequestUsage:
        """What the provider told so far."""
        return self._stream.usage if self._stream else RequestUsage()

    @property
    def response(self) -> ModelResponse | None:
        """All that came, once the stream ended as it should."""
        response = self._stream.get() if self._stream else None
        return response if response and response.state == "complete" else None

    async def stream_texts(self) -> AsyncGenerator[str]:
        """Closing it ends the request at the provider. Raises pydantic-ai's errors, and WaitedTooLongError."""
        opening = model_request_stream(
            self._client.model,
            self._prompt.messages,
            model_settings=self._prompt.settings,
            model_request_parameters=self._prompt.parameters,
            instrument=False,
        )
        async with AsyncExitStack() as stack:
            async with self._clock.bound_first_event():
                await self._client.wait_turn()
                self._stream = await stack.enter_async_context(opening)
                events = aiter(self._stream)
                event = await anext(events, None)
            while event is not None:
                self.began = True
                if text := _find_text(event):
                    self.text += text
                    yield text
                async with self._clock.bound_idle():
                    event = await anext(events, None)
            if self._stream.finish_reason is None:
                raise CutStreamError


def _find_text(event: ModelResponseStreamEvent) -> str:
    match event:
        case PartStartEvent(part=TextPart(content=text)) | PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            return text
        case _:
            return ""
