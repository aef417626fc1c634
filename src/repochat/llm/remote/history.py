"""The conversation as pydantic-ai holds it. Nothing enters that was not masked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic_ai.messages import (
    InstructionPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponsePart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.tools import ToolDefinition

from repochat.llm import chat_model
from repochat.llm.chat_model import ModelTool
from repochat.llm.masking import Masked, mask_secrets
from repochat.llm.remote.tool_calls import CheckedCall, Outcome

_NAME_CHARS_MAX = 64
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The conversation before the first request."""

    instructions: list[InstructionPart]
    messages: list[ModelMessage]
    masked: int


def open_history(request: chat_model.ModelRequest) -> Opening:
    """Everything of `request` that is text, masked and counted."""
    system = mask_secrets(request.system)
    turns = [mask_secrets(message.text) for message in request.messages]
    messages = [_make_turn(message.role, text) for message, text in zip(request.messages, turns, strict=True)]
    return Opening(
        instructions=[InstructionPart(content=system.text)] if system.text else [],
        messages=messages,
        masked=system.count + sum(turn.count for turn in turns),
    )


def define_tools(tools: Iterable[ModelTool]) -> list[ToolDefinition]:
    """The tools as providers are told of them."""
    return [
        ToolDefinition(name=tool.name, description=tool.description, parameters_json_schema=dict(tool.parameters))
        for tool in tools
    ]


def keep_reply(response: ModelResponse, calls: Sequence[CheckedCall]) -> ModelResponse:
    """The reply with its calls as they were understood: providers refuse a history with malformed ones."""
    understood = {call.call_id: call for call in calls}
    return replace(response, parts=[_mend_part(part, understood) for part in response.parts])


def answer_calls(outcomes: Sequence[Outcome], *, closing: str | None) -> ModelRequest:
    """What goes back after tool calls; `closing` is said last."""
    parts = [
        ToolReturnPart(
            tool_name=_mend_name(outcome.call.name),
            content=outcome.masked.text,
            tool_call_id=outcome.call.call_id,
            outcome="failed" if outcome.is_error else "success",
        )
        for outcome in outcomes
    ]
    return ModelRequest(parts=[*parts, UserPromptPart(content=closing)] if closing else parts)


def _make_turn(role: str, masked: Masked) -> ModelMessage:
    if role == "assistant":
        return ModelResponse(parts=[TextPart(content=masked.text)])
    return ModelRequest(parts=[UserPromptPart(content=masked.text)])


def _mend_part(part: ModelResponsePart, calls: dict[str, CheckedCall]) -> ModelResponsePart:
    if not isinstance(part, ToolCallPart):
        return part
    call = calls[part.tool_call_id]
    return replace(part, tool_name=_mend_name(call.name), args=call.arguments)


def _mend_name(name: str) -> str:
    """A name that the model made up may hold anything; providers take letters, digits, `_` and `-`."""
    return _NOT_IN_NAMES.sub("_", name)[:_NAME_CHARS_MAX] or "unknown"
