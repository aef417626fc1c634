"""What is in a folder of a pinned tree, and what a file defines."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.symbol_lookup import find_file, list_symbols_in
from repochat.chat.tools.finding.paths import find_file_path, find_folder_path, get_file
from repochat.chat.tools.finding.symbols import Defined
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.world import ToolWorld
from repochat.git import TreeEntry, list_tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`files` counts those below a folder; `size_bytes` is of a file. What is not indexed can be read, not searched."""

    name: str
    kind: Literal["folder", "file", "executable", "symlink", "submodule"]
    files: int = 0
    size_bytes: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`path` is "" for the root. Folders come first, then by name."""

    pinned: Pinned
    path: str
    entries: tuple[Entry, ...]
    skipped: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.skipped - len(self.entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The definitions of a file in order; `depth` of each is how many others are around it. None: not indexed."""

    pinned: Pinned
    path: str
    symbols: tuple[tuple[Defined, int], ...] | None
    skipped: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.skipped - len(self.symbols or ()))


def list_folder(world: ToolWorld, path: str, *, repo: str, skip: int, limits: ToolLimits) -> Folder | Outline:
    """A folder's entries, or the outline of a file. Raises NotFoundError, nearest paths named."""
    pins = world.choose_pins(repo)
    for pin in pins:
        if find_file_path(pin, path) is None and (folder := find_folder_path(pin, path)) is not None:
            return _list_entries(pin, folder, skip, limits)
    pin, found = get_file(world, repo, path, limits)
    return _outline(pin, found, skip, limits)


def _list_entries(pin: Pinned, folder: str, skip: int, limits: ToolLimits) -> Folder:
    prefix = f"{folder}/".encode("utf-8", "surrogateescape") if folder else b""
    below: Counter[str] = Counter()
    files: list[Entry] = []
    for entry in list_tree(pin.mirror, pin.revision.sha, limits=limits.git):
        if entry.path.startswith(prefix):
            name, slash, _ = entry.path[len(prefix) :].decode("utf-8", "surrogateescape").partition("/")
            if slash:
                below[name] += 1
            else:
                files.append(_describe(pin, entry, name))
    folders = [Entry(name=name, kind="folder", files=count) for name, count in sorted(below.items())]
    entries = [*folders, *files]
    shown = tuple(entries[skip : skip + limits.entries_max])
    return Folder(pinned=pin, path=folder, entries=shown, skipped=skip, total=len(entries))


def _describe(pin: Pinned, entry: TreeEntry, name: str) -> Entry:
    file = find_file(pin.index, entry.path.decode("utf-8", "surrogateescape"))
    language = pin.index.languages[file] if file is not None else ""
    return Entry(name=name, kind=entry.kind, size_bytes=entry.size, language=language)


def _outline(pin: Pinned, path: str, skip: int, limits: ToolLimits) -> Outline:
    file = find_file(pin.index, path)
    if file is None:
        return Outline(pinned=pin, path=path, symbols=None, skipped=0, total=0)
    symbols: list[tuple[Defined, int]] = []
    ends: list[int] = []
    for symbol in list_symbols_in(pin.index, file):
        start, end = int(pin.index.symbol_start[symbol]), int(pin.index.symbol_end[symbol])
        while ends and ends[-1] < start:
            ends.pop()
        symbols.append((Defined(pinned=pin, symbol=symbol), len(ends)))
        ends.append(end)
    shown = tuple(symbols[skip : skip + limits.entries_max])
    return Outline(pinned=pin, path=path, symbols=shown, skipped=skip, total=len(symbols))
