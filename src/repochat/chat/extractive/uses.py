"""What refers to a definition and what it refers to, as the graph of an index knows it."""

from dataclasses import dataclass, replace

import numpy as np

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import light_words
from repochat.chat.extractive.roles import is_aside, is_declaration, is_test
from repochat.chat.receipts.draft import Span
from repochat.chat.receipts.matching import has_word, is_call
from repochat.chat.receipts.source_text import SourceText
from repochat.chat.receipts.symbol_lookup import list_siblings, list_symbols_in
from repochat.search.hot import HotIndex
from repochat.syntax import REFERENCE_KINDS, SYMBOL_KINDS

_CONSTRUCTORS = frozenset(("__init__", "__new__", "constructor", "initialize", "__construct"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place that refers to a definition. `source` is the symbol around it, or -1."""

    file: int
    line: int
    source: int
    target: int
    kind: str
    confidence: float


def list_uses(index: HotIndex, symbol: int, *, wants_tests: bool = False) -> list[Use]:
    """References to the definition or its constructors from elsewhere, code before tests, then the surest first."""
    targets = list_meant(index, symbol)
    found: dict[tuple[int, int], Use] = {}
    for row in np.flatnonzero(np.isin(index.graph.edge_target, targets)).tolist():
        use = _read_use(index, row)
        known = found.get((use.file, use.line))
        # A reference that fits several overloads shares its certainty among them: together they have all of it.
        confidence = min(1.0, use.confidence + (known.confidence if known else 0.0))
        if use.source not in targets:
            found[use.file, use.line] = replace(known or use, confidence=confidence)
    return sorted(
        found.values(),
        key=lambda use: (
            _stands_aside(index, use.file, wants_tests=wants_tests),
            -use.confidence,
            index.paths[use.file],
            use.line,
        ),
    )


def list_meant(index: HotIndex, symbol: int) -> list[int]:
    """All that a reference to the definition may be tied to: its overloads, declarations and constructors."""
    return [*list_siblings(index, symbol), *list_twins(index, symbol), *_list_constructors(index, symbol)]


def list_mentions(
    index: HotIndex, source: SourceText, symbol: int, *, passages_max: int, wants_tests: bool = False
) -> list[Span]:
    """Lines elsewhere that hold the name, code before tests and documents; at most `passages_max` chunks are read."""
    name = index.symbol_names[symbol]
    words = light_words(name)
    found = index.chunk_postings.units_of(hash_term(words[-1])) if words else np.empty(0, np.int32)
    asides = [_stands_aside(index, int(index.chunk_file[chunk]), wants_tests=wants_tests) for chunk in found]
    chunks = found[np.argsort(np.array(asides, bool), kind="stable")]
    defined = {(int(index.symbol_file[s]), int(index.symbol_start[s])) for s in index.symbols_by_name[name.lower()]}
    spans: list[tuple[bool, Span]] = []
    for chunk in chunks[:passages_max]:
        file, first = int(index.chunk_file[chunk]), int(index.chunk_start[chunk])
        lines = source.read_texts(index.paths[file], first, int(index.chunk_end[chunk]))
        spans += [
            (not is_call(name, line), Span(path=index.paths[file], start_line=number, end_line=number))
            for number, line in enumerate(lines, start=first)
            if has_word(name, line) and (file, number) not in defined
        ]
    return [span for _, span in sorted(spans, key=lambda found: found[0])]


def list_calls(index: HotIndex, symbol: int) -> list[Use]:
    """What the definition calls, each once, in the order of its lines."""
    first: dict[int, Use] = {}
    uses = (_read_use(index, row) for row in np.flatnonzero(index.graph.edge_source == symbol).tolist())
    for use in sorted(uses, key=lambda use: (use.line, -use.confidence)):
        if use.target != symbol and use.kind == "call":
            first.setdefault(use.target, use)
    return list(first.values())


def list_calls_in(index: HotIndex, file: int, start_line: int, end_line: int) -> list[Use]:
    """What lines of a file call, each once, in the order of the lines."""
    graph = index.graph
    rows = (graph.edge_file == file) & (graph.edge_line >= start_line) & (graph.edge_line <= end_line)
    first: dict[str, Use] = {}
    for use in sorted((_read_use(index, row) for row in np.flatnonzero(rows).tolist()), key=_by_line):
        if use.kind == "call":
            first.setdefault(index.symbol_names[use.target], use)
    return list(first.values())


def _by_line(use: Use) -> tuple[int, float]:
    return use.line, -use.confidence


def list_members(index: HotIndex, symbol: int) -> list[int]:
    """What the definition holds directly."""
    prefix = index.symbol_qualified[symbol] + "."
    start, end = int(index.symbol_start[symbol]), int(index.symbol_end[symbol])
    return [
        other
        for other in list_symbols_in(index, int(index.symbol_file[symbol]))
        if index.symbol_qualified[other] == prefix + index.symbol_names[other]
        and start <= index.symbol_start[other] <= end
    ]


def _stands_aside(index: HotIndex, file: int, *, wants_tests: bool) -> bool:
    return is_test(index, file) is not wants_tests or is_aside(index, file)


def list_twins(index: HotIndex, symbol: int) -> list[int]:
    """The declarations of a definition in headers, and the other way round: who names one means both."""
    is_header = is_declaration(index, int(index.symbol_file[symbol]))
    return [
        other
        for other in index.symbols_by_name[index.symbol_names[symbol].lower()]
        if index.symbol_qualified[other] == index.symbol_qualified[symbol]
        and is_declaration(index, int(index.symbol_file[other])) is not is_header
    ]


def _list_constructors(index: HotIndex, symbol: int) -> list[int]:
    kind = SYMBOL_KINDS[index.symbol_kind[symbol]]
    return [
        member
        for member in (list_members(index, symbol) if kind in ("class", "struct", "object") else [])
        if index.symbol_names[member] in _CONSTRUCTORS or SYMBOL_KINDS[index.symbol_kind[member]] == "constructor"
    ]


def _read_use(index: HotIndex, row: int) -> Use:
    graph = index.graph
    return Use(
        file=int(graph.edge_file[row]),
        line=int(graph.edge_line[row]),
        source=int(graph.edge_source[row]),
        target=int(graph.edge_target[row]),
        kind=REFERENCE_KINDS[graph.edge_kind[row]],
        confidence=float(graph.edge_confidence[row]),
    )
