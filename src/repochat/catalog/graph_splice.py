"""The columns of a revision out of those of another and of the files that differ: runs of rows, moved as blocks."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import FileColumns, Ints, sum_offsets


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Files `start` to `end` of the old columns, or of those that come; `at` is where they begin afterwards."""

    is_old: bool
    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """Which files go, which come and where all stand afterwards."""

    runs: tuple[Run, ...]
    gone: Ints  # files of before that end or change, ascending
    place: Ints  # (files before,) where the file of that path stands afterwards, -1 for none
    fresh: Ints  # files of afterwards that came, ascending


def plan_splice(before: Ints, removed: Iterable[str], added: Sequence[str], texts: Sequence[str]) -> Splice:
    """`before` (files,) are the numbers of paths in code-point order, as `added` are. Unknown removed paths are let be.

    A path that is added takes the place of its namesake.
    """
    replaced = {path: _find(before, path, texts) for path in {*removed, *added}}
    gone = sorted(file for file, is_there in replaced.values() if is_there)
    events = sorted([(replaced[path][0], 0) for path in added] + [(file, 1) for file in gone])
    runs = tuple(_list_runs(events, len(before)))
    place = np.full(len(before), -1, np.int32)
    for run in runs:
        if run.is_old:
            place[run.start : run.end] = np.arange(run.at, run.at + run.end - run.start)
    fresh = np.concatenate([np.arange(r.at, r.at + r.end - r.start) for r in runs if not r.is_old] or [[]])
    for path, file in zip(added, fresh.tolist(), strict=True):
        if replaced[path][1]:
            place[replaced[path][0]] = file
    return Splice(runs=runs, gone=np.array(gone, np.int32), place=place, fresh=fresh.astype(np.int32))


def splice_columns(splice: Splice, before: FileColumns, added: FileColumns) -> FileColumns:
    """The columns of all files afterwards."""
    values: dict[str, Any] = {}
    for field in fields(FileColumns):
        kind = field.name.partition("_")[0]
        old, new = getattr(before, field.name), getattr(added, field.name)
        if field.name.endswith("_offset"):
            values[field.name] = sum_offsets(splice_rows(splice, np.diff(old), np.diff(new)))
        elif kind == "file":
            values[field.name] = splice_rows(splice, old, new)
        else:
            offsets = getattr(before, f"{kind}_offset"), getattr(added, f"{kind}_offset")
            values[field.name] = splice_rows(splice, old, new, offsets)
    return FileColumns(**values)


def splice_rows(
    splice: Splice, old: NDArray[Any], new: NDArray[Any], offsets: tuple[Ints, Ints] | None = None
) -> NDArray[Any]:
    """Rows of afterwards; each file has one, or those between its `offsets` among the old and among the new."""
    parts: list[NDArray[Any]] = []
    for run in splice.runs:
        offset = offsets[0 if run.is_old else 1] if offsets else None
        start, end = (run.start, run.end) if offset is None else (offset[run.start], offset[run.end])
        parts.append((old if run.is_old else new)[start:end])
    return parts[0] if len(parts) == 1 else np.concatenate([*parts, old[:0]])


def _find(before: Ints, path: str, texts: Sequence[str]) -> tuple[int, bool]:
    """Where `path` stands or would stand, and whether it does."""
    name_of: Callable[[int], str] = texts.__getitem__
    file = bisect_left(before, path, key=name_of)  # pyright: ignore[reportArgumentType]  # an array is indexable
    return file, file < len(before) and texts[before[file]] == path


def _list_runs(events: Sequence[tuple[int, int]], files: int) -> Iterable[Run]:
    """`events` are the places of files that come (0) and the files that go (1), in order."""
    old = new = at = 0
    waiting = 0  # files that come here and belong to one run
    for place, goes in [*events, (files, 1)]:
        if place > old:
            if waiting:
                yield Run(is_old=False, start=new, end=new + waiting, at=at)
                new, at, waiting = new + waiting, at + waiting, 0
            yield Run(is_old=True, start=old, end=place, at=at)
            at += place - old
        old = place + goes
        waiting += 1 - goes
    if waiting:
        yield Run(is_old=False, start=new, end=new + waiting, at=at)
