"""Runs of lines: cutting them where a reader would, merging small neighbours, and the bounds that hold for all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from repochat.syntax.model import NO_SYMBOL, SyntaxLimits
from repochat.syntax.source import Source

_CLOSERS: Final = (
    "}", ")", "]", "end", "else", "elif", "elsif", "except", "finally", "catch", "case", "when", "done", "fi", "esac",
)  # fmt: skip
_AFTER_TEXT: Final = 3
_BEFORE_CLOSER: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of whole lines that may become a chunk. `whole` says that it is exactly the definition of `symbol`."""

    start: int
    end: int
    symbol: int = NO_SYMBOL
    heading: str = ""
    whole: bool = False


class LineCutter:
    """Cuts and merges runs of lines of one file within the limits."""

    def __init__(self, source: Source, limits: SyntaxLimits) -> None:
        self._source = source
        self._limits = limits

    def fits(self, start: int, end: int) -> bool:
        """Whether the lines may be one chunk; a single line always may."""
        return start == end or (
            end - start < self._limits.chunk_lines_max
            and self._source.chars_between(start, end) <= self._limits.chunk_chars_max
        )

    def is_small(self, start: int, end: int) -> bool:
        """Whether the lines are few enough to be merged into one chunk."""
        return (
            end - start < self._limits.chunk_lines_max
            and self._source.chars_between(start, end) <= self._limits.chunk_chars_target
        )

    def cut(self, span: Span) -> Iterator[Span]:
        """Pieces of the span that fit, cut at blank lines and at the starts of outer statements."""
        start = span.start
        while start <= span.end:
            end = self._find_end(start, span.end)
            yield replace(span, start=start, end=end, whole=span.whole and (start, end) == (span.start, span.end))
            start = end + 1

    def _find_end(self, start: int, last: int) -> int:
        if self.fits(start, last):
            return last
        longest = self._measure_longest(start, last)
        remaining = last - start + 1
        pieces = -(-remaining // self._limits.chunk_lines_max)
        ideal = min(longest, -(-remaining // pieces))
        slack = max(1, ideal // 3)
        ends = range(start + max(1, ideal - slack) - 1, start + min(longest, ideal + slack))
        return min(ends, key=lambda end: (self._rate_cut(end), abs(end - start + 1 - ideal)))

    def _measure_longest(self, start: int, last: int) -> int:
        """How many lines from `start` fit into one chunk, at least one."""
        count = min(self._limits.chunk_lines_max, last - start + 1)
        while count > 1 and self._source.chars_between(start, start + count - 1) > self._limits.chunk_chars_max:
            count -= 1
        return count

    def _rate_cut(self, end: int) -> int:
        """How bad it is to cut behind the line `end`: deep indentation, no blank line before, a closing word after."""
        lines = self._source.lines
        after = lines[end] if end < len(lines) else ""
        text = after.lstrip()
        if not text:
            return 100
        penalty = min(len(after.expandtabs(4)) - len(text), 60) // 2
        penalty += _AFTER_TEXT if lines[end - 1].strip() else 0
        return penalty + (_BEFORE_CLOSER if text.startswith(_CLOSERS) else 0)

    def merge(self, spans: Iterable[Span], owner: int) -> Iterator[Span]:
        """Join neighbours under one heading while they stay small; `owner` is the symbol around them."""
        run: list[Span] = []
        for span in spans:
            if run and not self._joins(run, span):
                yield self._join(run, owner)
                run = []
            run.append(span)
        if run:
            yield self._join(run, owner)

    def _joins(self, run: list[Span], span: Span) -> bool:
        start = run[0].start
        if run[0].heading != span.heading:
            return False
        if self.is_small(start, span.end):
            return True
        leading = self._is_trivial(run[0].start, run[-1].end)
        return (leading or self._is_trivial(span.start, span.end)) and self.fits(start, span.end)

    def _is_trivial(self, start: int, end: int) -> bool:
        """Whether the lines hold nothing to find: blanks, brackets, a lone `end`."""
        if end - start >= self._limits.chunk_lines_max:
            return False
        return all(
            not any(map(str.isalnum, line)) or line.strip() in {"end", "done", "fi", "else"}
            for line in self._source.lines[start - 1 : end]
        )

    def _join(self, run: list[Span], owner: int) -> Span:
        if len(run) == 1:
            return run[0]
        start, end = run[0].start, run[-1].end
        lead = max(run, key=lambda span: (span.whole, span.end - span.start))
        wholes = sum(span.whole for span in run)
        leads = lead.whole and (wholes == 1 or 2 * (lead.end - lead.start + 1) > end - start + 1)
        return replace(run[0], start=start, end=end, symbol=lead.symbol if leads else owner, whole=False)
