"""One provider's model and its connections."""

import asyncio
from typing import assert_never

import httpx2
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.ollama import OllamaProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.usage import RequestUsage

from repochat.llm.endpoint import Endpoint
from repochat.llm.remote.prices import find_cost_usd

_CONNECT_TIMEOUT_S = 10.0
_CONNECTIONS_MAX = 200
# A stream without a reason for its end was cut: half an answer must not pass for a whole one.
_OPENAI = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
# Other servers know `max_tokens` only, the older name of the same bound.
_COMPATIBLE = OpenAIModelProfile(
    openai_chat_streaming_requires_finish_reason=True, openai_chat_supports_max_completion_tokens=False
)


class Client:
    """Safe for concurrent use inside one event loop. Building one reads certificates: do it in a thread."""

    def __init__(self, endpoint: Endpoint, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.endpoint = endpoint
        self._http = httpx2.AsyncClient(
            # Reading has no bound here: the answer's own ones are shorter.
            timeout=httpx2.Timeout(None, connect=_CONNECT_TIMEOUT_S, pool=_CONNECT_TIMEOUT_S),
            limits=httpx2.Limits(max_connections=_CONNECTIONS_MAX, max_keepalive_connections=20),
            # What is meant for this machine must not travel through a proxy, nor follow a redirect elsewhere.
            trust_env=not endpoint.is_local,
            follow_redirects=False,
            transport=transport,
        )
        self.model = _build_model(endpoint, self._http)
        self._turn = asyncio.Lock()

    async def wait_turn(self) -> None:
        """Before what takes milliseconds at a stretch: of many answers that begin at once, one a turn of the loop."""
        async with self._turn:
            await asyncio.sleep(0)

    def price_usd(self, input_tokens: int, output_tokens: int) -> float | None:
        """None when nobody knows the model's price."""
        usage = RequestUsage(input_tokens=input_tokens, output_tokens=output_tokens)
        return find_cost_usd(usage, self.endpoint)

    async def close(self) -> None:
        await self._http.aclose()


def _build_model(endpoint: Endpoint, http: httpx2.AsyncClient) -> Model:
    # An empty key would make the SDK look for one in the environment, and send it to whatever server this is.
    key = endpoint.api_key.get_secret_value() if endpoint.api_key else "none"
    url, name = endpoint.base_url, endpoint.model
    match endpoint.provider:
        case "anthropic":
            return AnthropicModel(name, provider=AnthropicProvider(api_key=key, base_url=url, http_client=http))
        case "openai":
            provider = OpenAIProvider(api_key=key, base_url=url, http_client=http)
            return OpenAIChatModel(name, provider=provider, profile=_OPENAI)
        case "ollama":
            provider = OllamaProvider(api_key=key, base_url=url, http_client=http)
            return OpenAIChatModel(name, provider=provider, profile=_COMPATIBLE)
        case "compatible":
            provider = OpenAICompatibleProvider("compatible", api_key=key, base_url=url, http_client=http)
            return OpenAIChatModel(name, provider=provider, profile=_COMPATIBLE)
        case _:
            assert_never(endpoint.provider)
