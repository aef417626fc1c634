"""The syntax tree of one file as plain values, for readers that look at shapes which no query names.

Comments and all tokens are in it. It is as large as the file is long: read one, look at it, let it go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tree_sitter import TreeCursor

from repochat.syntax.grammars import GrammarError, get_parser
from repochat.syntax.languages import HEAD_BYTES, detect_language, get_language
from repochat.syntax.macros import blank_macros
from repochat.syntax.model import LIMITS, SyntaxLimits
from repochat.syntax.source import Source
from repochat.syntax.tree import ParseStoppedError, parse_tree


@dataclass(slots=True, eq=False)
class Node:
    """`start` and `end` are bytes, lines count from 1. `role` is its field within its parent, "" for none."""

    kind: str
    role: str
    start: int
    end: int
    start_line: int
    end_line: int
    is_named: bool
    parent: "Node | None"
    children: list["Node"] = field(default_factory=list["Node"])

    def child(self, name: str) -> "Node | None":
        """The first child in that field."""
        return next((each for each in self.children if each.role == name), None)

    def walk(self) -> Iterator["Node"]:
        """Itself and all below, in document order."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    @property
    def named(self) -> list["Node"]:
        """Children with a name in the grammar, comments put aside."""
        return [each for each in self.children if each.is_named and not is_comment(each)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTree:
    """`language` as `syntax` calls it; `has_error` when some of it could not be parsed."""

    language: str
    data: bytes
    root: Node
    has_error: bool

    def text(self, node: Node) -> str:
        return self.data[node.start : node.end].decode("utf-8", "replace")


def is_comment(node: Node) -> bool:
    return node.kind.endswith("comment") or node.kind == "haddock"


def read_nodes(
    path: str,
    data: bytes,
    *,
    language: str | None = None,
    near: Sequence[tuple[int, int]] | None = None,
    limits: SyntaxLimits = LIMITS,
) -> NodeTree | None:
    """None for what is no code, has no grammar, or stops the parser at a bound.

    `near` are runs of lines, both ends in: a node that touches none of them stands without its children.
    """
    named = get_language(language or detect_language(path, data[:HEAD_BYTES]))
    if named.chunker != "code" or Source(data).is_utf16:
        return None
    try:
        tree = parse_tree(get_parser(named.grammar), blank_macros(named.name, data), limits)
    except (GrammarError, ParseStoppedError):
        return None
    return NodeTree(
        language=named.name,
        data=data,
        root=_copy(tree.walk(), None if near is None else sorted(near)),
        has_error=tree.root_node.has_error,
    )


def _copy(cursor: TreeCursor, near: list[tuple[int, int]] | None) -> Node:
    root = parent = _take(cursor, None)
    if not cursor.goto_first_child():
        return root
    while True:
        node = _take(cursor, parent)
        parent.children.append(node)
        if (near is None or _touches(node, near)) and cursor.goto_first_child():
            parent = node
            continue
        while not cursor.goto_next_sibling():
            cursor.goto_parent()
            if parent.parent is None:
                return root
            parent = parent.parent


def _touches(node: Node, near: list[tuple[int, int]]) -> bool:
    return any(start <= node.end_line and node.start_line <= end for start, end in near)


def _take(cursor: TreeCursor, parent: Node | None) -> Node:
    node = cursor.node
    if node is None:
        raise AssertionError("a cursor stands on a node")
    return Node(
        kind=node.type,
        role=cursor.field_name or "",
        start=node.start_byte,
        end=node.end_byte,
        start_line=node.start_point.row + 1,
        end_line=node.end_point.row + 1,
        is_named=node.is_named,
        parent=parent,
    )
