"""What the model asks our tools: checked, run side by side, told in the order it asked."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog
from pydantic_ai.messages import ToolCallPart

from repochat.core.errors import RepochatError
from repochat.llm.chat_model import ModelTool, ToolReturned
from repochat.llm.masking import Masked, mask_secrets
from repochat.llm.remote.clock import Clock

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class CheckedCall:
    """`problem` is told to the model instead of a result."""

    call_id: str
    name: str
    arguments: dict[str, Any]
    tool: ModelTool | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`masked` is what goes back to the model, and to whoever watches."""

    call: CheckedCall
    masked: Masked
    is_error: bool
    ms: float

    @property
    def event(self) -> ToolReturned:
        return ToolReturned(
            call_id=self.call.call_id,
            name=self.call.name,
            result=self.masked.text,
            is_error=self.is_error,
            ms=self.ms,
        )


def check_calls(parts: Iterable[ToolCallPart], tools: Sequence[ModelTool], *, calls_max: int) -> list[CheckedCall]:
    """One a part, in order; what lies beyond `calls_max` is not run."""
    known = {tool.name: tool for tool in tools}
    return [_check_call(part, known, is_beyond=index >= calls_max) for index, part in enumerate(parts)]


async def run_calls(calls: Sequence[CheckedCall], clock: Clock) -> AsyncGenerator[Outcome]:
    """One outcome a call, in order, each as soon as those before it are told. Closing it stops what still runs."""
    tasks = [asyncio.create_task(_run_call(call)) for call in calls]
    try:
        for task in tasks:
            async with clock.bound_total():
                outcome = await task
            yield outcome
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _check_call(part: ToolCallPart, known: Mapping[str, ModelTool], *, is_beyond: bool) -> CheckedCall:
    arguments = _parse_arguments(part.args)
    tool = known.get(part.tool_name)
    problem = None
    if is_beyond:
        problem = "Not run: the limit of tool calls is reached. Answer with what you have."
    elif tool is None:
        problem = f"There is no such tool. The tools are: {', '.join(known)}."
    elif arguments is None:
        problem = "Not run: the arguments are not a JSON object. Write them again."
    return CheckedCall(
        call_id=part.tool_call_id, name=part.tool_name, arguments=arguments or {}, tool=tool, problem=problem
    )


def _parse_arguments(written: str | dict[str, Any] | None) -> dict[str, Any] | None:
    """None when they are not an object."""
    if not isinstance(written, str):
        return written or {}
    try:
        value: object = json.loads(written) if written.strip() else {}
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


async def _run_call(call: CheckedCall) -> Outcome:
    begin_s = time.perf_counter()
    text, is_error = await _find_result(call)
    return Outcome(
        call=call, masked=mask_secrets(text), is_error=is_error, ms=round((time.perf_counter() - begin_s) * 1000, 2)
    )


async def _find_result(call: CheckedCall) -> tuple[str, bool]:
    """The text for the model, and whether it is an error."""
    if call.tool is None or call.problem is not None:
        return call.problem or "", True
    try:
        return await call.tool.run(call.arguments), False
    except RepochatError as error:
        return f"{error.message} {error.hint}", True
    except Exception as error:  # noqa: BLE001  # a tool that breaks must not end the answer
        log.warning("llm.tool_failed", tool=call.name, error=type(error).__name__)
        return "The tool failed. Try another way.", True
