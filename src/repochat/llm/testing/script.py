"""What a scripted chat server answers: replies with deltas and tool calls, refusals, and replies that break."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from repochat.llm.testing.received import ReceivedChat

_DELTA_CHARS = 12


@dataclass(frozen=True, kw_only=True)
class Call:
    """One tool call. `arguments` as a text are sent as they are, well-formed or not."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict[str, Any])


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A streamed answer. A `text` that is not cut into deltas already is cut here.

    `breaks` ends it badly after `breaks_after` frames: "cut" drops the connection, "ends" closes it in order but too
    early, "garbage" sends a frame that is no JSON, "overloaded" sends the protocol's own error event, "silence" sends
    nothing more until the client leaves.
    """

    text: str | tuple[str, ...] = ""
    calls: tuple[Call, ...] = ()
    finish: Literal["stop", "length", "filtered"] = "stop"
    input_tokens: int = 100
    output_tokens: int = 20
    tells_usage: bool = True
    delay_s: float = 0.0
    delta_delay_s: float = 0.0
    breaks: Literal["cut", "ends", "garbage", "overloaded", "silence"] | None = None
    breaks_after: int = 2

    @property
    def deltas(self) -> tuple[str, ...]:
        if not isinstance(self.text, str):
            return self.text
        return tuple(self.text[start : start + _DELTA_CHARS] for start in range(0, len(self.text), _DELTA_CHARS))


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An answer that is an error, before any stream."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    message: str = "scripted"
    delay_s: float = 0.0


Answer = Reply | Refusal
ScriptEntry = Answer | Callable[[ReceivedChat], Answer | str]


def saying(text: str) -> Reply:
    return Reply(text=text)


def calling(name: str, **arguments: object) -> Reply:
    """One call of one tool."""
    return Reply(calls=(Call(name=name, arguments=arguments),))


def rate_limited(*, retry_after_s: int = 0) -> Refusal:
    return Refusal(status=429, headers={"Retry-After": str(retry_after_s)})


def overloaded() -> Refusal:
    return Refusal(status=529)
