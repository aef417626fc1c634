"""Shapes of code that several detectors ask for."""

from collections.abc import Iterator

from repochat.syntax.nodes import Node, is_comment
from repochat.thinking.changes.comparing import list_tokens
from repochat.thinking.changes.signatures import FUNCTIONS, squeeze
from repochat.thinking.hypotheses.model import Place, SourceFile

__all__ = [
    "FUNCTIONS",
    "find_symbol",
    "list_functions",
    "list_own",
    "list_tokens",
    "place_node",
    "squeeze",
    "statements",
]

_BLOCKS = frozenset(
    ("block", "statement_block", "compound_statement", "module", "source_file", "program", "statement_list")
)


def list_functions(file: SourceFile) -> list[Node]:
    """Functions with a body, nested ones too."""
    return [node for node in file.tree.root.walk() if node.kind in FUNCTIONS and node.child("body") is not None]


def list_own(function: Node) -> Iterator[Node]:
    """The nodes of its body without those of functions within, in document order."""
    body = function.child("body")
    waiting = list(reversed(body.children)) if body is not None else []
    while waiting:
        node = waiting.pop()
        if node.kind in FUNCTIONS:
            continue
        yield node
        waiting.extend(reversed(node.children))


def statements(block: Node) -> list[Node]:
    """Of a block, without comments; Go keeps them a step below."""
    found = [each for each in block.named if not is_comment(each)]
    if len(found) == 1 and found[0].kind == "statement_list":
        return statements(found[0])
    return found


def is_block(node: Node) -> bool:
    """A list of statements counts with what holds it, where that is a block."""
    is_inner = node.kind == "statement_list" and node.parent is not None and node.parent.kind == "block"
    return node.kind in _BLOCKS and not is_inner


def find_symbol(file: SourceFile, line: int) -> str:
    """The qualified name of the innermost definition around the line, "" outside any."""
    around = [each for each in file.parsed.symbols if each.start_line <= line <= each.end_line]
    return max(around, key=lambda each: (each.start_line, -each.end_line)).qualified_name if around else ""


def place_node(file: SourceFile, node: Node, why: str) -> Place:
    return Place(path=file.path, blob=file.blob, start_line=node.start_line, end_line=node.end_line, why=why)
