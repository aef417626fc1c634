"""Runs a language's query over a tree and sorts what matched into definitions, scopes, references and the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from repochat.syntax.model import REFERENCE_KINDS, SYMBOL_KINDS, ReferenceKind, SymbolKind
from repochat.syntax.source import Source

_Captures = Mapping[str, list[Node]]
_ByteRange = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition, or a scope when `kind` is None, in bytes. `body` is where the body starts, -1 without one."""

    kind: SymbolKind | None
    name: str  # as written: may be qualified
    name_byte: int
    start: int
    end: int
    body: int
    pattern: int
    docs: tuple[_ByteRange, ...] = ()


class RawReference(NamedTuple):
    """A use of a name, its texts as written."""

    kind: ReferenceKind
    byte: int
    name: str
    qualifier: str


class RawImport(NamedTuple):
    """One import's texts as written. `tree` is a whole clause such as `a::{b, c as d}`, empty for plain imports."""

    byte: int
    module: str
    name: str
    alias: str
    tree: str


class Matches:
    """What a query found in one file. Comments and attachments (attributes, decorators) are byte ranges."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.definitions: dict[int, Definition] = {}  # by the byte where their name starts
        self.scopes: list[Definition] = []
        self.references: list[RawReference] = []
        self.imports: dict[int, RawImport] = {}  # by the byte of the most telling part
        self.branches: set[int] = set()
        self.exports: set[str] = set()  # names that another statement exports
        self.comments: list[_ByteRange] = []
        self.attachments: list[_ByteRange] = []

    def add_comment(self, nodes: list[Node]) -> None:
        self.comments.extend(node.byte_range for node in nodes)

    def add_attachment(self, nodes: list[Node]) -> None:
        self.attachments.extend(node.byte_range for node in nodes)

    def add_export(self, nodes: list[Node]) -> None:
        self.exports.update(self._source.text(*node.byte_range) for node in nodes)

    def add_branch(self, nodes: list[Node]) -> None:
        self.branches.update(node.start_byte for node in nodes)

    def add_references(self, kind: ReferenceKind, nodes: list[Node], captures: _Captures) -> None:
        qualifier = self._text(captures, "qualifier")
        for node in nodes:
            start, end = node.byte_range
            self.references.append(RawReference(kind, start, self._source.text(start, end), qualifier))

    def add_definition(self, kind: SymbolKind, node: Node, captures: _Captures, pattern: int) -> None:
        """Of several patterns that match one name as a definition the last in the file wins; docs are kept."""
        definition = self._read_definition(kind, node, captures, pattern)
        if definition is None:
            return
        before = self.definitions.get(definition.name_byte)
        if before is not None and before.pattern > pattern:
            before, definition = definition, before
        if before is not None and before.docs and not definition.docs:
            definition = replace(definition, docs=before.docs)
        self.definitions[definition.name_byte] = definition

    def add_scope(self, node: Node, captures: _Captures, pattern: int) -> None:
        scope = self._read_definition(None, node, captures, pattern)
        if scope is not None:
            self.scopes.append(scope)

    def add_import(self, captures: _Captures) -> None:
        """The same clause matched twice is one import: the match that says more wins."""
        byte = -1
        for part in ("import.tree", "import.module", "import.name"):
            if part in captures:
                byte = captures[part][0].start_byte
        found = RawImport(
            byte,
            self._text(captures, "import.module"),
            self._text(captures, "import.name"),
            self._text(captures, "import.alias"),
            self._text(captures, "import.tree"),
        )
        before = self.imports.get(byte)
        if before is None or sum(map(bool, found)) >= sum(map(bool, before)):
            self.imports[byte] = found

    def _read_definition(
        self, kind: SymbolKind | None, node: Node, captures: _Captures, pattern: int
    ) -> Definition | None:
        names = captures.get("name")
        if not names or names[0].start_byte == names[0].end_byte:  # the parser puts in what it misses, without text
            return None
        name = names[0]
        body = captures.get("body")
        return Definition(
            kind=kind,
            name=self._source.text(*name.byte_range),
            name_byte=name.start_byte,
            start=node.start_byte,
            end=node.end_byte,
            body=body[0].start_byte if body else _find_body(node, name),
            pattern=pattern,
            docs=tuple(doc.byte_range for doc in captures.get("doc", ())),
        )

    def _text(self, captures: _Captures, capture: str) -> str:
        nodes = captures.get(capture)
        return self._source.text(*nodes[0].byte_range) if nodes else ""


def collect_matches(query: Query, root: Node, source: Source) -> Matches:
    """Run the query over the tree below `root`."""
    found = Matches(source)
    roles = _plan(query, found)
    for pattern, captures in QueryCursor(query).matches(root):
        for capture, nodes in captures.items():
            act = roles.get(capture)
            if act is not None:
                act(nodes, captures, pattern)
    return found


_Action = Callable[[list[Node], _Captures, int], None]


def _plan(query: Query, found: Matches) -> dict[str, _Action]:
    """What to do with each capture of the query. `import.*` acts once, on the most telling part of the match."""
    plan: dict[str, _Action] = {}
    for number in range(query.capture_count):
        capture = query.capture_name(number)
        role, _, kind = capture.partition(".")
        act = _plan_role(role, kind, found)
        if act is not None:
            plan[capture] = act
    return plan


def _plan_role(role: str, kind: str, found: Matches) -> _Action | None:
    plain = {
        "attach": found.add_attachment,
        "branch": found.add_branch,
        "comment": found.add_comment,
        "export": found.add_export,
    }.get(role)
    if plain is not None:
        return lambda nodes, _captures, _pattern: plain(nodes)
    match role:
        case "reference" if kind in REFERENCE_KINDS:
            return lambda nodes, captures, _pattern: found.add_references(kind, nodes, captures)
        case "definition" if kind in SYMBOL_KINDS:
            return lambda nodes, captures, pattern: found.add_definition(kind, nodes[0], captures, pattern)
        case "scope":
            return lambda nodes, captures, pattern: found.add_scope(nodes[0], captures, pattern)
        case "import":
            return lambda _nodes, captures, _pattern: found.add_import(captures)
        case _:
            return None


def _find_body(node: Node, name: Node) -> int:
    """The body is a field of the definition, or of the node that holds the name when the definition wraps it."""
    body = node.child_by_field_name("body")
    if body is None and name.parent is not None:
        body = name.parent.child_by_field_name("body")
    return body.start_byte if body is not None else -1
