"""The tools of one answer, as a language model is given them: checked arguments, bounded time, bounded calls."""

import asyncio
import json
from typing import Any

import structlog
from pydantic import ValidationError

from repochat.chat.context.book import PieceBook
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.linking import FIND_CALLEES, FIND_CALLERS, FIND_REFERENCES
from repochat.chat.tools.names import quote_name
from repochat.chat.tools.reading import FIND_DEFINITION, READ_LINES, SEARCH
from repochat.chat.tools.recalling import COMPARE_REVISIONS, FILE_HISTORY, LINE_HISTORY, SHOW_CHANGE
from repochat.chat.tools.spec import Toolbox, ToolSpec
from repochat.chat.tools.surveying import LIST_DIRECTORY, REPOSITORY_FACTS
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import InvalidError, LimitError
from repochat.llm.chat_model import ModelTool

SPECS: tuple[ToolSpec[Any], ...] = (
    SEARCH,
    READ_LINES,
    FIND_DEFINITION,
    FIND_REFERENCES,
    FIND_CALLERS,
    FIND_CALLEES,
    LIST_DIRECTORY,
    FILE_HISTORY,
    LINE_HISTORY,
    SHOW_CHANGE,
    COMPARE_REVISIONS,
    REPOSITORY_FACTS,
)
_PROBLEMS_SHOWN = 3

log = structlog.get_logger()


def build_tools(world: ToolWorld, book: PieceBook, limits: ToolLimits | None = None) -> tuple[ModelTool, ...]:
    """Tools that share one count of calls and add what they show to `book`. For one answer."""
    box = Toolbox(world=world, book=book, limits=limits or ToolLimits())
    calls = _Calls(box.limits)
    return tuple(_build(spec, box, calls) for spec in SPECS)


class _Calls:
    """Counts calls, and knows those that were made already: the same one again can only give the same."""

    def __init__(self, limits: ToolLimits) -> None:
        self._limits = limits
        self._made: set[str] = set()
        self._count = 0

    def admit(self, name: str, arguments: dict[str, Any]) -> None:
        """Raises LimitError above `calls_max`, InvalidError for a call that was answered already."""
        self._count += 1
        if self._count > self._limits.calls_max:
            raise LimitError(
                f"All {self._limits.calls_max} calls of tools were used.",
                hint="Answer now with what was shown, and say what is not known.",
                limit="calls_max",
            )
        key = json.dumps([name, arguments], sort_keys=True, default=str)
        if key in self._made:
            raise InvalidError(
                "This call was made already, and what it shows stands above.",
                hint="Use those pieces, or ask for something else.",
            )
        self._made.add(key)


def _build(spec: ToolSpec[Any], box: Toolbox, calls: _Calls) -> ModelTool:
    async def run(arguments: dict[str, Any]) -> str:
        calls.admit(spec.name, arguments)
        asked = _parse(spec, arguments)
        try:
            async with asyncio.timeout(box.limits.call_timeout_s):
                return await spec.run(box, asked)
        except TimeoutError as error:
            log.warning("tools.call_timed_out", tool=spec.name)
            raise LimitError(
                f"{spec.name} did not finish within {box.limits.call_timeout_s:g} s.",
                hint="Ask for less: a narrower path, fewer lines, or another tool.",
                limit="call_timeout_s",
            ) from error

    labels = [pin.label for pin in box.world.pins]
    return ModelTool(
        name=spec.name, description=spec.description, parameters=_describe_arguments(spec, labels), run=run
    )


def _parse(spec: ToolSpec[Any], arguments: dict[str, Any]) -> Any:
    try:
        return spec.arguments.model_validate(arguments)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(
            f"{quote_name('.'.join(map(str, each['loc'])) or 'arguments', 80)}: {each['msg']}"
            for each in problems[:_PROBLEMS_SHOWN]
        )
        known = ", ".join(spec.arguments.model_fields)
        raise InvalidError(f"{spec.name} can't take that: {said}.", hint=f"It takes: {known}.") from None


def _describe_arguments(spec: ToolSpec[Any], labels: list[str]) -> dict[str, Any]:
    """The JSON schema without what only pydantic reads; `repo` is there when there is a choice."""
    schema = spec.arguments.model_json_schema()
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    if len(labels) > 1:
        properties["repo"]["enum"] = ["", *labels]
    else:
        properties.pop("repo", None)
    return {
        "type": "object",
        "properties": {name: _drop_title(each) for name, each in properties.items()},
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


def _drop_title(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
