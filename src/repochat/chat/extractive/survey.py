"""What is known for one question: the index around its definitions, their docs and signatures, the commit's lines."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from repochat.catalog.piece import hash_term
from repochat.catalog.revision_store import StoredSymbol
from repochat.catalog.terms import light_words
from repochat.chat.extractive.asked import Asked
from repochat.chat.extractive.comments import find_comment_above
from repochat.chat.extractive.roles import is_aside, is_declaration, is_test
from repochat.chat.limits import ChatLimits
from repochat.chat.receipts.draft import Span, SpanRole
from repochat.chat.receipts.markdown import clean_text, clip
from repochat.chat.receipts.matching import find_code, find_prose, has_word, is_call
from repochat.chat.receipts.source_text import SourceText
from repochat.chat.receipts.symbol_lookup import list_siblings, list_symbols_in
from repochat.search import SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query
from repochat.syntax import REFERENCE_KINDS, SYMBOL_KINDS

HEADER_LINES_MAX = 16
_CONSTRUCTORS = frozenset(("__init__", "__new__", "constructor", "initialize", "__construct"))
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(\[*_<:])")
_TAG = re.compile(
    r"^\s*(?::(?:param|arg|argument|key|keyword|type|returns?|rtype|raises?|yields?|var|ivar|cvar)\b|[@\\](?!link\b)\w+"
    r"|[-*=~^]{3,}|(?:Args|Arguments|Parameters|Returns?|Raises|Usage|Examples?|Note|See|Panics|Errors|Safety)\s*:?:?\s*$)"
)
_OPEN, _CLOSE = re.compile(r"([(\[{]) "), re.compile(r" ([)\]}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place that refers to a definition. `source` is the symbol around it, or -1."""

    file: int
    line: int
    source: int
    target: int
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Text as it stands in lines, line breaks and comment marks aside."""

    text: str
    is_cut: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The material of one answer. `stored` holds the symbols whose docs and signatures were read."""

    index: HotIndex
    query: Query
    report: SearchReport
    asked: Asked
    stored: Mapping[int, StoredSymbol]
    source: SourceText
    limits: ChatLimits

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
        graph = self.index.graph
        targets = [*list_siblings(self.index, symbol), *self._twins(symbol), *self._constructors(symbol)]
        rows = np.flatnonzero(np.isin(graph.edge_target, targets))
        found: dict[tuple[int, int], Use] = {}
        for use in map(self._use, rows.tolist()):
            known = found.get((use.file, use.line))
            # A reference that fits several overloads shares its certainty among them: together they have all of it.
            confidence = min(1.0, use.confidence + (known.confidence if known else 0.0))
            if use.source not in targets:
                found[use.file, use.line] = replace(known or use, confidence=confidence)
        return sorted(found.values(), key=self._order)

    def list_mentions(self, symbol: int) -> list[Span]:
        """Lines elsewhere that hold the name, code before tests and documents; a bounded number of passages is read."""
        index, name = self.index, self.index.symbol_names[symbol]
        words = light_words(name)
        found = index.chunk_postings.units_of(hash_term(words[-1])) if words else np.empty(0, np.int32)
        asides = np.array([self._is_aside(int(index.chunk_file[chunk])) for chunk in found], bool)
        chunks = found[np.argsort(asides, kind="stable")]
        defined = {(int(index.symbol_file[s]), int(index.symbol_start[s])) for s in index.symbols_by_name[name.lower()]}
        spans: list[tuple[bool, Span]] = []
        for chunk in chunks[: self.limits.passages_read_max]:
            file, first = int(index.chunk_file[chunk]), int(index.chunk_start[chunk])
            lines = self.source.read_texts(index.paths[file], first, int(index.chunk_end[chunk]))
            spans += [
                (not is_call(name, line), Span(path=index.paths[file], start_line=number, end_line=number))
                for number, line in enumerate(lines, start=first)
                if has_word(name, line) and (file, number) not in defined
            ]
        return [span for _, span in sorted(spans, key=lambda found: found[0])]

    def _is_aside(self, file: int) -> bool:
        return self.is_test(file) is not self.query.wants_tests or is_aside(self.index, file)

    def list_calls(self, symbol: int) -> list[Use]:
        """What the definition calls, each once, in the order of its lines."""
        rows = np.flatnonzero(self.index.graph.edge_source == symbol)
        first: dict[int, Use] = {}
        for use in sorted(map(self._use, rows.tolist()), key=lambda use: (use.line, -use.confidence)):
            if use.target != symbol and use.kind == "call":
                first.setdefault(use.target, use)
        return list(first.values())

    def list_members(self, symbol: int) -> list[int]:
        """What the definition holds directly."""
        prefix = self.index.symbol_qualified[symbol] + "."
        start, end = self.lines_of(symbol)
        return [
            other
            for other in list_symbols_in(self.index, int(self.index.symbol_file[symbol]))
            if self.index.symbol_qualified[other] == prefix + self.index.symbol_names[other]
            and start <= self.index.symbol_start[other] <= end
        ]

    def _twins(self, symbol: int) -> list[int]:
        """The declarations of a definition in headers, and the other way round: who names one means both."""
        index = self.index
        is_header = is_declaration(index, int(index.symbol_file[symbol]))
        return [
            other
            for other in index.symbols_by_name[index.symbol_names[symbol].lower()]
            if index.symbol_qualified[other] == index.symbol_qualified[symbol]
            and is_declaration(index, int(index.symbol_file[other])) is not is_header
        ]

    def _constructors(self, symbol: int) -> list[int]:
        return [
            member
            for member in (self.list_members(symbol) if self.kind_of(symbol) in ("class", "struct", "object") else [])
            if self.index.symbol_names[member] in _CONSTRUCTORS or self.kind_of(member) == "constructor"
        ]

    def _use(self, row: int) -> Use:
        graph = self.index.graph
        return Use(
            file=int(graph.edge_file[row]),
            line=int(graph.edge_line[row]),
            source=int(graph.edge_source[row]),
            target=int(graph.edge_target[row]),
            kind=REFERENCE_KINDS[graph.edge_kind[row]],
            confidence=float(graph.edge_confidence[row]),
        )

    def _order(self, use: Use) -> tuple[bool, float, str, int]:
        return self._is_aside(use.file), -use.confidence, self.index.paths[use.file], use.line


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
