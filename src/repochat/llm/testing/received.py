"""What a scripted chat server was asked, read the same way from either protocol."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Protocol = Literal["openai", "anthropic"]


@dataclass(frozen=True, kw_only=True)
class ReceivedChat:
    """One request. `body` is the JSON as it came; header names are in lower case."""

    protocol: Protocol
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    closed_early: threading.Event = field(default_factory=threading.Event)
    """Set when the client hung up before the answer's end."""
    answered: threading.Event = field(default_factory=threading.Event)
    """Set when the whole answer was sent."""

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def key(self) -> str | None:
        """What the client proved itself with."""
        authorization = self.headers.get("authorization")
        return authorization.removeprefix("Bearer ") if authorization else self.headers.get("x-api-key")

    @property
    def system(self) -> str:
        if self.protocol == "anthropic":
            return "\n".join(_list_texts(self.body.get("system")))
        return "\n".join(text for role, text in self._turns() if role in {"system", "developer"})

    @property
    def turns(self) -> list[tuple[str, str]]:
        """(role, text) of what the person and the model said, without tools, in order."""
        return [turn for turn in self._turns() if turn[0] in {"user", "assistant"} and turn[1]]

    @property
    def prompt(self) -> str:
        """All that the model can read, tool results included."""
        return "\n".join([self.system, *(text for _, text in self.turns), *self.tool_results])

    @property
    def tool_names(self) -> list[str]:
        """The tools that the model may call now."""
        choice: Any = self.body.get("tool_choice")
        if choice == "none" or (isinstance(choice, dict) and cast("dict[str, Any]", choice).get("type") == "none"):
            return []
        tools = cast("list[dict[str, Any]]", self.body.get("tools") or [])
        return [str(tool["function"]["name"] if self.protocol == "openai" else tool["name"]) for tool in tools]

    @property
    def tool_results(self) -> list[str]:
        if self.protocol == "openai":
            return [text for role, text in self._turns() if role == "tool"]
        blocks = [block for message in self._messages() for block in _list_blocks(message.get("content"))]
        results = [block for block in blocks if block.get("type") == "tool_result"]
        return ["\n".join(_list_texts(block.get("content"))) for block in results]

    def _messages(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self.body.get("messages") or [])

    def _turns(self) -> Iterator[tuple[str, str]]:
        for message in self._messages():
            yield str(message["role"]), "\n".join(_list_texts(message.get("content")))


def _list_blocks(content: object) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", content) if isinstance(content, list) else []


def _list_texts(content: object) -> list[str]:
    """Content is a text, or blocks of which only those of text count."""
    if isinstance(content, str):
        return [content]
    return [str(block["text"]) for block in _list_blocks(content) if block.get("type") == "text"]
