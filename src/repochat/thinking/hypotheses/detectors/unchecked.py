"""A result that says whether something failed is lost before anybody looks.

Reads: Go: `err` given by a call, and given again by the next statement of the same block that names it, without a look
between. C: the result of `malloc`, `calloc`, `realloc`, `strdup` or `fopen` that is used by the next statement naming
it as if it were there, and that nothing before or in that statement asks about.
"""

import re
from collections.abc import Iterator

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import DetectorName, SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, is_block, place_node, squeeze, statements

_ALLOCATES = re.compile(r"^(?:\([^()]*\)\s*)?(?:malloc|calloc|realloc|strdup|fopen)\s*\(")
_ASSIGNS = frozenset(("assignment_statement", "short_var_declaration"))


def find(file: SourceFile) -> Iterator[Suspicion]:
    if file.is_test or file.language not in ("go", "c"):
        return
    for node in file.tree.root.walk():
        if is_block(node):
            yield from _find_go(file, node) if file.language == "go" else _find_c(file, node)


def _find_go(file: SourceFile, block: Node) -> Iterator[Suspicion]:
    waiting: Node | None = None
    for statement in statements(block):
        text = file.tree.text(statement)
        gives = statement.kind in _ASSIGNS and _gives_error(file, statement)
        reads = re.search(r"\berr\b", _right(file, statement) if gives else text) is not None
        if waiting is not None and gives and not reads:
            yield _tell(file, waiting, statement)
        if gives:
            waiting = statement
        elif reads or statement.kind in ("return_statement", "labeled_statement"):
            waiting = None


def _gives_error(file: SourceFile, statement: Node) -> bool:
    left, right = statement.child("left"), statement.child("right")
    if left is None or right is None or not any(each.kind == "call_expression" for each in right.named):
        return False
    return "err" in [file.tree.text(each) for each in left.named]


def _right(file: SourceFile, statement: Node) -> str:
    right = statement.child("right")
    return file.tree.text(right) if right is not None else ""


def _tell(file: SourceFile, first: Node, second: Node) -> Suspicion:
    return Suspicion(
        detector="error-overwritten",
        place=place_node(file, first, "gives an error"),
        others=(place_node(file, second, "gives it again"),),
        symbol=find_symbol(file, first.start_line),
        text=squeeze(file.tree.text(first)),
        title="An error is overwritten before anybody looks",
        body="`err` is given here [1] and again there [2]; nothing reads it between.",
        falsifier="A test in which the first call fails: the caller must see that error.",
        severity="medium",
        confidence=0.7,
    )


def _find_c(file: SourceFile, block: Node) -> Iterator[Suspicion]:
    found = statements(block)
    for at, statement in enumerate(found[:-1]):
        if (name := _find_allocated(file, statement)) and (used := _find_first_use(file, name, found[at + 1 :])):
            yield _tell_c(file, statement, used, name)


def _find_allocated(file: SourceFile, statement: Node) -> str:
    """The plain name that a statement of the block gives an allocation."""
    if statement.kind not in ("declaration", "expression_statement"):
        return ""
    inner = statement.named[-1] if statement.named else None
    if inner is None or inner.kind not in ("init_declarator", "assignment_expression"):
        return ""
    left = inner.child("left") or inner.child("declarator")
    right = inner.child("right") or inner.child("value")
    if left is None or right is None or not _ALLOCATES.match(squeeze(file.tree.text(right))):
        return ""
    name = file.tree.text(left).strip("* ")
    return name if name.isidentifier() else ""


def _find_first_use(file: SourceFile, name: str, following: list[Node]) -> Node | None:
    """The next statement that names it, where that follows the pointer and asks nothing."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    for statement in following:
        text = file.tree.text(statement)
        if not word.search(text):
            continue
        follows = re.search(
            rf"\b{re.escape(name)}\s*(?:->|\[)|\*\s*{re.escape(name)}\s*=|mem(?:cpy|set)\(\s*{re.escape(name)}\b", text
        )
        asks = statement.kind not in ("expression_statement", "declaration") or re.search(
            rf"!\s*{re.escape(name)}\b|NULL", text
        )
        return statement if follows and not asks else None
    return None


_C_RULE: DetectorName = "allocation-unchecked"


def _tell_c(file: SourceFile, given: Node, used: Node, name: str) -> Suspicion:
    return Suspicion(
        detector=_C_RULE,
        place=place_node(file, given, "may be NULL"),
        others=(place_node(file, used, "used as if it were not"),),
        symbol=find_symbol(file, given.start_line),
        text=squeeze(file.tree.text(given)),
        title=f"`{name}` may be NULL and is used unasked",
        body=f"`{name}` is allocated here [1] and followed there [2] without a look whether it is there.",
        falsifier="Run it with an allocator that fails once: it must report the failure, not crash.",
        severity="low",
        confidence=0.7,
    )
