"""One file to one syntax tree, within a time and a nesting bound."""

import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from tree_sitter import Node, Parser, Tree, TreeCursor

from repochat.syntax.model import SyntaxLimits

# The binding asks for text again for every predicate and copies what it gets, so small slices are several times faster.
_SLICE_BYTES: Final = 256
_FLAT_CHILDREN_MAX: Final = 4000
_NOT_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"()[]{}")
_STEP: Final = {byte: 1 if byte in b"([{" else -1 for byte in b"()[]{}"}


class ParseStoppedError(Exception):
    """Parsing ended at a bound; `problem` is its code in ParsedFile.problems."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_tree(parser: Parser, data: bytes, limits: SyntaxLimits) -> Tree:
    """The tree of `data`. Raises ParseStoppedError: `timeout`, `too_deep`, or `syntax_error` (too broken to query)."""
    tree = _parse(parser, data, limits)
    if tree.root_node.has_error and _has_flat_error(tree.walk()):
        raise ParseStoppedError("syntax_error")
    if _count_open_brackets(data) > limits.nesting_max and _is_deeper(tree.walk(), limits.nesting_max):
        raise ParseStoppedError("too_deep")
    return tree


def _parse(parser: Parser, data: bytes, limits: SyntaxLimits) -> Tree:
    deadline = time.monotonic() + limits.parse_timeout_ms / 1000

    def read(offset: int, _point: object) -> bytes:
        return data[offset : offset + _SLICE_BYTES]

    def is_late(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001 - the binding calls it by position
        return time.monotonic() > deadline

    try:
        return parser.parse(read, progress_callback=is_late)
    except ValueError as error:
        parser.reset()
        raise ParseStoppedError("timeout") from error


def _count_open_brackets(data: bytes) -> int:
    """The most brackets open at once, counted in the bytes: cheap, and wrong only about brackets in text."""
    brackets = data.translate(None, _NOT_BRACKETS)
    depths = list(accumulate(map(_STEP.__getitem__, brackets), initial=0))
    return max(depths) - min(depths)


def _has_flat_error(cursor: TreeCursor) -> bool:
    """Whether an error node holds so many children that a query over them would take quadratic time."""
    return any(
        node.is_error and node.child_count > _FLAT_CHILDREN_MAX for node in _walk(cursor, lambda node: node.has_error)
    )


def _is_deeper(cursor: TreeCursor, nesting_max: int) -> bool:
    return any(cursor.depth > nesting_max for _ in _walk(cursor, lambda node: node.child_count > 0))


def _walk(cursor: TreeCursor, enters: Callable[[Node], bool]) -> Iterator[Node]:
    """Nodes in document order, without recursion, below those that `enters` accepts."""
    while (node := cursor.node) is not None:
        yield node
        if enters(node) and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
