"""What several files of one commit say together: gathered file by file, so that none is held."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.expectations import WORD, TestWords, list_tests
from repochat.thinking.hypotheses.model import Place, SourceFile
from repochat.thinking.hypotheses.raising import is_walkable
from repochat.thinking.hypotheses.shapes import list_functions, list_own, place_node, squeeze

_RAISE = re.compile(r"^(?:raise|throw)\s+(?:new\s+)?([\w.]+)")
_LANGUAGES = frozenset(("python", "javascript", "typescript", "tsx", "java"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPath:
    """A place that raises `error` in a function that tests may name."""

    function: str
    qualified_name: str
    error: str
    text: str
    is_walkable: bool
    language: str
    place: Place


@dataclass(slots=True)
class Project:
    """Grows by `add`.

    `tests` say what each test names and calls, `test_words` the words of each test file, `bases` the direct bases of
    each class by name.
    """

    errors: list[ErrorPath] = field(default_factory=list[ErrorPath])
    tests: list[TestWords] = field(default_factory=list[TestWords])
    test_words: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    bases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    definitions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, file: SourceFile) -> None:
        if file.is_test:
            own = {each.name for each in file.parsed.symbols}  # of these a test speaks when it says their names
            self.test_words[file.path] = frozenset(WORD.findall(file.content.decode("utf-8", "replace"))) - own
            self.tests += list_tests(file)
            return
        for symbol in file.parsed.symbols:
            if symbol.kind in ("function", "method", "constructor"):
                self.definitions[symbol.name] += 1
        if file.language in _LANGUAGES:
            self._add_bases(file)
            self._add_functions(file)

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
                    self.bases[file.tree.text(name)].update(WORD.findall(file.tree.text(above)))

    def _add_functions(self, file: SourceFile) -> None:
        by_line = {
            each.start_line: each for each in file.parsed.symbols if each.kind in ("function", "method", "constructor")
        }
        for function in list_functions(file):
            symbol = by_line.get(function.start_line)
            if symbol is not None and symbol.exported:
                self._add_errors(file, function, symbol.name, symbol.qualified_name)

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
                        is_walkable=is_walkable(file, node, function, match[1].rpartition(".")[2]),
                        language=file.language,
                        place=place_node(file, node, "the error"),
                    )
                )
