"""Something that must be closed is opened into a local name, and the function neither closes it nor hands it on.

Reads: `x = open(...)` outside `with` (Python), `f, err := os.Open(...)` and what an `http.Get` gives (Go),
`new FileInputStream(...)` and its like outside try-with-resources (Java), `f = fopen(...)` and `open(...)` (C). Handed
on is: returned, yielded, given to a call other than its own methods, stored in anything that outlives the name.
"""

import re
from collections.abc import Iterator

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, list_functions, place_node, squeeze

_OPENERS = {
    "python": re.compile(
        r"(?:io\.|codecs\.|gzip\.|bz2\.)?open\(|socket\.socket\(|os\.fdopen\(|tempfile\.TemporaryFile\("
    ),
    "go": re.compile(r"os\.(?:Open|Create|OpenFile)\(|net\.Dial\w*\(|net\.Listen\w*\("),
    "java": re.compile(r"new\s+(?:FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|Socket)\b"),
    "c": re.compile(r"(?:fopen|fdopen|opendir|popen)\("),
}
_DECLARES = frozenset(
    ("assignment", "short_var_declaration", "variable_declarator", "init_declarator", "assignment_expression")
)
_CLOSES = re.compile(r"\.\s*(?:close|Close|detach|__exit__)\b")


def find(file: SourceFile) -> Iterator[Suspicion]:
    opener = _OPENERS.get(file.language)
    if opener is None or file.is_test:
        return
    for function in list_functions(file):
        body = function.child("body")
        for node in body.walk() if body is not None else ():
            left = node.child("left") or node.child("name") or node.child("declarator")
            right = node.child("right") or node.child("value")
            if node.kind not in _DECLARES or left is None or right is None or not opener.match(file.tree.text(right)):
                continue
            name = file.tree.text(left).split(",")[0].strip(" *")
            if not _is_local(file, function, node, name):
                continue
            if name.isidentifier() and name != "_" and not _is_kept(file, function, node, name):
                yield _tell(file, node, name)


def _is_local(file: SourceFile, function: Node, opened: Node, name: str) -> bool:
    """Java and C: a name that the function does not declare is a field or a global, closed elsewhere."""
    if opened.kind != "assignment_expression":
        return True
    return re.search(rf"[\w>\]*][\s*]+{re.escape(name)}\s*[;=,]", _read_before(file, function, opened)) is not None


def _read_before(file: SourceFile, function: Node, node: Node) -> str:
    return file.content[function.start : node.start].decode("utf-8", "replace")


def _is_kept(file: SourceFile, function: Node, opened: Node, name: str) -> bool:
    """Whether the name is closed, or goes anywhere but to its own methods, after it was opened."""
    for node in function.walk():
        if node.start < opened.end or node.children or file.tree.text(node) != name:
            continue
        if not _is_own_use(file, node):
            return True
    around = opened.parent
    while around is not None and around.start >= function.start:
        if around.kind in ("with_statement", "with_item", "resource", "resource_specification"):
            return True
        around = around.parent
    return any(_declares_outside(file, node, name) for node in function.walk())


def _is_own_use(file: SourceFile, node: Node) -> bool:
    """A method of it that is no end, or a question about it. C has no methods: reading and asking is a use."""
    parent = node.parent
    if parent is None or parent.kind in _QUESTIONS:
        return parent is not None
    if parent.kind in _MEMBERS and parent.children[0] is node:
        is_given = parent.parent is not None and parent.parent.kind == "argument_list"  # a method of it lives on
        return not is_given and _CLOSES.search(file.tree.text(parent)) is None
    if parent.kind == "method_invocation" and parent.child("object") is node:
        name = parent.child("name")
        return name is None or file.tree.text(name) != "close"
    if parent.kind == "for_statement":
        return parent.child("right") is node
    called = parent.parent.child("function") if parent.kind == "argument_list" and parent.parent is not None else None
    return file.language == "c" and called is not None and file.tree.text(called) in _C_READS


_QUESTIONS = frozenset((
    "binary_expression", "comparison_operator", "not_operator", "unary_expression", "parenthesized_expression",
))  # fmt: skip
_MEMBERS = frozenset(("attribute", "selector_expression", "field_access"))
_C_READS = frozenset((
    "fgets", "fread", "fwrite", "fprintf", "fscanf", "fseek", "ftell", "feof", "ferror", "readdir", "fputs", "fputc",
    "getline", "fflush", "fileno", "rewind", "setvbuf",
))  # fmt: skip


def _declares_outside(file: SourceFile, node: Node, name: str) -> bool:
    return node.kind in ("global_statement", "nonlocal_statement") and name in file.tree.text(node)


def _tell(file: SourceFile, node: Node, name: str) -> Suspicion:
    return Suspicion(
        detector="resource-not-closed",
        place=place_node(file, node, "opened here"),
        symbol=find_symbol(file, node.start_line),
        text=squeeze(file.tree.text(node)),
        title=f"`{name}` is opened and never closed",
        body=f"`{name}` is opened [1]; the function neither closes it nor hands it on.",
        falsifier="A test that calls the function often and counts what is open, or makes resource warnings errors.",
        severity="low",
        confidence=0.75,
    )
