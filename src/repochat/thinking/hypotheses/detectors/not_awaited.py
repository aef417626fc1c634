"""A coroutine is made and never awaited, so its body does not run. Python.

Reads: statements that are a call alone, of a function or own method that is declared `async` in the same file and is
the only one of its name there. Scripts are not read: there the body runs, and not to wait for it is often meant.
"""

from collections.abc import Iterator

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import (
    FUNCTIONS,
    find_symbol,
    list_functions,
    list_own,
    place_node,
    squeeze,
)

_OWN = frozenset(("self", "cls"))


def find(file: SourceFile) -> Iterator[Suspicion]:
    if file.language != "python":
        return
    names = _list_async(file)
    for function in list_functions(file) if names else ():
        for node in list_own(function):
            if (
                node.kind != "expression_statement"
                or len(node.named) != 1
                or node.named[0].kind not in ("call", "call_expression")
            ):
                continue
            called = _find_called(file, node.named[0], function)
            if called in names:
                yield _tell(file, node, called[1])


def _is_async(function: Node) -> bool:
    return any(each.kind == "async" for each in function.children)


def _list_async(file: SourceFile) -> set[tuple[str, str]]:
    """(class or "", name) of those whose every definition in the file is async and no generator."""
    found: dict[tuple[str, str], bool] = {}
    for node in file.tree.root.walk():
        if node.kind in FUNCTIONS and (name := node.child("name")) is not None:
            key = _find_class(file, node), file.tree.text(name)
            is_plain = _is_async(node) and not any(
                each.kind in ("yield", "yield_expression", "*") for each in _list_all(node)
            )
            found[key] = found.get(key, True) and is_plain and not _is_decorated(node)
    return {key for key, is_async in found.items() if is_async}


def _list_all(function: Node) -> list[Node]:
    return [*function.children, *list_own(function)]


def _is_decorated(function: Node) -> bool:
    """A decorator may return anything."""
    return function.parent is not None and function.parent.kind == "decorated_definition"


def _find_class(file: SourceFile, node: Node) -> str:
    """The class that it is a member of; a function within a function is named by that."""
    around = node.parent
    while around is not None:
        if around.kind in FUNCTIONS:
            return f"{around.start}"
        if around.kind in ("class_definition", "class_declaration", "class"):
            name = around.child("name")
            return file.tree.text(name) if name is not None else ""
        around = around.parent
    return ""


def _find_called(file: SourceFile, call: Node, function: Node) -> tuple[str, str]:
    called = call.child("function")
    if called is None:
        return "", ""
    if called.kind == "identifier":
        return "", file.tree.text(called)
    owner = called.child("object")
    name = called.child("attribute") or called.child("property")
    if owner is not None and name is not None and file.tree.text(owner) in _OWN:
        return _find_class(file, function), file.tree.text(name)
    return "", ""


def _tell(file: SourceFile, node: Node, name: str) -> Suspicion:
    return Suspicion(
        detector="coroutine-not-awaited",
        place=place_node(file, node, "called without await"),
        symbol=find_symbol(file, node.start_line),
        text=squeeze(file.tree.text(node)),
        title=f"`{name}` is async and is called without await",
        body=f"`{name}` is declared async in this file; called so [1], its body never runs.",
        falsifier="A test that runs this line and looks for the effect of the call, or makes the call fail.",
        severity="medium",
        confidence=0.7,
    )
