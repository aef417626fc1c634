"""Definitions that a query found become symbols: named, nested, documented, with exact lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from repochat.syntax.captures import Definition, Matches
from repochat.syntax.docs import Trivia, TriviaIndex, clean_comments, clean_string
from repochat.syntax.model import NO_SYMBOL, Symbol, SymbolKind, SyntaxLimits
from repochat.syntax.names import split_name
from repochat.syntax.source import Source
from repochat.syntax.visibility import is_exported

TYPE_KINDS: Final = frozenset({"class", "struct", "interface", "trait", "enum", "object", "protocol", "type"})
BODY_KINDS: Final = frozenset({"function", "method", "constructor", "macro", "property"})
_CONTRACT_KINDS: Final = frozenset({"interface", "trait", "protocol"})
_LOCAL_KINDS: Final = frozenset({"variable", "constant", "field"})
_CONSTRUCTORS: Final = frozenset({"__init__", "constructor", "__construct", "initialize"})
_NAMED_AS_TYPE: Final = frozenset({"cpp", "java", "csharp"})  # constructors bear the name of their type
_UPPER: Final = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_BLANKS: Final = re.compile(r"\s+")
_HEADER_END: Final = re.compile(r"[\s{:=;]+\Z")
_NO_BLOCK: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A definition or a scope with its place in the file. Blocks nest; they are in document order."""

    symbol: int  # NO_SYMBOL for a scope
    owner: int  # the symbol, or the type that a scope is named for
    parent: int  # position of the enclosing block, or -1
    start: int
    end: int
    start_line: int  # with what leads up to it
    end_line: int
    header: str  # one line, up to the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The symbols of a file, and its blocks."""

    symbols: tuple[Symbol, ...]
    blocks: tuple[Block, ...]


def build_outline(matches: Matches, source: Source, language: str, limits: SyntaxLimits) -> Outline:
    """Nest the definitions and scopes by their ranges, without recursion."""
    builder = _Builder(matches, source, language, limits)
    items = [*matches.scopes, *matches.definitions.values()]
    items.sort(key=lambda item: (item.start, -item.end, item.kind is not None, item.name_byte))
    for item in items:
        builder.add(item)
    return builder.finish(matches.branches)


class _Builder:
    def __init__(self, matches: Matches, source: Source, language: str, limits: SyntaxLimits) -> None:
        self._source = source
        self._language = language
        self._limits = limits
        self._exports = matches.exports
        self._comments = sorted(matches.comments)
        self._trivia = TriviaIndex(source, matches.comments, matches.attachments)
        self._symbols: list[Symbol] = []
        self._blocks: list[Block] = []
        self._names: list[str] = []  # the qualified name of each block
        self._open: list[int] = []  # blocks around the present place, outermost first
        self._types: dict[str, int] = {}  # the first type of each qualified name
        self._seen: set[str] = set()  # qualified names of variables: only the first assignment defines

    def add(self, item: Definition) -> None:
        qualifier, name = split_name(item.name)
        if self._repeats(item, name):
            return
        while self._open and not self._encloses(self._blocks[self._open[-1]], item):
            self._open.pop()
        around = self._open[-1] if self._open else _NO_BLOCK
        outer = self._names[around] if around != _NO_BLOCK else ""
        qualified = ".".join(part for part in (outer, qualifier, name) if part)
        if item.kind in _LOCAL_KINDS:
            if qualified in self._seen:
                return
            self._seen.add(qualified)
        self._append(item, around, name, qualified)

    def _encloses(self, block: Block, item: Definition) -> bool:
        if (block.start, block.end) == (item.start, item.end):
            return block.symbol == NO_SYMBOL  # `a, b = 1, 2` defines two neighbours; a scope holds its own node
        return block.start <= item.start and item.end <= block.end

    def _repeats(self, item: Definition, name: str) -> bool:
        """`typedef struct point { ... } point;` names one thing twice."""
        last = self._blocks[-1] if self._blocks else None
        if last is None or last.symbol == NO_SYMBOL or item.kind is None:
            return False
        return (last.start, last.end) == (item.start, item.end) and self._symbols[last.symbol].name == name

    def _append(self, item: Definition, around: int, name: str, qualified: str) -> None:
        leading = [] if self._shares_line(item, around) else self._trivia.list_leading(item.start)
        start = self._trivia.skip_attachments(item.start)
        end = self._trim_end(item)
        header = self._read_header(item, start, end)
        start_line, end_line = self._source.line_of(start), self._source.line_of(max(start, end - 1))
        first = min([start_line, self._source.line_of(item.start), *(each.start_line for each in leading)])
        symbol = NO_SYMBOL
        if item.kind is not None:
            symbol = len(self._symbols)
            owner = _drop_last(qualified, name)
            parent = self._find_parent(around, owner)
            kind = self._settle_kind(item.kind, name, around, owner, parent)
            self._symbols.append(
                Symbol(
                    kind=kind,
                    name=name,
                    qualified_name=qualified,
                    signature=header.rstrip(" ;") if kind in _LOCAL_KINDS else _HEADER_END.sub("", header),
                    doc=self._read_doc(item, leading, kind, end_line),
                    doc_line=first,
                    start_line=start_line,
                    end_line=end_line,
                    parent=parent,
                    exported=self._is_exported(name, header, kind, around, parent),
                )
            )
            if kind in TYPE_KINDS:
                self._types.setdefault(qualified, symbol)
        self._open.append(len(self._blocks))
        self._names.append(qualified)
        self._blocks.append(
            Block(
                symbol=symbol,
                owner=symbol,
                parent=around,
                start=min([item.start, *(each.start for each in leading if each.attached)]),
                end=item.end,
                start_line=first,
                end_line=end_line,
                header=header.rstrip("{ ("),
            )
        )

    def _shares_line(self, item: Definition, around: int) -> bool:
        """Whether it opens on the line of what encloses it: `class Point(val x: Int)`. The comment is not its own."""
        outer = self._blocks[around].symbol if around != _NO_BLOCK else NO_SYMBOL
        return outer != NO_SYMBOL and self._symbols[outer].start_line == self._source.line_of(item.start)

    def _trim_end(self, item: Definition) -> int:
        end = item.end
        while end > item.start + 1 and self._source.data[end - 1] in b" \t\r\n":
            end -= 1
        return end

    def _read_header(self, item: Definition, start: int, end: int) -> str:
        """The definition's text up to its body; a value without a body only to the end of its first line."""
        stop = item.body if start < item.body <= end else end
        if stop == end and item.kind in _LOCAL_KINDS:
            newline = self._source.data.find(b"\n", start, end)
            stop = newline if newline >= 0 else end
        stop = min(stop, start + 4 * self._limits.signature_chars_max)
        text = "".join(self._source.text(*part) for part in self._skip_comments(start, stop))
        text = _BLANKS.sub(" ", text).strip().rstrip("\\ ")
        if item.name_byte >= stop:  # `typedef struct { ... } point;` is named behind its body
            text = f"{text.rstrip('{ ')} {self._source.text(item.name_byte, item.name_byte + len(item.name))}"
        return text[: self._limits.signature_chars_max]

    def _skip_comments(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        position = bisect_left(self._comments, (start, start))
        while position < len(self._comments) and self._comments[position][0] < stop:
            yield start, self._comments[position][0]
            start = self._comments[position][1]
            position += 1
        if start < stop:
            yield start, stop

    def _find_parent(self, around: int, owner: str) -> int:
        """What encloses it, or the type that its name or scope says (Rust impl, Go receiver, `Type::method`)."""
        if around != _NO_BLOCK and self._blocks[around].symbol != NO_SYMBOL and self._names[around] == owner:
            return self._blocks[around].symbol
        found = self._types.get(owner)
        if found is not None:
            return found
        while around != _NO_BLOCK:
            if self._blocks[around].symbol != NO_SYMBOL:
                return self._blocks[around].symbol
            around = self._blocks[around].parent
        return NO_SYMBOL

    def _settle_kind(self, kind: SymbolKind, name: str, around: int, owner: str, parent: int) -> SymbolKind:
        written = owner and (around == _NO_BLOCK or self._names[around] != owner)  # `Type::method` outside of its type
        in_type = (
            self._is_scope(around)
            or (parent != NO_SYMBOL and self._symbols[parent].kind in TYPE_KINDS)
            or (written and self._language == "cpp")
        )
        if kind in {"function", "method"} and in_type:
            is_constructor = name in _CONSTRUCTORS or (self._language in _NAMED_AS_TYPE and owner.endswith(name))
            return "constructor" if is_constructor else "method"
        if kind == "variable":
            if _UPPER.match(name) and len(name) > 1:
                return "constant"
            return "field" if in_type else "variable"
        return kind

    def _is_scope(self, block: int) -> bool:
        return block != _NO_BLOCK and self._blocks[block].symbol == NO_SYMBOL

    def _read_doc(self, item: Definition, leading: list[Trivia], kind: SymbolKind, end_line: int) -> str:
        chars = self._limits.doc_chars_max
        for start, end in item.docs:
            return clean_string(self._source.text(start, end), chars)
        comments = [self._source.text(each.start, each.end) for each in leading if not each.attached]
        if not comments and kind in _LOCAL_KINDS:
            trailing = self._trivia.find_trailing(end_line)
            comments = [self._source.text(*trailing)] if trailing else []
        return clean_comments(comments, chars)

    def _is_exported(self, name: str, header: str, kind: SymbolKind, around: int, parent: int) -> bool:
        if parent == NO_SYMBOL and name in self._exports:
            return True
        outer = self._symbols[parent].exported if parent != NO_SYMBOL else None
        if outer and self._symbols[parent].kind in BODY_KINDS:
            return False  # what a function defines inside stays inside
        in_contract = parent != NO_SYMBOL and self._symbols[parent].kind in _CONTRACT_KINDS
        if outer and (in_contract or (self._is_scope(around) and " for " in self._blocks[around].header)):
            return True  # what an interface asks for is as visible as it is
        return is_exported(self._language, name=name, signature=header, kind=kind, parent_exported=outer)

    def finish(self, branches: set[int]) -> Outline:
        counts = self._count_branches(branches)
        symbols = [
            replace(symbol, complexity=1 + counts.get(position, 0), parent=self._settle_parent(symbol))
            if position in counts or symbol.parent == NO_SYMBOL
            else symbol
            for position, symbol in enumerate(self._symbols)
        ]
        blocks = [
            replace(block, owner=self._types.get(name, NO_SYMBOL)) if block.symbol == NO_SYMBOL else block
            for block, name in zip(self._blocks, self._names, strict=True)
        ]
        return Outline(symbols=tuple(symbols), blocks=tuple(blocks))

    def _settle_parent(self, symbol: Symbol) -> int:
        """A type may stand below the methods that were written for it."""
        if symbol.parent != NO_SYMBOL:
            return symbol.parent
        return self._types.get(_drop_last(symbol.qualified_name, symbol.name), NO_SYMBOL)

    def _count_branches(self, branches: set[int]) -> dict[int, int]:
        """Decision points by the innermost symbol with a body around them."""
        finder = EnclosingFinder([block for block in self._blocks if self._has_body(block)])
        counts: dict[int, int] = {}
        for byte in branches:
            symbol = finder.find(byte)
            if symbol != NO_SYMBOL:
                counts[symbol] = counts.get(symbol, 0) + 1
        return counts

    def _has_body(self, block: Block) -> bool:
        return block.symbol != NO_SYMBOL and self._symbols[block.symbol].kind in BODY_KINDS


class EnclosingFinder:
    """The innermost symbol around a byte, by bisection over the places where the answer changes."""

    def __init__(self, blocks: list[Block]) -> None:
        self._bytes: list[int] = []
        self._symbols: list[int] = []
        open_blocks: list[Block] = []
        for block in blocks:
            if block.owner == NO_SYMBOL:
                continue
            self._close(open_blocks, block.start)
            open_blocks.append(block)
            self._mark(block.start, block.owner)
        self._close(open_blocks, None)

    def _close(self, open_blocks: list[Block], before: int | None) -> None:
        while open_blocks and (before is None or open_blocks[-1].end <= before):
            ended = open_blocks.pop()
            self._mark(ended.end, open_blocks[-1].owner if open_blocks else NO_SYMBOL)

    def _mark(self, byte: int, symbol: int) -> None:
        self._bytes.append(byte)
        self._symbols.append(symbol)

    def find(self, byte: int) -> int:
        """Position of the innermost symbol around the byte, or NO_SYMBOL."""
        position = bisect_right(self._bytes, byte) - 1
        return self._symbols[position] if position >= 0 else NO_SYMBOL


def _drop_last(qualified: str, name: str) -> str:
    return qualified[: -len(name) - 1]
