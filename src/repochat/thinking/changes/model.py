"""What a change is made of, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from repochat.git import ChangeStatus
from repochat.syntax import ParsedFile, Symbol
from repochat.syntax.nodes import Node, NodeTree

SymbolChange = Literal["added", "removed", "signature", "body", "renamed", "moved", "words"]
"""`words`: nothing but comments, documentation or blanks differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One of a function. `default` is its text, None without one. `kind` says how a call may give it."""

    name: str
    type: str = ""
    default: str | None = None
    kind: Literal["any", "positional", "keyword", "rest", "keywords"] = "any"

    @property
    def is_required(self) -> bool:
        return self.default is None and self.kind in ("any", "positional", "keyword")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """`is_bound`: the first parameter (`self`) is given by how it is called and is not among `parameters`."""

    parameters: tuple[Parameter, ...]
    returns: str = ""
    is_async: bool = False
    is_bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSide:
    """A file at one of the two commits."""

    sha: str
    path: str
    blob: str
    content: bytes
    parsed: ParsedFile
    tree: NodeTree | None

    @property
    def lines(self) -> list[bytes]:
        return self.content.splitlines(keepends=True) if b"\r" not in self.content else _split(self.content)


def _split(content: bytes) -> list[bytes]:
    parts = content.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


@dataclass(frozen=True, kw_only=True)
class DefinitionSide:
    """A definition at one of the two commits, with its node where it is a function that was parsed."""

    file: FileSide
    symbol: Symbol
    function: Node | None

    @cached_property
    def name(self) -> str:
        return self.symbol.qualified_name


@dataclass(frozen=True, kw_only=True)
class ChangedSymbol:
    """`old` is None for what was added, `new` for what was removed."""

    change: SymbolChange
    old: DefinitionSide | None
    new: DefinitionSide | None
    is_test: bool

    @property
    def shown(self) -> DefinitionSide:
        found = self.new or self.old
        if found is None:
            raise AssertionError("a change has a side")
        return found

    @property
    def is_behaviour(self) -> bool:
        return self.change not in ("words", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Lines from 1, both in; none where `end` is below `start`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class ChangedFile:
    """`gone` are lines of the old side, `come` lines of the new one. A side that is not there or not read is None."""

    path: str
    old_path: str
    status: ChangeStatus
    added: int | None
    removed: int | None
    old: FileSide | None
    new: FileSide | None
    gone: tuple[LineRange, ...]
    come: tuple[LineRange, ...]
    is_test: bool
    is_code: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """Between two commits. `oids` are the blobs of the new side by path; `left_out` are files that a bound left."""

    base: str | None
    sha: str
    files: Sequence[ChangedFile]
    symbols: Sequence[ChangedSymbol]
    oids: Mapping[str, str]
    left_out: int
    symbols_left_out: int
