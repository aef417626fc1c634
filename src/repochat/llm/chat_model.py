"""The chat protocol: one conversation goes in, text and tool calls stream out, and what it cost is always told."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMessage:
    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTool:
    """A function that the model may call. `run` gets the arguments as the model wrote them, checked to be an object.

    What `run` returns goes back to the model as text; a RepochatError that it raises does too, as an error.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]  # a JSON schema of type object
    run: Callable[[dict[str, Any]], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """`system` is ours alone; nothing that comes from a repository or a person may stand in it."""

    system: str
    messages: tuple[ModelMessage, ...]
    tools: tuple[ModelTool, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """Bounds of one answer; reaching one ends it well and is told in `Completed.reason` or `Failed`."""

    output_tokens_max: int = 2_000
    """Of one request to the provider."""
    requests_max: int = 8
    tool_calls_max: int = 16
    """After these the model is asked once more, without tools, to answer with what it has."""
    tokens_max: int = 120_000
    """Of all requests together, input and output."""
    first_event_timeout_s: float = 60.0
    idle_timeout_s: float = 30.0
    total_timeout_s: float = 300.0
    attempts_max: int = 3
    """Of a request that failed before its first event; one that broke off later is not sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used so far. `cost_usd` is None when nobody knows the model's price."""

    input_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    tool_calls: int = 0
    cost_usd: float | None = None
    masked: int = 0
    """Secrets that were masked in what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled:
    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReturned:
    call_id: str
    name: str
    result: str
    is_error: bool
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryScheduled:
    reason: str
    attempt: int
    wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The last event of an answer that ended as the model or a bound wanted."""

    reason: Literal["stop", "length", "tool_limit", "token_limit", "filtered", "other"]
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The last event of an answer that did not end well. `message` and `hint` hold no key, prompt or body."""

    kind: Literal["unavailable", "invalid", "limit"]
    message: str
    hint: str
    usage: Usage = field(default_factory=Usage)


ModelEvent = TextDelta | ToolCalled | ToolReturned | RetryScheduled | Completed | Failed


class ChatModel(Protocol):
    """A language model somewhere. Safe for concurrent use."""

    @property
    def name(self) -> str:
        """Provider and model, as answers and spending name it: `openai:NAME`."""
        ...

    @property
    def host(self) -> str:
        """Where texts go: a host name, with its port when it is not the scheme's own."""
        ...

    @property
    def is_local(self) -> bool:
        """True when the host is this machine, so that no text leaves it."""
        ...

    def stream(self, request: ModelRequest, limits: ModelLimits) -> AsyncGenerator[ModelEvent]:
        """Never raises but CancelledError; the last event is Completed or Failed.

        Closing the generator, or cancelling the task that reads it, ends the request at the provider.
        """
        ...

    async def price_usd(self, *, input_tokens: int, output_tokens: int) -> float | None:
        """What so many tokens cost; None when nobody knows the model's price."""
        ...

    async def warm(self) -> None:
        """Does now what the first answer would wait for; sends nothing."""
        ...

    async def close(self) -> None:
        """Ends the connections that are kept for the next request."""
        ...
