"""Where a definition went within a file, by its identity as a node of syntax: same name, same kind, same text."""

from collections.abc import Iterator
from dataclasses import dataclass

from repochat.git import cut_lines
from repochat.syntax import Symbol, parse_file


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedText:
    """A blob with its definitions."""

    content: bytes
    symbols: tuple[Symbol, ...]

    def find(self, name: str) -> list[Symbol]:
        return [symbol for symbol in self.symbols if symbol.qualified_name == name]


def parse_text(path: str, content: bytes) -> ParsedText:
    return ParsedText(content=content, symbols=parse_file(path, content).symbols)


def find_node(old: ParsedText, new: ParsedText, name: str, start: int, end: int) -> tuple[int, int] | None:
    """Where lines `start` to `end` of the definition `name` stand, when it stands unchanged and only once."""
    for symbol, first in _list_around(old, name, start, end):
        text = cut_lines(old.content, first, symbol.end_line)
        offset = symbol.start_line - first
        found = [
            each.start_line - offset
            for each in new.find(name)
            if each.kind == symbol.kind and _read(new.content, each.start_line - offset, each.end_line) == text
        ]
        if len(found) == 1:
            return found[0] + start - first, found[0] + end - first
    return None


def is_within(old: ParsedText, new: ParsedText, name: str, was: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether lines that stood in the definition `name` stand in one of that name; true where they stood in none."""
    if not any(_list_around(old, name, *was)):
        return True
    return any(_list_around(new, name, *now))


def _list_around(old: ParsedText, name: str, start: int, end: int) -> Iterator[tuple[Symbol, int]]:
    """Definitions around the lines, each with its first line: its own, or that of the comment which leads up to it."""
    for symbol in old.find(name):
        for first in dict.fromkeys((symbol.start_line, symbol.doc_line)):
            if first <= start and end <= symbol.end_line:
                yield symbol, first
                break


def _read(content: bytes, start: int, end: int) -> bytes | None:
    return cut_lines(content, start, end) if start >= 1 else None
