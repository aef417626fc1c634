"""The definitions of the name under a position."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from repochat.accounts import Viewer
from repochat.catalog.revision_store import RevisionStore, StoredSymbol
from repochat.git import BlobReader, ShouldStop
from repochat.search.hot import HotIndex
from repochat.syntax.locals import Local, find_local
from repochat.syntax.pointing import Pointed, find_pointed
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.lines import read_path, split_text
from repochat.workspace.code.meaning import find_meaning
from repochat.workspace.code.namesakes import find_namesakes
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDefinition:
    """Lines count from 1, both included."""

    path: str
    start_line: int
    end_line: int
    kind: str
    name: str
    qualified_name: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDefinitions:
    """The likeliest first. `is_exact` when the graph resolved this very name here; "" where no name stands."""

    name: str
    is_exact: bool
    definitions: tuple[ShownDefinition, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The name under a position; `local` when only the function around knows it. `lines` are the whole file's."""

    pointed: Pointed
    local: Local | None
    lines: Sequence[str]


async def find_definitions_at(
    resources: Resources,
    viewer: Viewer,
    at: CodeAt,
    path: str,
    line: int,
    column: int,
    *,
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownDefinitions:
    """At most `definitions_max` of the name under a position. Raises NotFoundError when there is no such file."""
    spot = await asyncio.to_thread(point_at, at, path, line, column)
    if spot is None:
        return ShownDefinitions(name="", is_exact=False, definitions=(), is_cut=False)
    pointed = spot.pointed
    if spot.local is not None:
        shown = (_show_local(path, spot.local, spot.lines),)
        return ShownDefinitions(name=pointed.name, is_exact=True, definitions=shown, is_cut=False)
    if at.revision is None:
        found = await asyncio.to_thread(find_namesakes, at, path, pointed.name, should_stop, limits)
        shown = tuple(_show(each) for each in found.symbols)
        return ShownDefinitions(name=pointed.name, is_exact=False, definitions=shown, is_cut=found.is_cut)
    index = await resources.searcher.get_index(viewer, at.revision)
    meaning = await asyncio.to_thread(find_meaning, index, path, pointed)
    symbols = meaning.symbols[: limits.definitions_max]
    async with resources.database.read(viewer.scope) as session:
        stored = await RevisionStore(session).get_symbols(_list_keys(index, symbols))
    return ShownDefinitions(
        name=pointed.name,
        is_exact=meaning.is_exact,
        definitions=tuple(_show(each) for each in stored),
        is_cut=len(meaning.symbols) > limits.definitions_max,
    )


def point_at(at: CodeAt, path: str, line: int, column: int) -> Spot | None:
    """The name under a position of a file; None where none stands, or past the file's end."""
    with BlobReader(at.mirror) as reader:
        data = read_path(at, reader, path)
    lines = split_text(data)
    pointed = find_pointed(lines[line - 1], line, column) if line <= len(lines) else None
    if pointed is None:
        return None
    return Spot(pointed=pointed, local=find_local(path, data, pointed), lines=lines)


def _show_local(path: str, local: Local, lines: Sequence[str]) -> ShownDefinition:
    return ShownDefinition(
        path=path,
        start_line=local.line,
        end_line=local.line,
        kind="variable",
        name=local.name,
        qualified_name=local.name,
        signature=lines[local.line - 1].strip()[: LIMITS.line_chars_max],
    )


def _list_keys(index: HotIndex, symbols: Sequence[int]) -> list[tuple[str, int, int]]:
    files = [int(index.symbol_file[symbol]) for symbol in symbols]
    return [
        (index.paths[file], index.blob_ids[file], symbol - int(index.symbol_offset[file]))
        for symbol, file in zip(symbols, files, strict=True)
    ]


def _show(found: StoredSymbol) -> ShownDefinition:
    return ShownDefinition(
        path=found.path,
        start_line=found.start_line,
        end_line=found.end_line,
        kind=found.kind,
        name=found.name,
        qualified_name=found.qualified_name,
        signature=found.signature,
    )
