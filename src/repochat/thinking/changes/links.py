"""Who leans on what changed, by the call graph of an indexed revision: callers by distance, and tests that reach it.

The revision may be another than the change's: only what stands in files that are the same at the change counts then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import IMPORTED, NAMED_OWNER, UNIQUE
from repochat.catalog.graph_state import unpack_texts
from repochat.chat.extractive.roles import is_test
from repochat.search.hot import HotIndex
from repochat.syntax import REFERENCE_KINDS
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.model import ChangedSymbol
from repochat.thinking.changes.roles import is_test_name

_CALL, _INHERIT, _USE = (REFERENCE_KINDS.index(kind) for kind in ("call", "inherit", "use"))
_CONSTRUCTORS = frozenset(("__init__", "constructor", "__new__", "initialize"))
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A place that uses a definition, `distance` steps away.

    `is_sure`: by class, file or import, not by name alone. `is_exact`: a function by its import or file, a method by
    its own class: no other type can be meant. `symbol` is the qualified name around it, "" at the top of a file.
    `target` is what it uses, one step nearer.
    """

    path: str
    blob: str
    line: int
    symbol: str
    start_line: int
    end_line: int
    distance: int
    target: str
    is_call: bool
    is_sure: bool
    is_exact: bool
    is_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The callers of a changed definition, the nearest first. `left_out` counts those past a bound."""

    callers: tuple[Caller, ...]
    tests: tuple[Caller, ...]
    left_out: int


class Links:
    """Of one index. `oids` are the blobs of the change's new side by path."""

    def __init__(self, index: HotIndex, oids: Mapping[str, str], limits: ChangeLimits = LIMITS) -> None:
        self._index = index
        self._limits = limits
        self._file = {path: at for at, path in enumerate(index.paths)}
        same = [oids.get(path) == oid for path, oid in zip(index.paths, index.oids, strict=True)]
        graph = index.graph
        keep = (graph.edge_confidence >= UNIQUE) & np.array(same, bool)[graph.edge_file]
        edges = np.flatnonzero(keep)
        order = np.argsort(graph.edge_target[edges], kind="stable")
        self._edges = edges[order]
        self._targets = graph.edge_target[self._edges]
        self.is_same_revision = all(same) and len(same) > 0

    def find_symbols(self, symbol: ChangedSymbol) -> list[int]:
        """Its numbers in the index; of a constructor also that of its class, which is what a call names."""
        sides = [side for side in (symbol.new, symbol.old) if side is not None]
        for side in sides:
            file = self._file.get(side.file.path)
            if file is None:
                continue
            owner, _, name = side.name.rpartition(".")
            wanted = {side.name, owner} if name in _CONSTRUCTORS else {side.name}
            first, last = int(self._index.symbol_offset[file]), int(self._index.symbol_offset[file + 1])
            found = [at for at in range(first, last) if self._index.symbol_qualified[at] in wanted]
            if found:
                return found
        return []

    def is_defined(self, name: str) -> int:
        """How many definitions bear that name."""
        return sum(self._index.symbol_names[at] == name for at in self._index.symbols_by_name.get(name.lower(), ()))

    @cached_property
    def test_words(self) -> frozenset[str]:
        """Names that tests refer to, whatever they mean there."""
        columns = self._index.state.columns
        tests = [at for at in range(len(self._index.paths)) if is_test(self._index, at)]
        offset = columns.reference_offset
        used = [np.unique(columns.reference_name[offset[at] : offset[at + 1]]) for at in tests]
        texts = unpack_texts(self._index.state.texts)
        return frozenset(texts[number] for number in np.unique(np.concatenate(used)).tolist()) if used else frozenset()

    def reach(self, symbols: Sequence[int]) -> Reach:
        """Callers of the symbols, and of these, each once at its nearest distance."""
        seen = set(symbols)
        level = list(symbols)
        callers: list[Caller] = []
        tests: list[Caller] = []
        left_out = 0
        for distance in range(1, self._limits.test_depth_max + 1):
            following: list[int] = []
            for edge in self._list_edges(level):
                caller = self._build(int(edge), distance)
                source = int(self._index.graph.edge_source[edge])
                if source in seen and source >= 0:
                    continue
                if len(callers) + len(tests) >= self._limits.callers_max:
                    left_out += 1
                    continue
                if source >= 0:
                    seen.add(source)
                    if not caller.is_test:
                        following.append(source)
                if caller.is_test:
                    tests.append(caller)
                elif distance <= self._limits.depth_max:
                    callers.append(caller)
            level = following
        return Reach(callers=tuple(callers), tests=tuple(tests), left_out=left_out)

    def list_direct(self, symbols: Sequence[int]) -> list[Caller]:
        """Every use of the symbols, each place once."""
        return [self._build(int(edge), 1) for edge in self._list_edges(symbols)]

    def _list_edges(self, targets: Sequence[int]) -> list[int]:
        """Of calls and inheritance, in the order of their files."""
        found: list[int] = []
        for target in sorted(set(targets)):
            first, last = np.searchsorted(self._targets, [target, target + 1])
            found += self._edges[first:last].tolist()
        kinds = self._index.graph.edge_kind
        return sorted(edge for edge in found if kinds[edge] in (_CALL, _INHERIT, _USE))

    def _build(self, edge: int, distance: int) -> Caller:
        index, graph = self._index, self._index.graph
        file, source, target = int(graph.edge_file[edge]), int(graph.edge_source[edge]), int(graph.edge_target[edge])
        line = int(graph.edge_line[edge])
        name = index.symbol_qualified[source] if source >= 0 else ""
        sure = round(float(graph.edge_confidence[edge]), 3)  # kept as float32
        return Caller(
            path=index.paths[file],
            blob=index.oids[file],
            line=line,
            symbol=name,
            start_line=int(index.symbol_start[source]) if source >= 0 else line,
            end_line=int(index.symbol_end[source]) if source >= 0 else line,
            distance=distance,
            target=index.symbol_qualified[target],
            is_call=int(graph.edge_kind[edge]) == _CALL,
            is_sure=sure >= IMPORTED,
            is_exact=sure >= (NAMED_OWNER if "." in index.symbol_qualified[target] else IMPORTED),
            is_test=is_test(index, file) or is_test_name(index.languages[file], name),
        )
