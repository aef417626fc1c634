"""What a newcomer would look at first: the definitions that most of a repository's other files lean on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import SAME_FOLDER
from repochat.search.hot import HotIndex
from repochat.search.traits import TRAITS
from repochat.syntax import SYMBOL_KINDS

_APART = ("test", "doc", "example", "build")  # traits of files that are about the code rather than the code
_TYPES = frozenset({"class", "struct", "interface", "trait", "protocol", "object"})
_DOINGS = frozenset({"function", "method"})
_ENTRIES = ("main", "__main__", "run", "cli", "start", "serve", "app")


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkLimits:
    """A reference that is less certain than `sure_min` does not count: a name that is merely unique may be another's.

    A name shorter than `name_chars_min` says too little to ask about.
    """

    name_chars_min: int = 3
    sure_min: float = SAME_FOLDER


LIMITS = LandmarkLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """`used_by` counts the other files that refer to it."""

    name: str
    kind: str
    path: str
    start_line: int
    used_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """Each None where the code has none: the type and the function most files use, and where running begins."""

    type: Landmark | None
    function: Landmark | None
    entry: Landmark | None


def find_landmarks(index: HotIndex) -> Landmarks:
    """By references between files of the code itself; ties go to the first path. Costs one pass over the edges."""
    used = _count_users(index)
    names = [index.symbol_names[symbol] for symbol in range(len(used))]
    is_fit = _list_fit(index)
    kinds = [SYMBOL_KINDS[kind] for kind in index.symbol_kind]
    order = [int(symbol) for symbol in np.argsort(-used, kind="stable") if is_fit[symbol]]
    central = [symbol for symbol in order if used[symbol] > 0 and len(names[symbol]) >= LIMITS.name_chars_min]
    entries = [symbol for symbol in order if names[symbol] in _ENTRIES and kinds[symbol] in _DOINGS]
    entries.sort(key=lambda symbol: _rank_entry(index, symbol))
    return Landmarks(
        type=_first(index, used, [symbol for symbol in central if kinds[symbol] in _TYPES]),
        function=_first(index, used, [symbol for symbol in central if kinds[symbol] in _DOINGS]),
        entry=_first(index, used, entries),
    )


def _count_users(index: HotIndex) -> NDArray[np.int64]:
    """Per symbol, how many other files of the code refer to it, each counted once."""
    graph, files = index.graph, len(index.paths)
    source, target = graph.edge_file, graph.edge_target
    counts = (graph.edge_confidence >= LIMITS.sure_min) & (source != index.symbol_file[target])
    counts &= ~_is_apart(index)[source]
    pairs = np.unique(target[counts].astype(np.int64) * max(files, 1) + source[counts])
    return np.bincount(pairs // max(files, 1), minlength=len(index.symbol_names)).astype(np.int64)


def _list_fit(index: HotIndex) -> Sequence[bool]:
    fit = (index.symbol_exported > 0) & ~_is_apart(index)[index.symbol_file]
    return fit.tolist()


def _rank_entry(index: HotIndex, symbol: int) -> tuple[int, int]:
    path = index.paths[int(index.symbol_file[symbol])]
    return _ENTRIES.index(index.symbol_names[symbol]), path.count("/")


def _is_apart(index: HotIndex) -> NDArray[np.bool_]:
    columns = [TRAITS.index(trait) for trait in _APART]
    return np.asarray(index.trait_values[:, columns].max(axis=1) > 0, dtype=np.bool_)


def _first(index: HotIndex, used: NDArray[np.int64], symbols: Sequence[int]) -> Landmark | None:
    if not symbols:
        return None
    symbol = symbols[0]
    return Landmark(
        name=index.symbol_names[symbol],
        kind=SYMBOL_KINDS[index.symbol_kind[symbol]],
        path=index.paths[index.symbol_file[symbol]],
        start_line=int(index.symbol_start[symbol]),
        used_by=int(used[symbol]),
    )
