"""Code cut along its definitions: whole ones, small neighbours together, long ones inside."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from repochat.syntax.lines import LineCutter, Span
from repochat.syntax.model import NO_SYMBOL, Chunk, ChunkKind, Symbol, SyntaxLimits
from repochat.syntax.source import Source
from repochat.syntax.symbols import Block, Outline

_CUT_DEPTH_MAX: Final = 12  # a definition nested deeper is cut by lines alone, which also bounds the recursion
_HEADERS_MAX: Final = 4  # the innermost headers say the most


def chunk_outline(
    source: Source, outline: Outline, limits: SyntaxLimits, *, kind: ChunkKind = "code", joint: str = "\n"
) -> tuple[Chunk, ...]:
    """Chunks that cover each line of the file once, in order, none over the limits; headers are joined by `joint`."""
    if not source.line_count:
        return ()
    spans = _OutlineCutter(source, outline.blocks, limits, joint).cut_file()
    return finish_chunks(spans, outline.symbols, kind)


def finish_chunks(spans: Iterator[Span], symbols: tuple[Symbol, ...], kind: ChunkKind) -> tuple[Chunk, ...]:
    """Spans to chunks, with the symbols whose definition starts in each."""
    order = sorted(range(len(symbols)), key=lambda position: symbols[position].start_line)
    starts = [symbols[position].start_line for position in order]
    chunks: list[Chunk] = []
    for span in spans:
        defines = order[bisect_left(starts, span.start) : bisect_left(starts, span.end + 1)]
        symbol = span.symbol
        if symbol == NO_SYMBOL and len(defines) == 1:
            symbol = defines[0]
        chunks.append(
            Chunk(
                start_line=span.start,
                end_line=span.end,
                kind=kind,
                symbol=symbol,
                defines=tuple(defines),
                heading=span.heading,
            )
        )
    return tuple(chunks)


class _OutlineCutter:
    def __init__(self, source: Source, blocks: tuple[Block, ...], limits: SyntaxLimits, joint: str) -> None:
        self._source = source
        self._joint = joint
        self._cutter = LineCutter(source, limits)
        self._blocks = blocks
        self._inside: dict[int, list[int]] = defaultdict(list)
        for position, block in enumerate(blocks):
            if block.end_line > block.start_line:  # one-line definitions need no chunk of their own
                self._inside[self._find_outer(block)].append(position)

    def _find_outer(self, block: Block) -> int:
        """The nearest block around it that has more than one line."""
        outer = block.parent
        while outer >= 0 and self._blocks[outer].end_line == self._blocks[outer].start_line:
            outer = self._blocks[outer].parent
        return outer

    def cut_file(self) -> Iterator[Span]:
        whole = Span(start=1, end=self._source.line_count)
        return self._cut_inside(whole, -1, ())

    def _cut_inside(self, span: Span, around: int, headers: tuple[str, ...]) -> Iterator[Span]:
        """The run of lines of one block (or the file), along the definitions inside it."""
        heading = self._joint.join(headers[-_HEADERS_MAX:])
        waiting: list[Span] = []
        for part, block in self._list_parts(span, around, heading):
            if self._cutter.fits(part.start, part.end):
                waiting.append(part)
                continue
            yield from self._cutter.merge(waiting, span.symbol)
            waiting = []
            yield from self._cut_long(part, block, headers)
        yield from self._cutter.merge(waiting, span.symbol)

    def _cut_long(self, part: Span, block: int, headers: tuple[str, ...]) -> Iterator[Span]:
        if block < 0:
            yield from self._cutter.cut(part)
            return
        inner = (*headers, self._blocks[block].header)
        if self._inside.get(block) and len(inner) <= _CUT_DEPTH_MAX:
            yield from self._cut_inside(part, block, inner)
            return
        heading = self._joint.join(inner[-_HEADERS_MAX:])
        yield from self._cutter.cut(Span(start=part.start, end=part.end, symbol=part.symbol, heading=heading))

    def _list_parts(self, span: Span, around: int, heading: str) -> Iterator[tuple[Span, int]]:
        """The definitions directly inside, and the lines between them, each with its block or -1."""
        line = span.start
        for position in self._inside.get(around, ()):
            block = self._blocks[position]
            start, end = max(block.start_line, line), min(block.end_line, span.end)
            if start > end:
                continue  # it shares its lines with the one before
            if start > line:
                yield Span(start=line, end=start - 1, symbol=span.symbol, heading=heading), -1
            owner = block.symbol if block.symbol != NO_SYMBOL else span.symbol
            yield Span(start=start, end=end, symbol=owner, heading=heading, whole=block.symbol != NO_SYMBOL), position
            line = end + 1
        if line <= span.end:
            yield Span(start=line, end=span.end, symbol=span.symbol, heading=heading), -1


def chunk_plain(source: Source, kind: ChunkKind, limits: SyntaxLimits) -> tuple[Chunk, ...]:
    """Paragraphs, small ones together, long ones cut; for files whose structure is not known."""
    if not source.line_count:
        return ()
    cutter = LineCutter(source, limits)
    pieces = (piece for paragraph in _list_paragraphs(source) for piece in cutter.cut(paragraph))
    return finish_chunks(cutter.merge(pieces, NO_SYMBOL), (), kind)


def _list_paragraphs(source: Source) -> Iterator[Span]:
    """Runs of lines up to the first blank line after text, with the blank lines that follow."""
    start, blank = 1, False
    for number, line in enumerate(source.lines, start=1):
        if not line.strip():
            blank = True
        elif blank and number > start:
            yield Span(start=start, end=number - 1)
            start, blank = number, False
        else:
            blank = False
    yield Span(start=start, end=source.line_count)
