"""Tools that show passages: by what they are about, by name, or by where they stand in a file."""

import asyncio
from typing import Annotated

from pydantic import Field, model_validator

from repochat.chat.tools.desk import Desk, choose_role, count_noun, join_ids
from repochat.chat.tools.finding.passages import FileLines, Passages, read_around, read_range, search_passages
from repochat.chat.tools.finding.symbols import Definitions, find_definitions
from repochat.chat.tools.spec import (
    BelowArgument,
    NameArgument,
    PathArgument,
    TestsArgument,
    ToolArguments,
    Toolbox,
    ToolSpec,
)
from repochat.search import SearchFilter

SHOWN_UNLESS_ASKED = 5


class SearchArguments(ToolArguments):
    query: Annotated[str, Field(description="What the code does, in words, or identifiers that stand in it.")]
    path: Annotated[str, Field(max_length=4_096, description="Only in this file or below this folder.")] = ""
    language: Annotated[str, Field(max_length=60, description="Only files of this language, such as `python`.")] = ""
    tests: TestsArgument = "any"
    count: Annotated[int, Field(ge=1, description="How many passages.")] = SHOWN_UNLESS_ASKED


class ReadArguments(ToolArguments):
    path: PathArgument = ""
    containing: Annotated[
        str, Field(max_length=1_000, description="Shows the lines around the first line of the file that holds this.")
    ] = ""
    after: Annotated[str, Field(max_length=20, description="The id of a piece: shows what follows it.")] = ""
    before: Annotated[str, Field(max_length=20, description="The id of a piece: shows what leads up to it.")] = ""
    start_line: Annotated[int, Field(ge=1, description="Only when the question names lines.")] = 1
    end_line: Annotated[int | None, Field(ge=1, description="Only when the question names lines.")] = None

    @model_validator(mode="after")
    def _names_a_place(self) -> "ReadArguments":
        if not (self.path or self.after or self.before):
            raise ValueError("give path, or the id of a piece as after or before")
        return self


class DefinitionArguments(ToolArguments):
    name: NameArgument
    path: BelowArgument = ""


async def _search(box: Toolbox, asked: SearchArguments) -> str:
    where = SearchFilter(
        paths=(asked.path.strip(),) if asked.path.strip() else (),
        languages=(asked.language.strip(),) if asked.language.strip() else (),
        tests=asked.tests,
    )
    found = await search_passages(
        box.world, asked.query, repo=asked.repo, where=where, count=asked.count, limits=box.limits
    )
    return await box.render(found, write_passages)


def write_passages(desk: Desk, found: Passages) -> str:
    """Each passage as a piece."""
    for place in found.places:
        desk.show(place, choose_role(place))
    for note in found.notes:
        desk.note(note)
    if found.more:
        desk.note(
            f"{count_noun(found.more, 'weaker match', 'weaker matches')} left out: raise count, or narrow by path."
        )
    if not found.places:
        return "Nothing was found. Use other words, drop a filter, or find_definition with a name."
    return f"{count_noun(len(found.places), 'passage')} found: {join_ids(desk.shown)}."


async def _read(box: Toolbox, asked: ReadArguments) -> str:
    found = await asyncio.to_thread(_find_lines, box, asked)
    return await box.render(found, write_lines)


def _find_lines(box: Toolbox, asked: ReadArguments) -> FileLines:
    world, limits = box.world, box.limits
    if asked.after:
        piece = box.get_piece(asked.after)
        start, label = piece.end_line + 1, piece.pinned.label
        return read_range(world, piece.path, start, start + limits.lines_max - 1, repo=label, limits=limits)
    if asked.before:
        piece = box.get_piece(asked.before)
        start, end = max(1, piece.start_line - limits.lines_max // 2), max(1, piece.start_line - 1)
        return read_range(world, piece.path, start, end, repo=piece.pinned.label, limits=limits)
    if asked.containing.strip():
        return read_around(world, asked.path, asked.containing, repo=asked.repo, limits=limits)
    return read_range(world, asked.path, asked.start_line, asked.end_line, repo=asked.repo, limits=limits)


def write_lines(desk: Desk, found: FileLines) -> str:
    """The range as a piece, and which parts of its file it is not."""
    is_shown = desk.show(found.place, choose_role(found.place))
    if not is_shown:
        return f"No line of {desk.refer(found.place.path)} could be shown."
    last = desk.shown[-1]
    if found.before:
        desk.note(f"{count_noun(found.before, 'line')} come before: read_lines with before={desk.shown[0]}.")
    if found.after:
        desk.note(f"{count_noun(found.after, 'line')} follow: read_lines with after={last}.")
    return f"{desk.refer(found.place.path)}: {join_ids(desk.shown)}."


async def _define(box: Toolbox, asked: DefinitionArguments) -> str:
    found = await asyncio.to_thread(
        find_definitions, box.world, asked.name, repo=asked.repo, path=asked.path, limits=box.limits
    )
    return await box.render(found, write_definitions)


def write_definitions(desk: Desk, found: Definitions) -> str:
    """The likeliest definitions as pieces, the others by their names."""
    for place in found.shown:
        if desk.show(place, "definition", said=place.kind) and place.goes_on:
            desk.note(f"{desk.shown[-1]} goes on: read_lines with after={desk.shown[-1]}.")
    if found.others:
        listed = [f"{each.kind} {desk.quote(each.qualified)} in {desk.quote(each.path)}" for each in found.others]
        desk.show_data("other definitions of that name: ask again with path", listed)
    total = len(found.shown) + len(found.others)
    return f"{count_noun(total, 'definition')} found: {join_ids(desk.shown)}."


SEARCH = ToolSpec(
    name="search",
    description="Finds passages of code and documents by what they are about. Use it first, with the question's own "
    "words or with identifiers; several narrow searches beat a wide one.",
    arguments=SearchArguments,
    run=_search,
)
READ_LINES = ToolSpec(
    name="read_lines",
    description="Shows lines of a file: its beginning, those around a text (containing), or those that follow (after) "
    "or lead up to (before) a piece that was shown.",
    arguments=ReadArguments,
    run=_read,
)
FIND_DEFINITION = ToolSpec(
    name="find_definition",
    description="Shows where a function, class or other name is defined, whole. Use it when you know the name.",
    arguments=DefinitionArguments,
    run=_define,
)
