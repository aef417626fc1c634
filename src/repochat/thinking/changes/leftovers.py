"""Callers that a change left behind: calls that fitted a signature before and do not now, or name what is gone.

Only what is certain from the text is told: the reference is exact, no other definition bears the name, and the call
could be bound before. So far of Python, where nothing else says so before the call is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from repochat.syntax.nodes import NodeTree, read_nodes
from repochat.thinking.changes.binding import CallShape, find_calls, find_misfit, read_call
from repochat.thinking.changes.deltas import read_signatures
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.links import Caller, Links
from repochat.thinking.changes.model import Change, ChangedSymbol, LineRange, Signature
from repochat.thinking.changes.quoting import BlobQuoter
from repochat.thinking.changes.signatures import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """`why` says in words what does not fit; `call` is its text, the same wherever it stands."""

    symbol: ChangedSymbol
    caller: Caller
    lines: LineRange
    call: str
    why: str


class LeftoverFinder:
    """Of one change. `head` are links at the new side, `base` at the old one, None where that is not indexed."""

    def __init__(
        self, change: Change, quoter: BlobQuoter, head: Links, base: Links | None, limits: ChangeLimits = LIMITS
    ) -> None:
        self._change = change
        self._quoter = quoter
        self._head = head
        self._base = base
        self._limits = limits
        self._trees: dict[str, NodeTree | None] = {}
        self._checked = 0

    def find(self) -> list[Leftover]:
        return [each for symbol in self._change.symbols for each in self._find_of(symbol)]

    def _find_of(self, symbol: ChangedSymbol) -> Iterator[Leftover]:
        if symbol.shown.file.parsed.language != "python" or symbol.shown.symbol.kind not in _CALLED:
            return
        if symbol.change == "signature" and (both := read_signatures(symbol)) is not None:
            yield from self._find_misfits(symbol, *both)
        elif symbol.change == "removed" and self._base is not None:
            yield from self._find_orphans(symbol, self._base)

    def _find_misfits(self, symbol: ChangedSymbol, old: Signature, new: Signature) -> Iterator[Leftover]:
        name = _name_called(symbol)
        if self._head.is_defined(name) != 1:
            return
        for caller in self._list_exact(self._head, symbol):
            tree = self._read(caller)
            for node in find_calls(tree, name, caller.line) if tree else ():
                shape = read_call(tree, node) if tree else None
                if tree is None or shape is None or _find_misfit(shape, old):
                    continue
                if why := _find_misfit(shape, new):
                    lines = LineRange(start=node.start_line, end=node.end_line)
                    text = squeeze(tree.text(node))
                    yield Leftover(symbol=symbol, caller=caller, lines=lines, call=text, why=why)

    def _find_orphans(self, symbol: ChangedSymbol, base: Links) -> Iterator[Leftover]:
        name = symbol.shown.symbol.name
        if "." in symbol.shown.name or base.is_defined(name) != 1 or self._head.is_defined(name) or self._imports(name):
            return
        for caller in self._list_exact(base, symbol):
            tree = self._read(caller)
            for node in find_calls(tree, name, caller.line) if tree else ():
                if tree is not None:
                    lines = LineRange(start=node.start_line, end=node.end_line)
                    text = squeeze(tree.text(node))
                    yield Leftover(symbol=symbol, caller=caller, lines=lines, call=text, why="it is gone")

    def _imports(self, name: str) -> bool:
        """Whether a changed file brings the name in from elsewhere now."""
        sides = [file.new for file in self._change.files if file.new is not None]
        brought = {word for side in sides for each in side.parsed.imports for word in (each.name, each.alias)}
        return name in brought or "*" in brought

    def _list_exact(self, links: Links, symbol: ChangedSymbol) -> Iterator[Caller]:
        for caller in links.list_direct(links.find_symbols(symbol)):
            if not (caller.is_exact and caller.is_call and caller.path.endswith((".py", ".pyi"))):
                continue
            self._checked += 1
            if self._checked > self._limits.calls_checked_max:
                return
            yield caller

    def _read(self, caller: Caller) -> NodeTree | None:
        if caller.blob not in self._trees and len(self._trees) < self._limits.caller_files_max:
            self._trees[caller.blob] = read_nodes(caller.path, self._quoter.read(caller.blob), language="python")
        return self._trees.get(caller.blob)


def _name_called(symbol: ChangedSymbol) -> str:
    """What a call names: of a constructor its class."""
    owner, _, name = symbol.shown.name.rpartition(".")
    return owner.rpartition(".")[2] if name == "__init__" else name


_CALLED = frozenset(("function", "method", "constructor"))


def _find_misfit(shape: CallShape, signature: Signature) -> str:
    """None of the two ways to call a method fits: on an object, or on its class with the object first."""
    found = find_misfit(shape, signature)
    if found and signature.is_bound and shape.positional:
        return found if find_misfit(replace(shape, positional=shape.positional - 1), signature) else ""
    return found
