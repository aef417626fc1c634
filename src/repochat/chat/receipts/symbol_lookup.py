"""Which definitions stand where, as the index knows it: the check's own source, apart from what a writer claims."""

from bisect import bisect_left

from repochat.search.hot import HotIndex


def find_file(index: HotIndex, path: str) -> int | None:
    """The number of `path` in the index."""
    at = bisect_left(index.paths, path)
    return at if at < len(index.paths) and index.paths[at] == path else None


def list_symbols_in(index: HotIndex, file: int) -> range:
    return range(int(index.symbol_offset[file]), int(index.symbol_offset[file + 1]))


def list_siblings(index: HotIndex, symbol: int) -> list[int]:
    """The definitions of the same qualified name in the same file, `symbol` among them: overloads, declarations."""
    return [
        other
        for other in list_symbols_in(index, int(index.symbol_file[symbol]))
        if index.symbol_qualified[other] == index.symbol_qualified[symbol]
    ]


def choose_longest(index: HotIndex, symbol: int) -> int:
    """Of the overloads of a definition the one with the longest body; the last of equals."""
    siblings = list_siblings(index, symbol)
    return max(siblings, key=lambda other: (int(index.symbol_end[other] - index.symbol_start[other]), other))


class SymbolLookup:
    """Answers whether a definition is where a citation says."""

    def __init__(self, index: HotIndex) -> None:
        self._index = index

    def find_range(self, path: str, qualified_name: str, start_line: int, end_line: int) -> tuple[int, int] | None:
        """The lines of the innermost definition of that name in `path` that touches the given lines.

        A comment that leads up to a definition stands before its first line: the next definition below counts too.
        """
        file = find_file(self._index, path)
        if file is None or not qualified_name:
            return None
        index = self._index
        ranges = [
            (int(index.symbol_start[symbol]), int(index.symbol_end[symbol]))
            for symbol in list_symbols_in(index, file)
            if index.symbol_qualified[symbol] == qualified_name
        ]
        around = [(start, end) for start, end in ranges if start <= end_line and end >= start_line]
        if around:
            return min(around, key=lambda lines: lines[1] - lines[0])
        below = [(start, end) for start, end in ranges if start > end_line]
        return min(below) if below and self._leads_up_to(file, end_line, min(below)[0]) else None

    def _leads_up_to(self, file: int, line: int, start: int) -> bool:
        """Whether no other definition begins between `line` and `start`, or holds `line` and ends before `start`."""
        symbols = slice(self._index.symbol_offset[file], self._index.symbol_offset[file + 1])
        starts, ends = self._index.symbol_start[symbols], self._index.symbol_end[symbols]
        return not bool(
            (((starts > line) & (starts < start)) | ((starts <= line) & (ends >= line) & (ends < start))).any()
        )
