"""Which definitions differ between two commits, by the lines that differ and by what each index knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.symbol_lookup import find_file, list_symbols_in
from repochat.chat.tools.limits import ToolLimits
from repochat.git import FileChange, FilePatch, Hunk, read_patch
from repochat.search.hot import HotIndex
from repochat.syntax import SYMBOL_KINDS

_PROSE = frozenset(("section",))
_VALUES = frozenset(("constant", "variable", "field", "property"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSymbol:
    """`status` is "changed" also for one that may be new, where the older revision is not indexed."""

    path: str
    name: str
    kind: str
    status: Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSymbols:
    """Values after what has a body, then by path. `is_cut` when a bound of bytes left files out."""

    symbols: tuple[ChangedSymbol, ...]
    is_cut: bool


def find_changed_symbols(
    pin: Pinned,
    commits: tuple[str, str],
    changes: Sequence[FileChange],
    indexes: tuple[HotIndex | None, HotIndex | None],
    limits: ToolLimits,
) -> ChangedSymbols | None:
    """None when neither of the commits, old and new, has an index."""
    old_index, new_index = indexes
    if old_index is None and new_index is None:
        return None
    paths = () if len(changes) != 1 else tuple(dict.fromkeys((changes[0].old_path, changes[0].path)))
    patch = read_patch(pin.mirror, *commits, paths, context_lines=0, limits=limits.git)
    found: dict[ChangedSymbol, None] = {}
    for change, file in _pair(changes, patch.files):
        old_path, path = (each.decode("utf-8", "surrogateescape") for each in (change.old_path, change.path))
        before = _names(old_index, old_path)
        after = _names(new_index, path)
        if new_index is not None:
            for symbol in _touched(new_index, path, file.hunks, side="new"):
                name = new_index.symbol_qualified[symbol]
                is_new = (before is not None and name not in before) or change.status == "added"
                found[_describe(new_index, symbol, path, "added" if is_new else "changed")] = None
        if old_index is not None:
            for symbol in _touched(old_index, old_path, file.hunks, side="old"):
                name = old_index.symbol_qualified[symbol]
                if after is not None and name in after:
                    found.setdefault(_describe(old_index, symbol, path, "changed"), None)
                elif new_index is not None or change.status == "removed":
                    found[_describe(old_index, symbol, old_path, "removed")] = None
    telling = sorted(found, key=lambda symbol: symbol.kind in _VALUES)
    return ChangedSymbols(symbols=tuple(telling), is_cut=patch.is_cut)


def _pair(changes: Sequence[FileChange], files: Sequence[FilePatch]) -> Iterator[tuple[FileChange, FilePatch]]:
    """A file that changed its type has two patches; what the patch's bound left out has none."""
    expanded = [change for change in changes for _ in range(2 if change.status == "retyped" else 1)]
    yield from zip(expanded, files, strict=False)


def _touched(index: HotIndex, path: str, hunks: Sequence[Hunk], *, side: Literal["new", "old"]) -> dict[int, None]:
    """The innermost definitions around the changed lines of one side, in order."""
    file = find_file(index, path)
    if file is None:
        return {}
    owners = _paint_lines(index, file)
    touched: dict[int, None] = {}
    for hunk in hunks:
        start, count = (hunk.new_start, hunk.new_count) if side == "new" else (hunk.old_start, hunk.old_count)
        touched.update(dict.fromkeys(owners[start : start + count].tolist()))
    return {each: None for each in touched if each >= 0 and SYMBOL_KINDS[index.symbol_kind[each]] not in _PROSE}


def _paint_lines(index: HotIndex, file: int) -> NDArray[np.int32]:
    """By line number, the innermost definition around the line, or -1: inner ones come after those around them."""
    symbols = list_symbols_in(index, file)
    last = max((int(index.symbol_end[symbol]) for symbol in symbols), default=0)
    owners = np.full(last + 1, -1, np.int32)
    for symbol in symbols:
        owners[index.symbol_start[symbol] : index.symbol_end[symbol] + 1] = symbol
    return owners


def _names(index: HotIndex | None, path: str) -> set[str] | None:
    """Qualified names of a file's definitions; none of a file that is not there, None without an index."""
    if index is None:
        return None
    file = find_file(index, path)
    return set() if file is None else {index.symbol_qualified[symbol] for symbol in list_symbols_in(index, file)}


def _describe(index: HotIndex, symbol: int, path: str, status: Literal["added", "removed", "changed"]) -> ChangedSymbol:
    kind = SYMBOL_KINDS[index.symbol_kind[symbol]]
    return ChangedSymbol(path=path, name=index.symbol_qualified[symbol], kind=kind, status=status)
