"""Where the definitions that a name means are referred to, each with its line."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repochat.accounts import Viewer
from repochat.catalog.piece import hash_term
from repochat.catalog.terms import light_words
from repochat.chat.extractive.uses import list_meant
from repochat.chat.tools.finding.links import LIKELY_MIN, SURE_MIN
from repochat.chat.tools.finding.symbols import find_innermost
from repochat.core.errors import InvalidError
from repochat.git import BlobReader, ShouldStop
from repochat.search.hot import HotIndex
from repochat.syntax.locals import Local
from repochat.syntax.pointing import find_columns, measure_byte_column
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.definitions import point_at
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.lines import read_blob
from repochat.workspace.code.meaning import Meaning, find_meaning, find_qualified
from repochat.workspace.code.namesakes import list_lines
from repochat.workspace.code.paths import show_path
from repochat.workspace.resources import Resources

How = Literal["resolved", "by_name"]

_COMMENTS = ("//", "/*", "* ", "*/", "# ", "--", ";;", '"""')


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReference:
    """A line that refers. `column` counts from 1 in UTF-16 units, `around` is the definition it stands in, or ""."""

    path: str
    line: int
    column: int
    text: str
    how: How
    around: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReferences:
    """By path and line. `count` counts all; `is_exact` when it is clear which definition is meant."""

    name: str
    is_exact: bool
    references: tuple[ShownReference, ...]
    count: int
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A reference of the graph's columns. `nth` counts those of the name on its line before it."""

    file: int
    line: int
    nth: int
    how: How
    symbol: int


async def find_references_at(
    resources: Resources,
    viewer: Viewer,
    at: CodeAt,
    path: str,
    line: int,
    column: int,
    *,
    after: str = "",
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownReferences:
    """References to what the name under a position means, `references_max` after `after`.

    Raises NotFoundError when there is no such file, InvalidError for an `after` that is none.
    """
    skip = _read_after(after)
    spot = await asyncio.to_thread(point_at, at, path, line, column)
    if spot is None:
        return ShownReferences(name="", is_exact=False, references=(), count=0, next_after=None)
    pointed = spot.pointed
    if spot.local is not None:
        return _show_local(path, spot.local, spot.lines, skip, limits)
    if at.revision is None:
        return await asyncio.to_thread(_grep, at, pointed.name, skip, should_stop, limits)
    index = await resources.searcher.get_index(viewer, at.revision)
    meaning = await asyncio.to_thread(find_meaning, index, path, pointed)
    return await asyncio.to_thread(_list, at, index, pointed.name, meaning, skip, limits)


async def find_references_of(
    resources: Resources,
    viewer: Viewer,
    at: CodeAt,
    qualified: str,
    *,
    after: str = "",
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownReferences:
    """As `find_references_at`, of a definition by its qualified name."""
    skip = _read_after(after)
    name = qualified.replace("::", ".").rpartition(".")[2]
    if at.revision is None:
        return await asyncio.to_thread(_grep, at, name, skip, should_stop, limits)
    index = await resources.searcher.get_index(viewer, at.revision)
    meaning = await asyncio.to_thread(find_qualified, index, qualified)
    return await asyncio.to_thread(_list, at, index, name, meaning, skip, limits)


def _read_after(after: str) -> int:
    if after and not after.isdecimal():
        raise InvalidError("`after` is no place in this list.", hint="Hand back `next_after` as it came.")
    return int(after or 0)


def _list(at: CodeAt, index: HotIndex, name: str, meaning: Meaning, skip: int, limits: CodeLimits) -> ShownReferences:
    uses = _find_uses(index, name, meaning)
    with BlobReader(at.mirror) as reader:
        if meaning.symbols and len(uses) < limits.references_enough:
            uses = sorted([*uses, *_find_mentions(index, reader, name, meaning, limits)], key=_place_of)
        page = uses[skip : skip + limits.references_max]
        shown = tuple(_show_uses(index, reader, name, page))
    reached = skip + len(page)
    return ShownReferences(
        name=name,
        is_exact=meaning.is_exact,
        references=shown,
        count=len(uses),
        next_after=str(reached) if reached < len(uses) else None,
    )


def _show_local(path: str, local: Local, lines: Sequence[str], skip: int, limits: CodeLimits) -> ShownReferences:
    """What only the function around knows: all of its places there."""
    page = local.uses[skip : skip + limits.references_max]
    shown = tuple(
        ShownReference(
            path=path,
            line=line,
            column=measure_byte_column(lines[line - 1].encode(), column),
            text=lines[line - 1][: limits.line_chars_max],
            how="resolved",
            around="",
        )
        for line, column in page
    )
    reached = skip + len(page)
    return ShownReferences(
        name=local.name,
        is_exact=True,
        references=shown,
        count=len(local.uses),
        next_after=str(reached) if reached < len(local.uses) else None,
    )


def _find_uses(index: HotIndex, name: str, meaning: Meaning) -> list[_Use]:
    """References by that name anywhere, without those that the graph surely ties to another definition."""
    columns = index.state.columns
    number = _find_number(index, name)
    if number is None:
        return []
    meant = [other for symbol in meaning.symbols for other in list_meant(index, symbol)] if meaning.is_exact else []
    rows = np.flatnonzero(columns.reference_name == number)
    file = np.searchsorted(columns.reference_offset, rows, "right") - 1
    sure, elsewhere = _weigh_uses(index, rows, meant)
    if meant:
        family = {int(columns.file_family[index.symbol_file[symbol]]) for symbol in meaning.symbols}
        keep = ~elsewhere & np.isin(columns.file_family[file], list(family))
        rows, file, sure = rows[keep], file[keep], sure[keep]
    return _number_uses(index, rows, file, sure)


def _place_of(use: _Use) -> tuple[int, int, int]:
    return use.file, use.line, use.nth


def _find_mentions(index: HotIndex, reader: BlobReader, name: str, meaning: Meaning, limits: CodeLimits) -> list[_Use]:
    """Lines of code that hold the name and that the graph has no reference of: imports, constants, functions as values.

    Of the languages that can mean the definition, in at most `mentioning_files_max` files; lines where a definition
    begins and lines of comment alone are left out.
    """
    family = index.state.columns.file_family
    wanted = {int(family[index.symbol_file[symbol]]) for symbol in meaning.symbols}
    namesakes = index.symbols_by_name.get(name.lower(), ())
    known = _list_graph_lines(index, name)
    known |= {(int(index.symbol_file[symbol]), int(index.symbol_start[symbol])) for symbol in namesakes}
    found: list[_Use] = []
    for file, ranges in list(_find_chunks(index, name, wanted).items())[: limits.mentioning_files_max]:
        lines = read_blob(reader, index.oids[file])
        for number in (each for first, last in ranges for each in range(first, min(last, len(lines)) + 1)):
            text = lines[number - 1]
            if name not in text or (file, number) in known or text.lstrip().startswith(_COMMENTS):
                continue
            around = find_innermost(index, file, number) if (columns := find_columns(text, name)) else -1
            found += [
                _Use(file=file, line=number, nth=nth, how="by_name", symbol=around) for nth in range(len(columns))
            ]
    return found


def _list_graph_lines(index: HotIndex, name: str) -> set[tuple[int, int]]:
    """File and line of every reference of that name, whatever it means."""
    columns, number = index.state.columns, _find_number(index, name)
    rows = np.flatnonzero(columns.reference_name == number) if number is not None else np.empty(0, np.int64)
    files = np.searchsorted(columns.reference_offset, rows, "right") - 1
    return set(zip(files.tolist(), columns.reference_line[rows].tolist(), strict=True))


def _find_chunks(index: HotIndex, name: str, families: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """File -> first and last line of its chunks that hold the last word of a name, in files of these families."""
    words = light_words(name)
    chunks = index.chunk_postings.units_of(hash_term(words[-1])) if words else np.empty(0, np.int32)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for chunk in np.sort(chunks).tolist():
        file = int(index.chunk_file[chunk])
        if int(index.state.columns.file_family[file]) in families:
            found[file].append((int(index.chunk_start[chunk]), int(index.chunk_end[chunk])))
    return found


def _weigh_uses(
    index: HotIndex, rows: NDArray[np.int64], meant: Sequence[int]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(rows,) whether the graph ties the reference to what is meant, and whether it ties it to something else."""
    graph, edge_reference = index.graph, index.state.edge_reference
    at = np.searchsorted(rows, edge_reference)
    known = np.flatnonzero(np.append(rows, -1)[at] == edge_reference)
    is_meant = np.isin(graph.edge_target[known], list(meant))
    here = np.zeros(len(rows), np.float64)
    there = np.zeros(len(rows), np.float64)
    np.add.at(here, at[known[is_meant]], graph.edge_confidence[known[is_meant]])
    np.add.at(there, at[known[~is_meant]], graph.edge_confidence[known[~is_meant]])
    return here >= LIKELY_MIN, (there >= SURE_MIN) & (there > here)


def _find_number(index: HotIndex, name: str) -> int | None:
    state = index.state
    with state.memory.lock:
        texts, _, _ = state.memory.open(state.texts, state.import_keys)
        return texts.get(name)


def _number_uses(
    index: HotIndex, rows: NDArray[np.int64], file: NDArray[np.int64], sure: NDArray[np.bool_]
) -> list[_Use]:
    columns = index.state.columns
    seen: dict[tuple[int, int], int] = defaultdict(int)
    uses: list[_Use] = []
    for row, at, is_sure in zip(rows.tolist(), file.tolist(), sure.tolist(), strict=True):
        line, holder = int(columns.reference_line[row]), int(columns.reference_symbol[row])
        uses.append(
            _Use(
                file=at,
                line=line,
                nth=seen[at, line],
                how="resolved" if is_sure else "by_name",
                symbol=holder + int(columns.symbol_offset[at]) if holder >= 0 else -1,
            )
        )
        seen[at, line] += 1
    return uses


def _show_uses(index: HotIndex, reader: BlobReader, name: str, uses: Iterable[_Use]) -> Iterator[ShownReference]:
    lines: dict[int, list[str]] = {}
    for use in uses:
        if use.file not in lines:
            lines[use.file] = read_blob(reader, index.oids[use.file])
        text = lines[use.file][use.line - 1] if use.line <= len(lines[use.file]) else ""
        columns = find_columns(text, name) or [1]
        yield ShownReference(
            path=index.paths[use.file],
            line=use.line,
            column=columns[min(use.nth, len(columns) - 1)],
            text=text[: LIMITS.line_chars_max],
            how=use.how,
            around=index.symbol_qualified[use.symbol] if use.symbol >= 0 else "",
        )


def _grep(at: CodeAt, name: str, skip: int, should_stop: ShouldStop | None, limits: CodeLimits) -> ShownReferences:
    """By git: every line that holds the name."""
    lines, _ = list_lines(at, name, should_stop, limits)
    page = lines[skip : skip + limits.references_max]
    shown: list[ShownReference] = []
    for line in page:
        text = line.text.decode("utf-8", "replace").removesuffix("\r")
        shown.append(
            ShownReference(
                path=show_path(line.path),
                line=line.line,
                column=(find_columns(text, name) or [1])[0],
                text=text[: limits.line_chars_max],
                how="by_name",
                around="",
            )
        )
    reached = skip + len(page)
    return ShownReferences(
        name=name,
        is_exact=False,
        references=tuple(shown),
        count=len(lines),
        next_after=str(reached) if reached < len(lines) else None,
    )
