"""Sentences about how a repository is organised, from the map that was drawn of it: each cites lines that hold still.

The map is of one commit and the question may be of another: what its lines say there is taken only where the blob is
the same, and then proven like everything else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename
from typing import Literal

from repochat.catalog.thinking.repo_map import (
    CommandKind,
    EntryPoint,
    MapEvidence,
    MapModule,
    PublicSymbol,
    Purpose,
    RepoMap,
)
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.grounding import COUNTED
from repochat.chat.receipts.markdown import clean_text, clip, code_span, escape_text
from repochat.chat.receipts.source_text import SourceText

MapQuestion = Literal["organised", "entries", "test", "build", "lint", "dependents", "cycles"]

ITEMS_MAX = 14
CODE_CHARS_MAX = 160
WORD_CHARS_MIN = 3
_WHOLE = (
    r"(?:this|the|that|it|its|our|your)?\s*(?:whole\s+|entire\s+)?"
    r"(?:repo(?:sitory)?|project|code\s?base|code|source(?:\s+code)?|package|library)"
)
_HOW = r"\bhow\s+(?:do|can|should|would|to)\b"
_WHICH_ENTRIES = r"\b(?:what|which|where|list|show)\b.{0,30}\bentry[\s-]?points\b"
_IS_ORGANISED = rf"\bhow\s+is\s+(?:it|this|{_WHOLE})\s+(?:organi[sz]ed|structured|laid\s+out|arranged)\b"
_STRUCTURE_OF = rf"\b(?:structure|organi[sz]ation|layout|architecture|overview)\s+of\s+{_WHOLE}\s*\??$"
_ITS_PARTS = r"\bwhat\s+are\s+(?:the|its)\s+(?:main\s+)?(?:modules|components|layers|parts)\s*\??$"
_PATTERNS: tuple[tuple[MapQuestion, str], ...] = (
    ("cycles", r"\b(?:import|dependency)\s+cycles?\b|\b(?:circular|cyclic)\s+(?:imports?|dependenc\w+)\b"),
    (
        "dependents",
        r"\b(?:what|which)\s+(?:modules?|packages?|parts?|files?|components?)\s+(?:depends?|rel(?:y|ies)|leans?)\s+(?:up)?on\b",
    ),
    (
        "entries",
        rf"{_WHICH_ENTRIES}|\bentry[\s-]?points?\s+(?:of|in|to|into)\s+(?:it|this|{_WHOLE})\b",
    ),
    ("test", rf"{_HOW}.{{0,20}}\b(?:run|execute|start|launch)\b.{{0,20}}\btests?\b"),
    ("lint", rf"{_HOW}.{{0,20}}\b(?:lint|type-?check|format)\s+(?:it|{_WHOLE})\b"),
    ("build", rf"{_HOW}.{{0,14}}\b(?:build|compile)\s+(?:it|{_WHOLE})\b"),
    ("organised", f"{_IS_ORGANISED}|{_STRUCTURE_OF}|{_ITS_PARTS}"),
)
_KINDS: tuple[tuple[MapQuestion, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS
)
_ENTRY_WORDS = {
    "script": "A command is declared in",
    "binary": "A binary is declared in",
    "main": "Running begins in",
    "package": "What others use begins in",
    "route": "A route is registered in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Says what holds at the commit that is asked about."""

    source: SourceText

    def holds(self, evidence: MapEvidence) -> bool:
        return self.source.find_blob(evidence.path) == evidence.blob

    def show_line(self, evidence: MapEvidence) -> str:
        lines = self.source.read_texts(evidence.path, evidence.start_line, evidence.start_line)
        return code_span(clip(clean_text(lines[0]), CODE_CHARS_MAX)[0]) if lines else "``"

    def show(self, symbol: PublicSymbol) -> str:
        """Its name, where it stands, and what is said of it there."""
        where = f"{code_span(symbol.path)} (line {symbol.evidence.start_line})"
        said = f": “{escape_text(symbol.doc)}”" if symbol.doc else f": {self.show_line(symbol.evidence)}."
        return f"{code_span(symbol.name)} in {where}{said}"

    def tell(self, opening: str, evidence: MapEvidence) -> Draft:
        """`opening`, where, and the line itself."""
        where = f"{code_span(evidence.path)} line {evidence.start_line}"
        text = f"{opening} {where}: {self.show_line(evidence)}."
        return Draft(text=text, spans=(_span(evidence),), is_item=True)


def find_map_question(question: str) -> MapQuestion | None:
    """What of the map a question asks for; None for questions that no map answers."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), None)


def write_organised(kind: MapQuestion, question: str, drawn: RepoMap, source: SourceText) -> list[Draft]:
    """The answer as drafts, a heading and its items; [] when the map has nothing on it that holds."""
    teller = _Teller(source=source)
    if kind == "organised":
        items = list(_write_modules(teller, drawn))
    elif kind == "entries":
        items = [_write_entry(teller, entry) for entry in drawn.entry_points if teller.holds(entry.evidence)]
    elif kind == "cycles":
        items = list(_write_cycles(teller, drawn))
    elif kind == "dependents":
        items = list(_write_dependents(teller, question, drawn))
    else:
        items = list(_write_commands(teller, kind, drawn))
    return [*_write_heading(kind, drawn, items), *items[:ITEMS_MAX]] if items else []


def write_module(module: MapModule, source: SourceText) -> Iterator[Draft]:
    """What the map knows of one module, as sentences: what it says of itself, what it offers, and what it leans on."""
    teller = _Teller(source=source)
    if module.purpose is not None and teller.holds(module.purpose.evidence):
        yield _quote_purpose(module, module.purpose)
    for symbol in module.public:
        if teller.holds(symbol.evidence):
            yield Draft(text=f"It offers {teller.show(symbol)}", spans=(_span(symbol.evidence, symbol.name),))
    for link in module.depends_on:
        for evidence in link.evidence[:1]:
            if teller.holds(evidence):
                yield teller.tell("It depends on another module in", evidence)


def _write_heading(kind: MapQuestion, drawn: RepoMap, items: Sequence[Draft]) -> Iterator[Draft]:
    if kind == "organised":
        code = [module for module in drawn.modules if module.role == "code"]
        counts = (str(len(code)), str(len(drawn.layers)))
        text = f"The code has {counts[0]} modules in {counts[1]} layers, {COUNTED}. The largest first:"
        yield Draft(text=text, spans=items[0].spans, counted=counts)


def _write_modules(teller: _Teller, drawn: RepoMap) -> Iterator[Draft]:
    """Those of the code, the largest first: what each is for, or what it offers where it does not say."""
    code = [module for module in drawn.modules if module.role == "code"]
    for module in sorted(code, key=lambda module: -module.lines):
        if module.purpose is not None and teller.holds(module.purpose.evidence):
            yield _quote_purpose(module, module.purpose)
        elif offered := next((symbol for symbol in module.public if teller.holds(symbol.evidence)), None):
            yield Draft(text=teller.show(offered), spans=(_span(offered.evidence, offered.name),), is_item=True)


def _quote_purpose(module: MapModule, purpose: Purpose) -> Draft:
    """Of a module that says nothing of itself, what is said of its most used definition."""
    folder = f"{module.path.removesuffix('/*')}/"
    is_in = purpose.source != "symbol" and purpose.evidence.path.startswith(folder)
    where = code_span(folder if is_in else purpose.evidence.path)
    about = f"a definition in {where}" if purpose.source == "symbol" else where
    return Draft(text=f"{about}: “{escape_text(purpose.text)}”", spans=(_span(purpose.evidence),), is_item=True)


def _write_entry(teller: _Teller, entry: EntryPoint) -> Draft:
    return teller.tell(_ENTRY_WORDS[entry.kind], entry.evidence)


def _write_commands(teller: _Teller, kind: CommandKind, drawn: RepoMap) -> Iterator[Draft]:
    for command in drawn.commands:
        if command.kind == kind and teller.holds(command.evidence):
            usual = "The usual command there is" if command.is_usual else "Run"
            yield teller.tell(f"{usual} {escape_text(command.command)}, by", command.evidence)


def _write_cycles(teller: _Teller, drawn: RepoMap) -> Iterator[Draft]:
    for cycle in drawn.cycles:
        for each in cycle.imports:
            if teller.holds(each.evidence):
                late = " late" if each.is_late else ""
                yield teller.tell(f"A cycle is closed{late} by the import in", each.evidence)


def _write_dependents(teller: _Teller, question: str, drawn: RepoMap) -> Iterator[Draft]:
    """Modules that lean on the one that the question names, the heaviest first."""
    named = _find_module(question, drawn)
    if named is None:
        return
    links = [(link, module) for module in drawn.modules for link in module.depends_on if link.path == named.path]
    for link, _ in sorted(links, key=lambda pair: -pair[0].weight):
        for evidence in link.evidence[:1]:
            if teller.holds(evidence):
                yield teller.tell(f"{escape_text(named.name)} is depended on in", evidence)


def _find_module(question: str, drawn: RepoMap) -> MapModule | None:
    """The module whose path, or else whose name, stands in the question; the largest of several."""
    words = {word.strip("`'\"?.,()").lower() for word in question.split()}
    words = {word.rstrip("/") for word in words if len(word) >= WORD_CHARS_MIN}
    by_size = sorted(drawn.modules, key=lambda module: (module.role != "code", -module.lines))
    by_path = next((module for module in by_size if module.path.lower() in words), None)
    return by_path or next((module for module in by_size if words & _list_names(module)), None)


def _list_names(module: MapModule) -> set[str]:
    last = basename(module.path.removesuffix("/*")).rstrip("*_-")
    return {module.name.lower(), last.lower(), last.split(".")[0].lower()} - {""}


def _span(evidence: MapEvidence, symbol: str = "") -> Span:
    return Span(path=evidence.path, start_line=evidence.start_line, end_line=evidence.end_line, symbol=symbol)
