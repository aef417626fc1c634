"""Which symbols of a changed file are, to all other files, what they were before."""

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import FileColumns, Ints
from repochat.catalog.graph_splice import Splice


def match_symbols(before: FileColumns, splice: Splice, after: FileColumns) -> tuple[Ints, Ints]:
    """Symbols of before and what they are afterwards, both ascending: those ahead of and behind what differs in a file.

    References of other files mean a symbol by its name, its kind and the name of the type that it stands in.
    """
    pairs = [(file, int(splice.place[file])) for file in splice.gone.tolist() if splice.place[file] >= 0]
    found = [_match_file(before, old, after, new) for old, new in pairs]
    none = np.empty(0, np.int32)
    return (
        np.concatenate([old for old, _ in found] or [none]).astype(np.int32),
        np.concatenate([new for _, new in found] or [none]).astype(np.int32),
    )


def _match_file(before: FileColumns, old: int, after: FileColumns, new: int) -> tuple[Ints, Ints]:
    if before.file_family[old] != after.file_family[new]:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    left, right = _describe_symbols(before, old), _describe_symbols(after, new)
    shorter = min(len(left), len(right))
    ahead = _count_equal(left[:shorter], right[:shorter])
    rest = shorter - ahead
    behind = _count_equal(left[len(left) - rest :][::-1], right[len(right) - rest :][::-1])
    return (
        before.symbol_offset[old] + _list_ends(len(left), ahead, behind),
        after.symbol_offset[new] + _list_ends(len(right), ahead, behind),
    )


def _describe_symbols(columns: FileColumns, file: int) -> Ints:
    """(symbols of the file, 3) name, kind and name of the type around it or -1."""
    rows = slice(columns.symbol_offset[file], columns.symbol_offset[file + 1])
    name = columns.symbol_name[rows]
    around = np.append(name, -1)[columns.symbol_owner[rows]]
    return np.stack((name, columns.symbol_kind[rows], around), axis=1).astype(np.int32)


def _count_equal(left: Ints, right: Ints) -> int:
    """How many rows are equal before the first that differs."""
    differs = np.flatnonzero((left != right).any(axis=1))
    return int(differs[0]) if len(differs) else len(left)


def _list_ends(size: int, ahead: int, behind: int) -> NDArray[np.int64]:
    return np.concatenate((np.arange(ahead), np.arange(size - behind, size)))
