"""Tables of one revision's names and paths, made of its hot index, or of those of another revision and what is new.

Names are numbered once and for as long as tables are made of one another: a push adds the names that nobody had, and
counts anew which of them are in use.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import TEXT_BYTES, HotIndex
from repochat.search.quick.asking import LIMITS, QuickLimits
from repochat.search.quick.letters import NAME_GAPS, PATH_GAPS
from repochat.search.quick.matching import NameTable, build_table, extend_table
from repochat.search.symbols import KIND_WEIGHTS
from repochat.search.traits import TRAITS

_ASIDE = [TRAITS.index(trait) for trait in ("test", "example")]
_ASIDE_SHARE = 0.5  # of its weight that a file beside the product keeps
_EXPORTED_LIFT = 0.2

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class Register:
    """Texts by number, in the order in which they came. It only grows; threads may share it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()
        self.texts: list[str] = []

    def number(self, texts: Sequence[str]) -> Ints:
        """The numbers of `texts`; those that are new are added."""
        with self._lock:
            numbers, known = self._numbers, self.texts
            found = np.empty(len(texts), np.int32)
            for position, text in enumerate(texts):
                number = numbers.get(text)
                if number is None:
                    number = numbers[text] = len(known)
                    known.append(text)
                found[position] = number
            return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Texts by number with the rows (symbols or files) that have each, the weightiest first."""

    register: Register
    rows: Ints  # grouped by number
    starts: Ints  # (numbers + 1,) number n has rows[starts[n]:starts[n + 1]]
    weights: Floats  # (numbers,) that of the weightiest row, in [0, 1]

    def rows_of(self, number: int) -> Ints:
        return self.rows[self.starts[number] : self.starts[number + 1]]

    @property
    def in_use(self) -> NDArray[np.bool_]:
        """(numbers,) which have rows."""
        return np.diff(self.starts) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickTables:
    """What is matched, and what it stands for in `index`."""

    index: HotIndex
    symbols: Named
    symbol_names: NameTable
    files: Named
    file_names: NameTable  # without folders, by the number of the path
    paths: NameTable
    file_weights: Floats  # (files,)

    @property
    def size_bytes(self) -> int:
        """Roughly what they hold beside the index."""
        tables = self.symbol_names.size_bytes + self.file_names.size_bytes + self.paths.size_bytes
        named = sum(each.rows.nbytes + each.starts.nbytes + each.weights.nbytes for each in (self.symbols, self.files))
        return tables + named + TEXT_BYTES * (len(self.symbols.register.texts) + len(self.files.register.texts))


def build_tables(index: HotIndex, near: QuickTables | None = None, limits: QuickLimits = LIMITS) -> QuickTables:
    """The tables of `index`; what `near` has of them already is shared, unless most of it is out of use."""
    weights = _weigh_files(index)
    symbol_weights = _weigh_symbols(index, weights)
    base = near if near is not None and not _is_scattered(near, limits) else None
    symbols = _group(index.symbol_names, symbol_weights, base.symbols.register if base else Register())
    files = _group(index.paths, weights, base.files.register if base else Register())
    names = symbols.register.texts[: len(symbols.weights)]
    paths = files.register.texts[: len(files.weights)]
    bare = [path.rpartition("/")[2] for path in paths]
    return QuickTables(
        index=index,
        symbols=symbols,
        symbol_names=_extend(base.symbol_names if base else None, names, NAME_GAPS),
        files=files,
        file_names=_extend(base.file_names if base else None, bare, PATH_GAPS),
        paths=_extend(base.paths if base else None, paths, PATH_GAPS),
        file_weights=weights,
    )


def _extend(table: NameTable | None, names: Sequence[str], gaps: str) -> NameTable:
    if table is None:
        return build_table(names, gaps)
    return extend_table(table, names[table.size :]) if len(names) > table.size else table


def _is_scattered(tables: QuickTables, limits: QuickLimits) -> bool:
    unused = [1 - float(each.in_use.mean()) for each in (tables.symbols, tables.files) if len(each.weights)]
    blocks = len(tables.symbol_names.blocks) + len(tables.paths.blocks)
    return max(unused, default=0) > limits.scattered_share_max or blocks > limits.blocks_max


def _group(texts: Sequence[str], weights: Floats, register: Register) -> Named:
    numbers = register.number(texts)
    size = len(register.texts)
    order = np.lexsort((-weights, numbers)).astype(np.int32)
    starts = np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=size)))).astype(np.int32)
    best = np.zeros(size, np.float32)
    np.maximum.at(best, numbers, weights)
    return Named(register=register, rows=order, starts=starts[: size + 1], weights=best)


def _weigh_files(index: HotIndex) -> Floats:
    """(files,) in [0, 1]: how much of the repository uses it; tests and examples count less."""
    aside = index.trait_values[:, _ASIDE].max(axis=1, initial=0.0) > 0
    return (np.where(aside, _ASIDE_SHARE, 1.0) * (0.5 + 0.5 * index.trait_values[:, -1])).astype(np.float32)


def _weigh_symbols(index: HotIndex, files: Floats) -> Floats:
    """(symbols,) in [0, 1]: by kind, by its file, and whether others see it."""
    own = KIND_WEIGHTS[index.symbol_kind] * (1 - _EXPORTED_LIFT) + _EXPORTED_LIFT * (index.symbol_exported > 0)
    return (own * files[index.symbol_file]).astype(np.float32)
