"""Tools that give an overview: what is in a folder or a file, and what is known of a repository as a whole."""

import asyncio
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from repochat.chat.tools.desk import SHORT_SHA_DIGITS, Desk, count_noun, join_ids
from repochat.chat.tools.finding.facts import Facts, find_facts
from repochat.chat.tools.finding.folders import Entry, Folder, Outline, list_folder
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.spec import SkipArgument, ToolArguments, Toolbox, ToolSpec


class FolderArguments(ToolArguments):
    path: Annotated[
        str, Field(max_length=4_096, description="A folder, the root when left out; a file shows what it defines.")
    ] = ""
    skip: SkipArgument = 0


class FactsArguments(ToolArguments):
    """Nothing but the repository."""


async def _list(box: Toolbox, asked: FolderArguments) -> str:
    found = await asyncio.to_thread(
        list_folder, box.world, asked.path, repo=asked.repo, skip=asked.skip, limits=box.limits
    )
    return await box.render(found, write_folder)


def write_folder(desk: Desk, found: Folder | Outline) -> str:
    """Names that other tools take."""
    if isinstance(found, Outline):
        return _write_outline(desk, found)
    where = desk.refer(found.path + "/") if found.path else "the root"
    desk.show_data(f"entries of {where}", (_describe(desk, entry) for entry in found.entries))
    _note_rest(desk, found.left, found.skipped + len(found.entries))
    return f"{len(found.entries)} of {count_noun(found.total, 'entry', 'entries')} of {where}."


def _describe(desk: Desk, entry: Entry) -> str:
    if entry.kind == "folder":
        return f"{desk.quote(entry.name + '/')} {count_noun(entry.files, 'file')}"
    size = "" if entry.size_bytes is None else f" {entry.size_bytes} bytes"
    kind = "" if entry.kind == "file" else f" {entry.kind}"
    return f"{desk.quote(entry.name)}{kind}{size} {entry.language or '(not indexed)'}"


def _write_outline(desk: Desk, found: Outline) -> str:
    path = desk.refer(found.path)
    if found.symbols is None:
        return f"{path} is not indexed, so its definitions are not known: read_lines shows its text."
    lines = [f"{'  ' * depth}{each.kind} {desk.quote(each.qualified)}" for each, depth in found.symbols]
    desk.show_data(f"definitions of {path}", lines)
    _note_rest(desk, found.left, found.skipped + len(lines))
    return f"{len(lines)} of {count_noun(found.total, 'definition')} of {path}."


def _note_rest(desk: Desk, left: int, skip: int) -> None:
    if left:
        desk.note(f"{left} more left out: ask with skip={skip}.")


async def _facts(box: Toolbox, asked: FactsArguments) -> str:
    found = await find_facts(box.world, repo=asked.repo, limits=box.limits)
    return await box.render(found, write_facts)


def write_facts(desk: Desk, found: tuple[Facts, ...]) -> str:
    """What is known, as data that has no id, and the entry points as pieces."""
    for facts in found:
        desk.show_data(f"facts of {facts.pinned.label}", _list_facts(desk, facts))
        for place in facts.entry_points:
            if place.kind != "file":
                desk.show(_first_line(place), "signature", said="entry point")
    desk.note("Facts without an id can't be cited: cite the files that show them.")
    labels = ", ".join(facts.pinned.label for facts in found)
    return f"Facts of {labels}; entry points: {join_ids(desk.shown)}."


def _first_line(place: Place) -> Place:
    return replace(place, end_line=place.start_line)


def _list_facts(desk: Desk, facts: Facts) -> list[str]:
    skipped = ", ".join(f"{count} {reason}" for reason, count in facts.skips.items()) or "none"
    entries = (place.path for place in facts.entry_points)
    return [
        f"revision: {facts.sha[:SHORT_SHA_DIGITS]} ({desk.quote(facts.ref)}), committed {facts.committed_at:%Y-%m-%d}",
        f"indexed: {facts.indexed_at:%Y-%m-%d %H:%M} UTC",
        f"freshness: {_say_behind(facts)}",
        f"files: {facts.files}, not indexed: {skipped}",
        f"definitions: {facts.symbols}, passages: {facts.passages}, references: {facts.references}",
        "languages (indexed files): " + ", ".join(f"{desk.quote(name)} {count}" for name, count in facts.languages),
        "largest folders (files): " + ", ".join(f"{desk.quote(name)} {count}" for name, count in facts.folders),
        "likely entry points: " + (", ".join(map(desk.quote, dict.fromkeys(entries))) or "none found"),
    ]


def _say_behind(facts: Facts) -> str:
    if facts.behind is None:
        return "not known"
    if facts.behind == 0:
        return "nothing newer was fetched on the default branch"
    more = "more than " if facts.is_behind_cut else ""
    return f"the default branch has {more}{count_noun(facts.behind, 'newer commit')}"


LIST_DIRECTORY = ToolSpec(
    name="list_directory",
    description="Lists a folder's entries, or what a file defines. Use it to learn how a repository is laid out.",
    arguments=FolderArguments,
    run=_list,
)
REPOSITORY_FACTS = ToolSpec(
    name="repository_facts",
    description="Tells a repository's languages, sizes, folders, entry points, revision and how fresh it is. Use it "
    "for questions about the repository as a whole.",
    arguments=FactsArguments,
    run=_facts,
)
