"""Which files import which, and what of that may change when files come and go."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph_columns import FileColumns, ImportKey, Ints, list_ranges
from repochat.catalog.graph_splice import Splice
from repochat.catalog.imports import ImportTable, list_import_tails, list_path_tails
from repochat.catalog.numbers import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPairs:
    """`m` imports from file to file, each pair once, in order."""

    source: Ints  # (m,)
    target: Ints  # (m,)


class ImportMemory:
    """What every import means among the paths that it holds; moves from one set of paths to another by difference."""

    def __init__(self, texts: Numbers[str], keys: Numbers[ImportKey]) -> None:
        self._texts = texts
        self._keys = keys
        self._held: Ints = np.empty(0, np.int32)
        self._table = ImportTable(())
        self._found: dict[int, list[int]] = {}
        self._by_tail: dict[str, list[int]] = defaultdict(list)
        self._tailed = 0  # keys whose tails are known

    def find_files(self, key: int) -> list[int]:
        """The paths that an import means, by their number."""
        found = self._found.get(key)
        if found is None:
            files = self._table.find_files(*self._read_key(key))
            found = self._found[key] = [self._texts[path] for path in files]
        return found

    def hold(self, paths: Ints) -> list[int]:
        """Knows `paths`, by number, from now on. Says which import keys mean other files than before."""
        if paths is self._held:
            return []
        if len(self._held) == 0:
            self._fill(paths)
            return []
        gone, come = self._name(_leave_out(self._held, paths)), self._name(_leave_out(paths, self._held))
        touched = self._list_touched({tail for path in chain(gone, come) for tail in list_path_tails(path)})
        meant = [self.find_files(key) for key in touched]
        self._move(gone, come)
        self._held = paths
        for key in touched:
            del self._found[key]
        return [key for key, files in zip(touched, meant, strict=True) if self.find_files(key) != files]

    def read_tails(self) -> None:
        """Files all import keys by the tails of paths that may change what they mean."""
        for key in range(self._tailed, len(self._keys)):
            for tail in list_import_tails(*self._read_key(key)):
                self._by_tail[tail].append(key)
        self._tailed = len(self._keys)

    def _fill(self, paths: Ints) -> None:
        self._held = paths
        self._table = ImportTable(self._name(paths))
        self._found = {}

    def _move(self, gone: Iterable[str], come: Iterable[str]) -> None:
        for path in gone:
            self._table.remove(path)
        for path in come:
            self._table.add(path)

    def _list_touched(self, tails: Collection[str]) -> list[int]:
        if not tails:
            return []
        self.read_tails()
        return list(dict.fromkeys(key for tail in tails for key in self._by_tail.get(tail, ())))

    def _read_key(self, key: int) -> tuple[str, str, str, str]:
        texts = self._texts.listed
        folder, language, module, name = self._keys.listed[key]
        return texts[folder], texts[language], texts[module], texts[name]

    def _name(self, paths: Ints) -> list[str]:
        return [self._texts.listed[path] for path in paths.tolist()]


def advance_pairs(
    splice: Splice, before: ImportPairs, columns: FileColumns, importers: Ints, memory: ImportMemory
) -> ImportPairs:
    """The pairs of afterwards; of `importers`, all new files among them, they are looked up, others keep theirs."""
    again = np.zeros(len(columns.file_path) + 1, bool)  # the last stands for files that are gone
    again[importers] = True
    source, target = splice.place[before.source], splice.place[before.target]
    keep = (source >= 0) & ~again[source]
    kept = _combine(source[keep], target[keep], columns)
    fresh = _look_up(columns, importers, memory)
    pairs = np.insert(kept, np.searchsorted(kept, fresh), fresh)
    files = np.int64(max(len(columns.file_path), 1))
    return ImportPairs(source=(pairs // files).astype(np.int32), target=(pairs % files).astype(np.int32))


def find_importers(columns: FileColumns, keys: Sequence[int]) -> Ints:
    """The files that have an import by one of `keys`."""
    if not keys:
        return np.empty(0, np.int32)
    rows = np.flatnonzero(np.isin(columns.import_key, keys))
    return np.unique(np.searchsorted(columns.import_offset, rows, "right") - 1).astype(np.int32)


def _look_up(columns: FileColumns, importers: Ints, memory: ImportMemory) -> NDArray[np.int64]:
    """Pairs of the importers, each as one number, ascending."""
    first = columns.import_offset[importers]
    counts = columns.import_offset[importers + 1] - first
    keys, place = np.unique(columns.import_key[list_ranges(first, counts)], return_inverse=True)
    found = [memory.find_files(key) for key in keys.tolist()]
    sizes = np.fromiter(map(len, found), np.int64, len(found))
    meant = np.fromiter(chain.from_iterable(found), np.int32, int(sizes.sum()))
    rows = sizes[place]
    source = np.repeat(np.repeat(importers, counts), rows)
    target = _locate(columns, meant)[list_ranges((np.cumsum(sizes) - sizes)[place], rows)]
    other = source != target
    return np.unique(_combine(source[other], target[other], columns))


def _locate(columns: FileColumns, paths: Ints) -> Ints:
    """The files that have these paths, by number."""
    files = np.empty(int(columns.file_path.max(initial=-1)) + 1, np.int32)
    files[columns.file_path] = np.arange(len(columns.file_path), dtype=np.int32)
    return files[paths]


def _leave_out(numbers: Ints, others: Ints) -> Ints:
    is_other = np.zeros(max(int(numbers.max(initial=-1)), int(others.max(initial=-1))) + 1, bool)
    is_other[others] = True
    return numbers[~is_other[numbers]]


def _combine(source: Ints, target: Ints, columns: FileColumns) -> NDArray[np.int64]:
    return source.astype(np.int64) * max(len(columns.file_path), 1) + target
