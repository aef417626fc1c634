"""Results of tools: a short text for whoever reads, the same as JSON for whoever computes, and errors that help."""

from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel

from repochat.core.errors import InvalidError, RepochatError
from repochat.mcp.limits import LIMITS
from repochat.mcp.shapes import Standing

if TYPE_CHECKING:
    from repochat.chat.age_model import Standing as Told
    from repochat.chat.tools.names import Fence

SHA_DIGITS_SHOWN = 12

Arguments = ParamSpec("Arguments")
Tool = Callable[Arguments, Awaitable[CallToolResult]]


def explaining(tool: Tool[Arguments]) -> Tool[Arguments]:
    """What went wrong, and what to do next, as a result that the model reads; our own mistakes go on to the SDK."""

    @wraps(tool)
    async def explain(*args: Arguments.args, **kwargs: Arguments.kwargs) -> CallToolResult:
        try:
            return await tool(*args, **kwargs)
        except RepochatError as error:
            from repochat.chat.receipts.markdown import drop_unseen

            text = drop_unseen(f"{error.message}\nNext: {error.hint}")
            return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)

    return explain


def build_result(shape: BaseModel, paragraphs: Iterable[str]) -> CallToolResult:
    """`paragraphs` as one text of at most `chars_max`; a longer one says that the JSON has the rest."""
    text = "\n\n".join(part for part in paragraphs if part)
    if len(text) > LIMITS.chars_max:
        text = f"{text[: LIMITS.chars_max]}\n(Cut here: ask for fewer lines, or read the structured content.)"
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=shape.model_dump(mode="json")
    )


def read_cursor(cursor: str | None) -> int:
    """How many results come before. Raises InvalidError for a cursor that no result gave."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= len(str(LIMITS.chars_max))):
        raise InvalidError("That is no cursor of ours.", hint="Pass `next_cursor` as the last result gave it.")
    return int(cursor)


def make_fence() -> "Fence":
    """A new one for each result: what stands between its marks is data."""
    from repochat.chat.tools.names import Fence

    return Fence(line_chars_max=LIMITS.line_chars_max)


def show_place(path: str, start: int, end: int, symbol: str = "", kind: str = "") -> str:
    """`path:start-end`, with the definition there."""
    from repochat.chat.tools.names import quote_name

    lines = str(start) if start == end else f"{start}-{end}"
    named = f" {kind} {quote_name(symbol, LIMITS.name_chars_max)}" if symbol else f" {kind}"
    return f"{quote_name(path, LIMITS.path_chars_max)}:{lines}{named.rstrip()}"


def show_commit(name: str, commit: str) -> str:
    return f"{show_name(name)} @ {commit[:SHA_DIGITS_SHOWN]}"


def describe_standing(standing: "Told | None") -> Standing | None:
    """As JSON; None where nothing is known of the repository any more."""
    return Standing.model_validate(standing.as_json()) if standing is not None else None


def show_standing(standing: "Told | None") -> str:
    """As a sentence; empty for the newest commit."""
    from repochat.chat.age_model import describe_standing as describe

    return describe(standing) if standing is not None else ""


def show_name(name: str) -> str:
    """A name on one line, without what can't be seen."""
    from repochat.chat.receipts.markdown import clean_text

    return clean_text(name)


def number_lines(text: str, start: int) -> str:
    """Each line after its number."""
    from repochat.chat.receipts.markdown import drop_unseen

    lines = drop_unseen(text).split("\n")
    width = len(str(start + len(lines)))
    return "\n".join(f"{number:>{width}}  {line}" for number, line in enumerate(lines, start))


def cut_lines(text: str, lines_max: int) -> tuple[str, bool]:
    """The first `lines_max` lines, cleaned, and whether there were more."""
    from repochat.chat.receipts.markdown import drop_unseen

    lines = drop_unseen(text).split("\n")
    return "\n".join(lines[:lines_max]), len(lines) > lines_max
