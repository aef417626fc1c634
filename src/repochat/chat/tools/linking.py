"""Tools that follow the graph: what refers to a definition, what calls it, what it calls."""

import asyncio

from repochat.chat.tools.desk import Desk, join_ids
from repochat.chat.tools.finding.links import Link, Links, find_callees, find_callers, find_references
from repochat.chat.tools.spec import (
    BelowArgument,
    NameArgument,
    SkipArgument,
    TestsArgument,
    ToolArguments,
    Toolbox,
    ToolSpec,
)

NAMESAKES_SHOWN = 8


class LinkArguments(ToolArguments):
    name: NameArgument
    path: BelowArgument = ""
    tests: TestsArgument = "any"
    skip: SkipArgument = 0


class CalleeArguments(ToolArguments):
    name: NameArgument
    path: BelowArgument = ""
    skip: SkipArgument = 0


async def _references(box: Toolbox, asked: LinkArguments) -> str:
    found = await asyncio.to_thread(
        find_references,
        box.world,
        asked.name,
        repo=asked.repo,
        path=asked.path,
        tests=asked.tests,
        skip=asked.skip,
        limits=box.limits,
    )
    return await box.render(found, write_references)


async def _callers(box: Toolbox, asked: LinkArguments) -> str:
    found = await asyncio.to_thread(
        find_callers,
        box.world,
        asked.name,
        repo=asked.repo,
        path=asked.path,
        tests=asked.tests,
        skip=asked.skip,
        limits=box.limits,
    )
    return await box.render(found, write_callers)


async def _callees(box: Toolbox, asked: CalleeArguments) -> str:
    found = await asyncio.to_thread(
        find_callees, box.world, asked.name, repo=asked.repo, path=asked.path, skip=asked.skip, limits=box.limits
    )
    return await box.render(found, write_callees)


def write_references(desk: Desk, found: Links) -> str:
    """Each line that refers, as a piece."""
    return _write(desk, found, "reference", "references to", "No reference to")


def write_callers(desk: Desk, found: Links) -> str:
    """Each caller by the line of its first call."""
    return _write(desk, found, "caller", "callers of", "No caller of")


def write_callees(desk: Desk, found: Links) -> str:
    """Each definition that is called, by the line of its first call."""
    desk.note("Calls of what another package defines are not known to the index.")
    for link in found.links:
        called = f"calls {desk.quote(link.other)}, defined in {desk.quote(link.other_path)}, {link.certainty}"
        desk.show(link.place, "passage", said=called)
    _note_rest(desk, found)
    name = desk.refer(found.subject.qualified)
    if not found.total:
        return f"No call out of {name} leads to a definition of this repository."
    return f"{len(found.links)} of {found.total} definitions that {name} calls: {join_ids(desk.shown)}."


def _write(desk: Desk, found: Links, noun: str, many: str, none: str) -> str:
    for link in found.links:
        desk.show(link.place, "passage", said=_say(desk, link))
    _note_rest(desk, found)
    name = f"{desk.refer(found.subject.qualified)} in {desk.refer(found.subject.path)}"
    if not found.total:
        return f"{none} {name} is in the index."
    if found.links and found.links[0].certainty == "by name":
        return f"{none} {name} is tied to it; its name stands in these lines: {join_ids(desk.shown)}."
    what = f"1 {noun} of" if found.total == 1 else f"{len(found.links)} of {found.total} {many}"
    return f"{what} {name}: {join_ids(desk.shown)}."


def _say(desk: Desk, link: Link) -> str:
    where = f"in {desk.quote(link.other)}" if link.other else "outside any definition"
    return f"{link.kind} {where}, {link.certainty}"


def _note_rest(desk: Desk, found: Links) -> None:
    if found.left:
        skip = found.skipped + len(found.links)
        desk.note(f"{found.left} more left out: ask with skip={skip}, or narrow with path or tests.")
    if found.namesakes:
        listed = [
            f"{each.kind} {desk.quote(each.qualified)} in {desk.quote(each.path)}"
            for each in found.namesakes[:NAMESAKES_SHOWN]
        ]
        desk.show_data("other definitions of that name, not meant here: ask with path", listed)


FIND_REFERENCES = ToolSpec(
    name="find_references",
    description="Shows the lines that refer to a definition: calls, types, inheritance, other uses. Each tells how "
    "sure the link is.",
    arguments=LinkArguments,
    run=_references,
)
FIND_CALLERS = ToolSpec(
    name="find_callers",
    description="Shows which functions call a definition, each by its first call.",
    arguments=LinkArguments,
    run=_callers,
)
FIND_CALLEES = ToolSpec(
    name="find_callees",
    description="Shows which functions of the repository a definition calls, each by its first call.",
    arguments=CalleeArguments,
    run=_callees,
)
