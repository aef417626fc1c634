"""Definitions by the name that somebody gave, and the nearest names when there is none."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from repochat.chat.context.headers import find_comment_start
from repochat.chat.extractive.roles import is_aside, is_declaration, is_test
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.symbol_lookup import choose_longest, find_file, list_symbols_in
from repochat.chat.tools.finding.paths import find_file_path, find_folder_path
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import quote_name
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import InvalidError, NotFoundError
from repochat.search.hot import HotIndex
from repochat.search.symbols import KIND_WEIGHTS
from repochat.syntax import SYMBOL_KINDS
from repochat.syntax.words import split_identifier

_SEPARATORS = re.compile(r"::|->|[.#/]")
_WORD_CHARS_MIN = 3
_COMMENT_LINES_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A definition in the index of a pinned revision."""

    pinned: Pinned
    symbol: int

    @property
    def index(self) -> HotIndex:
        return self.pinned.index

    @property
    def path(self) -> str:
        return self.index.paths[self.index.symbol_file[self.symbol]]

    @property
    def qualified(self) -> str:
        return self.index.symbol_qualified[self.symbol]

    @property
    def kind(self) -> str:
        return SYMBOL_KINDS[self.index.symbol_kind[self.symbol]]

    @property
    def lines(self) -> tuple[int, int]:
        return int(self.index.symbol_start[self.symbol]), int(self.index.symbol_end[self.symbol])


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """`shown` the likeliest first; `others` have the name too."""

    shown: tuple[Place, ...]
    others: tuple[Defined, ...]


def find_definitions(world: ToolWorld, name: str, *, repo: str, path: str, limits: ToolLimits) -> Definitions:
    """The definitions of `name`, with the comments that lead up to them. Raises NotFoundError, nearest names named."""
    found = get_defined(world, name, repo=repo, path=path, limits=limits)
    shown = found[: limits.definitions_max]
    return Definitions(
        shown=tuple(place_definition(each, limits) for each in shown), others=tuple(found[limits.definitions_max :])
    )


def get_defined(world: ToolWorld, name: str, *, repo: str, path: str, limits: ToolLimits) -> list[Defined]:
    """Definitions of `name`, plain or qualified, below `path`; the likeliest first, overloads as one."""
    pins = world.choose_pins(repo)
    asked = name.strip().removesuffix("()")
    if not asked:
        raise InvalidError("No name was given.", hint="Give the name of a function, a class or another definition.")
    found = [each for pin in pins for each in _find_in(pin, asked, path)]
    if not found:
        raise _explain_missing(pins, asked, path, limits)
    return found


def place_definition(defined: Defined, limits: ToolLimits) -> Place:
    """Its lines, from the comment above it on, at most `lines_max`."""
    start, end = defined.lines
    above = max(1, start - _COMMENT_LINES_MAX)
    lines = defined.pinned.source.read_texts(defined.path, above, start)
    first = above + find_comment_start(lines, start - above, _COMMENT_LINES_MAX)
    last = min(end, first + limits.lines_max - 1)
    return Place(
        pinned=defined.pinned,
        path=defined.path,
        start_line=first,
        end_line=last,
        symbol=defined.qualified,
        kind=defined.kind,
        goes_on=last < end,
    )


def find_around(pin: Pinned, path: str, line: int) -> str:
    """The qualified name of the innermost definition around a line, or ""."""
    file = find_file(pin.index, path)
    if file is None:
        return ""
    symbol = find_innermost(pin.index, file, line)
    return pin.index.symbol_qualified[symbol] if symbol >= 0 else ""


def find_innermost(index: HotIndex, file: int, line: int) -> int:
    """The innermost definition of the file around a line, or -1."""
    around = [
        (int(index.symbol_end[symbol] - index.symbol_start[symbol]), -symbol)
        for symbol in list_symbols_in(index, file)
        if index.symbol_start[symbol] <= line <= index.symbol_end[symbol]
    ]
    return -min(around)[1] if around else -1


def suggest_symbols(index: HotIndex, name: str, limits: ToolLimits) -> list[str]:
    """Names of definitions that share a word with `name` and are close to it, the closest first."""
    wanted = _SEPARATORS.split(name)[-1].lower()
    words = [word for word in split_identifier(name) if len(word) >= _WORD_CHARS_MIN]
    near = [key for key in index.symbols_by_name if key[:2] == wanted[:2] or any(word in key for word in words)]
    close = get_close_matches(wanted, near[: limits.nearest_read_max], n=limits.nearest_max, cutoff=0.55)
    holding = [key for key in near if wanted and wanted in key]
    keys = list(dict.fromkeys((*close, *holding)))[: limits.nearest_max]
    return [index.symbol_qualified[index.symbols_by_name[key][0]] for key in keys]


def _find_in(pin: Pinned, asked: str, path: str) -> list[Defined]:
    index = pin.index
    parts = [part for part in _SEPARATORS.split(asked) if part]
    last = parts[-1] if parts else asked
    named = [symbol for symbol in index.symbols_by_name.get(last.lower(), ()) if _is_below(index, symbol, pin, path)]
    exact = [symbol for symbol in named if index.symbol_names[symbol] == last] or named
    owned = [symbol for symbol in exact if _is_owned(index, symbol, parts)]
    chosen = dict.fromkeys(choose_longest(index, symbol) for symbol in owned)
    return [Defined(pinned=pin, symbol=symbol) for symbol in sorted(chosen, key=lambda each: _order(index, each))]


def _is_owned(index: HotIndex, symbol: int, parts: list[str]) -> bool:
    """Whether the owners that were asked for are its own, or stand in its path."""
    owners = [part.lower() for part in parts[:-1]]
    known = {*re.split(r"[/.]", index.paths[index.symbol_file[symbol]].lower())}
    known.update(part.lower() for part in _SEPARATORS.split(index.symbol_qualified[symbol]))
    return all(owner in known for owner in owners)


def _is_below(index: HotIndex, symbol: int, pin: Pinned, path: str) -> bool:
    if not path:
        return True
    at = index.paths[index.symbol_file[symbol]]
    folder = find_folder_path(pin, path) if find_file_path(pin, path) is None else None
    if folder is not None:
        return not folder or at.startswith(f"{folder}/")
    return at == find_file_path(pin, path)


def _order(index: HotIndex, symbol: int) -> tuple[bool, bool, bool, float, int, int]:
    file = int(index.symbol_file[symbol])
    size = int(index.symbol_end[symbol] - index.symbol_start[symbol])
    weight = float(KIND_WEIGHTS[index.symbol_kind[symbol]])
    return is_test(index, file), is_aside(index, file), is_declaration(index, file), -weight, -size, symbol


def _explain_missing(pins: tuple[Pinned, ...], asked: str, path: str, limits: ToolLimits) -> NotFoundError:
    shown = quote_name(asked, limits.name_chars_max)
    below = f" below {quote_name(path, limits.name_chars_max)}" if path else ""
    near = [each for pin in pins for each in suggest_symbols(pin.index, asked, limits)]
    names = ", ".join(quote_name(each, limits.name_chars_max) for each in dict.fromkeys(near[: limits.nearest_max]))
    hint = f"The nearest names: {names}." if names else "Try search with what it does, or read_lines of a file."
    return NotFoundError(f"The index has no definition of {shown}{below}.", hint=hint)
