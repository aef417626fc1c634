"""What several files of one commit say together: gathered file by file, so that none is held."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from repochat.syntax.nodes import Node
from repochat.thinking.changes.signatures import read_signature
from repochat.thinking.hypotheses.model import Place, SourceFile
from repochat.thinking.hypotheses.shapes import FUNCTIONS, find_symbol, list_functions, list_own, place_node, squeeze

_WORD = re.compile(r"[A-Za-z_]\w+")
_RAISE = re.compile(r"^(?:raise|throw)\s+(?:new\s+)?([\w.]+)")
_LANGUAGES = frozenset(("python", "javascript", "typescript", "tsx", "java"))
_EMPTY = {'""': "empty", "''": "empty", "[]": "empty", "{}": "empty", "()": "empty"}
_NONE = frozenset(("None", "null", "undefined", "nil", "NULL"))
_MUST = re.compile(
    r"\b(?P<name>[a-z_]\w*)\b`*\*?\s+(?:must|may|can|should)\s*(?:not|never|n't)\s+be"
    r"\s+(?P<not>None|null|nil|empty|negative|zero)\b"
    r"|\b(?P<name2>[a-z_]\w*)\b`*\*?\s+must\s+be\s+(?:a\s+)?"
    r"(?P<be>positive|non-negative|non-empty|greater than zero|greater than 0)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a function's documentation demands of a parameter. `refuses`: none, empty, negative, zero."""

    function: str
    language: str
    position: int
    name: str
    refuses: frozenset[str]
    words: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A literal that a call gives: by position, or by `keyword`."""

    function: str
    language: str
    position: int
    keyword: str
    kind: str
    symbol: str
    text: str
    is_member: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPath:
    """A place that raises `error` in a function that tests may name."""

    function: str
    qualified_name: str
    error: str
    text: str
    is_conditional: bool
    language: str
    place: Place


@dataclass(slots=True)
class Project:
    """Grows by `add`.

    `tests` are the words of each test, `test_words` of each test file, `bases` the direct bases of each class by name.
    """

    demands: list[Demand] = field(default_factory=list[Demand])
    given: list[Given] = field(default_factory=list[Given])
    errors: list[ErrorPath] = field(default_factory=list[ErrorPath])
    tests: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    test_words: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    bases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    definitions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, file: SourceFile) -> None:
        if file.is_test:
            own = {each.name for each in file.parsed.symbols}  # of these a test speaks when it says their names
            self.test_words[file.path] = frozenset(_WORD.findall(file.content.decode("utf-8", "replace"))) - own
            self.tests += [words - own for words in _list_tests(file)]
            return
        for symbol in file.parsed.symbols:
            if symbol.kind in ("function", "method", "constructor"):
                self.definitions[symbol.name] += 1
        if file.language in _LANGUAGES:
            self._add_bases(file)
            self._add_functions(file)
            self._add_calls(file)

    def list_ancestors(self, name: str) -> set[str]:
        """The class itself and all that it comes from, as far as this repository says."""
        found, waiting = {name}, [name]
        while waiting:
            fresh = self.bases.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found

    def _add_bases(self, file: SourceFile) -> None:
        for node in file.tree.root.walk():
            if node.kind in ("class_definition", "class_declaration") and (name := node.child("name")) is not None:
                above = (
                    node.child("superclasses")
                    or node.child("superclass")
                    or next((each for each in node.children if each.kind == "class_heritage"), None)
                )
                if above is not None:
                    self.bases[file.tree.text(name)].update(_WORD.findall(file.tree.text(above)))

    def _add_functions(self, file: SourceFile) -> None:
        by_line = {
            each.start_line: each for each in file.parsed.symbols if each.kind in ("function", "method", "constructor")
        }
        for function in list_functions(file):
            symbol = by_line.get(function.start_line)
            if symbol is None:
                continue
            if symbol.exported:
                self._add_errors(file, function, symbol.name, symbol.qualified_name)
            self._add_demands(file, function, symbol.name, symbol.doc)

    def _add_errors(self, file: SourceFile, function: Node, name: str, qualified_name: str) -> None:
        for node in list_own(function):
            match = (
                _RAISE.match(squeeze(file.tree.text(node)))
                if node.kind in ("raise_statement", "throw_statement")
                else None
            )
            if match is not None:
                self.errors.append(
                    ErrorPath(
                        function=name,
                        qualified_name=qualified_name,
                        error=match[1].rpartition(".")[2],
                        text=squeeze(file.tree.text(node)),
                        is_conditional=_is_conditional(node, function),
                        language=file.language,
                        place=place_node(file, node, "the error"),
                    )
                )

    def _add_demands(self, file: SourceFile, function: Node, name: str, doc: str) -> None:
        signature = read_signature(file.tree, function) if doc else None
        if signature is None:
            return
        names = [each.name for each in signature.parameters]
        for match in _MUST.finditer(doc):
            wanted = match["name"] or match["name2"]
            if wanted in names:
                self.demands.append(
                    Demand(
                        function=name,
                        language=file.language,
                        position=names.index(wanted),
                        name=wanted,
                        refuses=_REFUSES[match["not"] or match["be"]],
                        words=squeeze(match[0]),
                        place=Place(
                            path=file.path,
                            blob=file.blob,
                            start_line=function.start_line,
                            end_line=function.start_line,
                            why="what it demands",
                        ),
                    )
                )

    def _add_calls(self, file: SourceFile) -> None:
        for node in file.tree.root.walk():
            if node.kind not in ("call", "call_expression", "method_invocation"):
                continue
            called = node.child("function") or node.child("name")
            arguments = node.child("arguments")
            if called is None or arguments is None or called.kind in FUNCTIONS:
                continue
            for at, argument in enumerate(arguments.named):
                value = argument.child("value") if argument.kind == "keyword_argument" else argument
                kind = _classify(file.tree.text(value)) if value is not None else ""
                if kind:
                    keyword = argument.child("name") if argument.kind == "keyword_argument" else None
                    self.given.append(
                        Given(
                            function=squeeze(file.tree.text(called)).rpartition(".")[2],
                            language=file.language,
                            position=at,
                            keyword=file.tree.text(keyword) if keyword is not None else "",
                            kind=kind,
                            symbol=find_symbol(file, node.start_line),
                            text=squeeze(file.tree.text(node)),
                            is_member="." in file.tree.text(called),
                            place=place_node(file, node, "the call"),
                        )
                    )


def _list_tests(file: SourceFile) -> Iterator[frozenset[str]]:
    """Of each function of a test file with what stands above it; where tests are no functions with names, of all."""
    lines = file.content.split(b"\n")
    is_named = file.language in ("python", "java")
    tests = [each for each in file.parsed.symbols if is_named and each.kind in ("function", "method")]
    for test in tests:
        yield frozenset(_WORD.findall(b"\n".join(lines[test.doc_line - 1 : test.end_line]).decode("utf-8", "replace")))
    if not tests:
        yield frozenset(_WORD.findall(file.content.decode("utf-8", "replace")))


_REFUSES: Mapping[str, frozenset[str]] = {
    "None": frozenset(("none",)),
    "null": frozenset(("none",)),
    "nil": frozenset(("none",)),
    "empty": frozenset(("empty",)),
    "non-empty": frozenset(("empty",)),
    "negative": frozenset(("negative",)),
    "non-negative": frozenset(("negative",)),
    "zero": frozenset(("zero",)),
    "positive": frozenset(("negative", "zero")),
    "greater than zero": frozenset(("negative", "zero")),
    "greater than 0": frozenset(("negative", "zero")),
}


def _classify(text: str) -> str:
    text = text.strip()
    if text in _NONE:
        return "none"
    if text in _EMPTY:
        return "empty"
    if re.fullmatch(r"-\d[\d_.]*", text):
        return "negative"
    return "zero" if re.fullmatch(r"0(?:\.0*)?", text) else ""


def _is_conditional(node: Node, function: Node) -> bool:
    around = node.parent
    while around is not None and around is not function:
        if around.kind in ("if_statement", "elif_clause", "else_clause", "except_clause", "catch_clause"):
            return True
        around = around.parent
    return False
