"""Files made of titled parts: headings become sections that nest by level, and chunks follow them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from repochat.syntax.chunking import chunk_outline
from repochat.syntax.languages import Language
from repochat.syntax.model import NO_SYMBOL, ParsedFile, Symbol, SymbolKind, SyntaxLimits
from repochat.syntax.source import Source
from repochat.syntax.symbols import Block, Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where a titled part starts. `end_line` is 0 when it ends where the next of its level or above starts."""

    line: int
    level: int
    title: str
    signature: str = ""
    doc: str = ""
    end_line: int = 0


HeadingFinder = Callable[[Source], Iterator[Heading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStyle:
    """How the parts of a kind of file are found and shown."""

    find: HeadingFinder
    kind: SymbolKind = "section"
    joint: str = " > "
    reads_lead: bool = False  # whether the first paragraph says what the part is about


def parse_sections(source: Source, language: Language, limits: SyntaxLimits, style: SectionStyle) -> ParsedFile:
    """Sections as symbols, and chunks along them."""
    outline = _build_outline(list(style.find(source)), source, limits, style)
    return ParsedFile(
        language=language.name,
        lines=source.line_count,
        symbols=outline.symbols,
        chunks=chunk_outline(source, outline, limits, kind=language.kind, joint=style.joint),
    )


def _build_outline(headings: list[Heading], source: Source, limits: SyntaxLimits, style: SectionStyle) -> Outline:
    ends = _find_ends(headings, source)
    symbols: list[Symbol] = []
    blocks: list[Block] = []
    around: list[int] = []  # open sections, outermost first
    for position, heading in enumerate(headings):
        while around and (headings[around[-1]].level >= heading.level or ends[around[-1]] < heading.line):
            around.pop()
        parent = around[-1] if around else NO_SYMBOL
        path = [headings[place].title for place in around] + [heading.title]
        symbols.append(
            Symbol(
                kind=style.kind,
                name=heading.title,
                qualified_name=style.joint.join(path),
                signature=(heading.signature or heading.title)[: limits.signature_chars_max],
                doc=(_read_lead(source, heading.line, ends[position]) if style.reads_lead else heading.doc)[
                    : limits.doc_chars_max
                ],
                doc_line=heading.line,
                start_line=heading.line,
                end_line=ends[position],
                parent=parent,
            )
        )
        blocks.append(
            Block(
                symbol=position,
                owner=position,
                parent=parent,
                start=source.line_start(heading.line),
                end=0,
                start_line=heading.line,
                end_line=ends[position],
                header=heading.title,
            )
        )
        around.append(position)
    return Outline(symbols=tuple(symbols), blocks=tuple(blocks))


def _find_ends(headings: list[Heading], source: Source) -> list[int]:
    """The last line of each section: before the next one of its level or above."""
    ends = [source.line_count] * len(headings)
    waiting: list[int] = []
    for position, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].level >= heading.level:
            ends[waiting.pop()] = heading.line - 1
        waiting.append(position)
    return [heading.end_line or _trim(source, heading.line, end) for heading, end in zip(headings, ends, strict=True)]


def _trim(source: Source, start: int, end: int) -> int:
    """The last line that is not blank."""
    while end > start and not source.lines[end - 1].strip():
        end -= 1
    return end


def _read_lead(source: Source, line: int, end: int) -> str:
    """The first paragraph below a heading, which says what the section is about."""
    words: list[str] = []
    for text in source.lines[line : min(end, line + 12)]:
        stripped = text.strip()
        if words and (not stripped or stripped.startswith(("#", "```", "..", "|"))):
            break
        if stripped and any(map(str.isalnum, stripped)) and not stripped.startswith(("#", "```", ".. ", "<")):
            words.append(stripped)
    return " ".join(words)
