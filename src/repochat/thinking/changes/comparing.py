"""Which definitions of a file differ between its two sides, and how: their signature, their body, or words alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from repochat.chat.comparing import LIMITS as COMPARE
from repochat.chat.comparing import Definition, DefinitionChange
from repochat.chat.comparing.definitions import compare_definitions, find_renames, list_definitions
from repochat.syntax import Symbol
from repochat.syntax.nodes import Node, NodeTree, is_comment
from repochat.thinking.changes.model import ChangedFile, ChangedSymbol, DefinitionSide, FileSide, SymbolChange
from repochat.thinking.changes.roles import is_test_name
from repochat.thinking.changes.signatures import find_functions

CALLABLE = frozenset(("function", "method", "constructor", "macro", "property"))


def compare_files(files: Sequence[ChangedFile]) -> list[ChangedSymbol]:
    """Changed definitions of the files whose sides were read; what moved from one to another is told once."""
    changes: list[DefinitionChange] = []
    sides: dict[int, DefinitionSide] = {}
    tests: set[str] = set()
    for file in files:
        old, new = _SideIndex(file.old), _SideIndex(file.new)
        found = list(compare_definitions(old.definitions, new.definitions))
        sides.update((id(each.old), old.find(each.old)) for each in found if each.old)
        sides.update((id(each.new), new.find(each.new)) for each in found if each.new)
        changes += found
        tests.update((file.path, file.old_path) if file.is_test else ())
    built = [_build(change, sides) for change in find_renames(changes, COMPARE)]
    return _leave_out_held([replace(each, is_test=each.is_test or each.shown.file.path in tests) for each in built])


def _leave_out_held(symbols: Sequence[ChangedSymbol]) -> list[ChangedSymbol]:
    """Without what an added or removed definition holds: it came and went with it."""
    whole = {
        (symbol.change, symbol.shown.file.path, symbol.shown.name)
        for symbol in symbols
        if symbol.change in ("added", "removed")
    }
    return [
        symbol
        for symbol in symbols
        if (symbol.change, symbol.shown.file.path, symbol.shown.name.rpartition(".")[0]) not in whole
    ]


class _SideIndex:
    """The definitions of one side by the key that the comparison knows them by."""

    def __init__(self, side: FileSide | None) -> None:
        self.side = side
        self.definitions: dict[str, Definition] = {}
        self._symbols: dict[tuple[str, int], Symbol] = {}
        self._functions: list[Node] | None = None
        if side is not None:
            self.definitions = list_definitions(side.path, side.parsed, side.lines)
            self._symbols = {(each.qualified_name, each.start_line): each for each in side.parsed.symbols}

    def find(self, definition: Definition) -> DefinitionSide:
        if self.side is None:
            raise AssertionError("a side that is not there has no definitions")
        symbol = self._symbols[definition.name, definition.start_line]
        return DefinitionSide(file=self.side, symbol=symbol, function=self._find_function(symbol))

    def _find_function(self, symbol: Symbol) -> Node | None:
        if self.side is None or self.side.tree is None or symbol.kind not in CALLABLE:
            return None
        if self._functions is None:
            self._functions = find_functions(self.side.tree)
        return find_function(self._functions, symbol)


def find_function(functions: Sequence[Node], symbol: Symbol) -> Node | None:
    """The outermost function within the symbol's lines that starts first."""
    inside = [each for each in functions if symbol.start_line <= each.start_line and each.end_line <= symbol.end_line]
    return min(inside, key=lambda node: (node.start, -node.end), default=None)


def _build(change: DefinitionChange, sides: Mapping[int, DefinitionSide]) -> ChangedSymbol:
    before, after = sides.get(id(change.old)), sides.get(id(change.new))
    kind: SymbolChange = change.change
    if before and after and kind in ("body", "signature") and _is_words_alone(before, after):
        kind = "words"
    shown = after or before
    inline = shown is not None and is_test_name(shown.file.parsed.language, shown.name)
    return ChangedSymbol(change=kind, old=before, new=after, is_test=inline)


def _is_words_alone(old: DefinitionSide, new: DefinitionSide) -> bool:
    if old.function is None or new.function is None or old.file.tree is None or new.file.tree is None:
        return False
    return list_tokens(old.file.tree, old.function) == list_tokens(new.file.tree, new.function)


def list_tokens(tree: NodeTree, node: Node) -> list[str]:
    """The texts of its leaves without comments and documentation strings."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if is_comment(current) or _is_doc(current):
            continue
        if current.kind == "string" or not current.children:
            found.append(tree.text(current))
        else:
            waiting.extend(reversed(current.children))
    return found


def _is_doc(node: Node) -> bool:
    """A statement that is a string alone, as Python documents."""
    return node.kind == "expression_statement" and len(node.children) == 1 and node.children[0].kind == "string"
