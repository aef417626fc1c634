"""What is known for one question: the index around its definitions, their docs and signatures, the commit's lines."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from repochat.catalog.revision_store import StoredSymbol
from repochat.chat.extractive.asked import Asked
from repochat.chat.extractive.comments import find_comment_above
from repochat.chat.extractive.roles import is_test
from repochat.chat.extractive.uses import Use, list_calls, list_members, list_mentions, list_uses
from repochat.chat.limits import ChatLimits
from repochat.chat.pinned import SelectedLines
from repochat.chat.receipts.draft import Span, SpanRole
from repochat.chat.receipts.markdown import clean_text, clip
from repochat.chat.receipts.matching import find_code, find_prose
from repochat.chat.receipts.source_text import SourceText
from repochat.search import SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.syntax import SYMBOL_KINDS

HEADER_LINES_MAX = 16
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(\[*_<:])")
_TAG = re.compile(
    r"^\s*(?::(?:param|arg|argument|key|keyword|type|returns?|rtype|raises?|yields?|var|ivar|cvar)\b|[@\\](?!link\b)\w+"
    r"|[-*=~^]{3,}|(?:Args|Arguments|Parameters|Returns?|Raises|Usage|Examples?|Note|See|Panics|Errors|Safety)\s*:?:?\s*$)"
)
_OPEN, _CLOSE = re.compile(r"([(\[{]) "), re.compile(r" ([)\]}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Text as it stands in lines, line breaks and comment marks aside."""

    text: str
    is_cut: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The material of one answer. `stored` holds the symbols whose docs and signatures were read.

    `selected` are the lines that the question is about, if it is about some.
    """

    index: HotIndex
    query: Query
    report: SearchReport
    asked: Asked
    stored: Mapping[int, StoredSymbol]
    source: SourceText
    limits: ChatLimits
    selected: SelectedLines | None = None

    def path_of(self, symbol: int) -> str:
        return self.index.paths[self.index.symbol_file[symbol]]

    def name_of(self, symbol: int) -> str:
        """Qualified; of a section of a document its own title."""
        names = self.index.symbol_names if self.kind_of(symbol) == "section" else self.index.symbol_qualified
        return clip(clean_text(names[symbol]), self.limits.name_chars_max)[0]

    def kind_of(self, symbol: int) -> str:
        return SYMBOL_KINDS[self.index.symbol_kind[symbol]]

    def lines_of(self, symbol: int) -> tuple[int, int]:
        return int(self.index.symbol_start[symbol]), int(self.index.symbol_end[symbol])

    def is_test(self, file: int) -> bool:
        return is_test(self.index, file)

    def span(self, symbol: int, first: int, last: int, role: SpanRole = "place") -> Span:
        """Lines of the file of `symbol`, in its name."""
        return Span(
            path=self.path_of(symbol),
            start_line=first,
            end_line=last,
            symbol=self.index.symbol_qualified[symbol],
            role=role,
        )

    def place(self, file: int, line: int, source: int) -> Span:
        """One line that refers to something, in the name of the symbol around it."""
        symbol = self.index.symbol_qualified[source] if source >= 0 else ""
        return Span(path=self.index.paths[file], start_line=line, end_line=line, symbol=symbol, role="reference")

    def find_header(self, symbol: int) -> tuple[str, Span]:
        """The signature as the lines have it, and these lines: at least the first one."""
        start, end = self.lines_of(symbol)
        lines = self.source.read_texts(self.path_of(symbol), start, min(end, start + HEADER_LINES_MAX))
        stored = self.stored.get(symbol)
        whole = clean_text(stored.signature) if stored else ""
        signature = _CLOSE.sub(r"\1", _OPEN.sub(r"\1", clip(whole, self.limits.code_chars_max)[0]))
        found = find_code(lines, signature)
        if found is None:
            first = clean_text(lines[0]) if lines else ""
            return clip(first, self.limits.code_chars_max)[0], self.span(symbol, start, start, "definition")
        return signature, self.span(symbol, start + found[0], start + found[1], "definition")

    def find_name_line(self, symbol: int) -> Span:
        """The line of the definition that holds its name; its first line when none does."""
        start, end = self.lines_of(symbol)
        name = self.index.symbol_names[symbol]
        lines = self.source.read_texts(self.path_of(symbol), start, min(end, start + HEADER_LINES_MAX))
        at = next((number for number, line in enumerate(lines) if name in line), 0)
        return self.span(symbol, start + at, start + at, "definition")

    def find_doc(self, symbol: int) -> Quote | None:
        """The first sentence or two of its doc, where the lines around the definition hold them."""
        stored = self.stored.get(symbol)
        if stored is None:
            return None
        start, end = self.lines_of(symbol)
        above = max(1, start - self.limits.doc_reach_lines)
        first, lines = (
            above,
            self.source.read_texts(self.path_of(symbol), above, min(end, start + HEADER_LINES_MAX * 4)),
        )
        doc = stored.doc or find_comment_above(lines[: start - first])
        for said, is_cut in iter_openings(doc, self.limits.quote_chars_max):
            found = _find_nearest(lines, said, start - first)
            if found is not None:
                return Quote(
                    text=said, is_cut=is_cut, span=self.span(symbol, first + found[0], first + found[1], "doc")
                )
        return None

    def list_uses(self, symbol: int) -> list[Use]:
        """References to the definition or its constructors from elsewhere, the surest first, code before tests."""
        return list_uses(self.index, symbol, wants_tests=self.query.wants_tests)

    def list_mentions(self, symbol: int) -> list[Span]:
        """Lines elsewhere that hold the name, code before tests and documents; a bounded number of passages is read."""
        wants_tests, passages_max = self.query.wants_tests, self.limits.passages_read_max
        return list_mentions(self.index, self.source, symbol, passages_max=passages_max, wants_tests=wants_tests)

    def list_calls(self, symbol: int) -> list[Use]:
        """What the definition calls, each once, in the order of its lines."""
        return list_calls(self.index, symbol)

    def list_members(self, symbol: int) -> list[int]:
        """What the definition holds directly."""
        return list_members(self.index, symbol)


def iter_openings(doc: str, chars_max: int) -> Iterator[tuple[str, bool]]:
    """The openings of a doc worth quoting, the fullest first, and whether each stops inside a sentence."""
    paragraph = clean_text(" ".join(_first_paragraph(doc)))
    sentences = _SENTENCE_END.split(paragraph)
    for count in (2, 1):
        said = " ".join(sentences[:count])
        if said and len(said) <= chars_max and (count == 1 or len(sentences) > 1):
            yield said, False
    said, is_cut = clip(sentences[0], chars_max)
    if is_cut:
        yield said, True
    line = clean_text(next(_first_paragraph(doc), ""))
    if line:
        yield clip(line, chars_max)[0], line != paragraph


def _first_paragraph(doc: str) -> Iterator[str]:
    started = False
    for line in doc.split("\n"):
        if _TAG.match(line) and started:
            return
        if line.strip() and not _TAG.match(line):
            started = True
            yield line
        elif started:
            return


def _find_nearest(lines: list[str], said: str, start: int) -> tuple[int, int] | None:
    """Inside the definition first, then the last occurrence above it."""
    inside = find_prose(lines[start:], said)
    if inside is not None:
        return start + inside[0], start + inside[1]
    for first in range(start - 1, -1, -1):
        found = find_prose(lines[first:start], said)
        if found is not None:
            return first + found[0], first + found[1]
    return None
