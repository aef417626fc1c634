"""A value is computed and thrown away, and computing it had no effect.

Reads: statements that are a call alone. Python: methods of strings that return a new one, on a receiver that is a
literal or was given a literal or `str(...)` in the same function; and `sorted(x)`, `reversed(x)`. Says nothing of
methods that an object of another type may have too.
"""

from collections.abc import Iterator

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, list_functions, list_own, place_node, squeeze

_PURE = frozenset(("sorted", "reversed", "zip", "enumerate"))
_STRING_METHODS = frozenset((
    "strip", "lstrip", "rstrip", "replace", "lower", "upper", "title", "format", "removeprefix", "removesuffix",
    "zfill", "encode", "splitlines", "capitalize", "casefold",
))  # fmt: skip


def find(file: SourceFile) -> Iterator[Suspicion]:
    if file.language != "python":
        return
    for function in list_functions(file):
        strings = _list_strings(file, function)
        for node in list_own(function):
            if node.kind == "expression_statement" and len(node.named) == 1 and node.named[0].kind == "call":
                what = _name_pure(file, node.named[0], strings)
                if what and not _is_expected_to_fail(file, node):
                    yield _tell(file, node, what)


def _list_strings(file: SourceFile, function: Node) -> set[str]:
    """Names that are given a string and nothing else in the function."""
    given: dict[str, bool] = {}
    for node in list_own(function):
        left, right = node.child("left"), node.child("right")
        if node.kind == "assignment" and left is not None and left.kind == "identifier" and right is not None:
            name, is_string = file.tree.text(left), right.kind in ("string", "concatenated_string")
            given[name] = is_string and given.get(name, True)
    return {name for name, is_string in given.items() if is_string}


def _name_pure(file: SourceFile, call: Node, strings: set[str]) -> str:
    function = call.child("function")
    if function is None:
        return ""
    if function.kind == "identifier" and file.tree.text(function) in _PURE:
        return file.tree.text(function)
    owner, name = function.child("object"), function.child("attribute")
    if owner is None or name is None or file.tree.text(name) not in _STRING_METHODS:
        return ""
    return file.tree.text(name) if owner.kind == "string" or file.tree.text(owner) in strings else ""


def _is_expected_to_fail(file: SourceFile, node: Node) -> bool:
    """Within `with raises(...)` or `try`, only whether it fails counts."""
    around = node.parent
    while around is not None:
        if around.kind == "try_statement" or (
            around.kind == "with_statement" and "raises" in file.tree.text(around)[:80]
        ):
            return True
        around = around.parent
    return False


def _tell(file: SourceFile, node: Node, name: str) -> Suspicion:
    return Suspicion(
        detector="result-unused",
        place=place_node(file, node, "the value is thrown away"),
        symbol=find_symbol(file, node.start_line),
        text=squeeze(file.tree.text(node)),
        title=f"The result of `{name}` is thrown away",
        body=f"`{name}` changes nothing and returns a new value, which nobody takes [1].",
        falsifier="Delete the line: if every test still passes, it has no effect, and what was meant never happens.",
        severity="medium",
        confidence=0.7,
    )
