"""The definitions of the name under a position."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from repochat.accounts import Viewer
from repochat.catalog.revision_store import RevisionStore, StoredSymbol
from repochat.git import BlobReader, ShouldStop
from repochat.search.hot import HotIndex
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
    pointed = await asyncio.to_thread(point_at, at, path, line, column)
    if pointed is None:
        return ShownDefinitions(name="", is_exact=False, definitions=(), is_cut=False)
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


def point_at(at: CodeAt, path: str, line: int, column: int) -> Pointed | None:
    """The name under a position of a file; None where none stands, or past the file's end."""
    with BlobReader(at.mirror) as reader:
        lines = split_text(read_path(at, reader, path))
    return find_pointed(lines[line - 1], line, column) if line <= len(lines) else None


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
