"""Mutable defaults that their function changes. One that is only read is a habit; one that is changed is a mistake."""

import ast

__all__ = ["is_changed"]

_CHANGES = frozenset(
    (
        "add", "append", "appendleft", "clear", "discard", "extend", "insert", "intersection_update", "pop", "popitem",
        "remove", "reverse", "setdefault", "sort", "update",
    )
)  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_changed(content: bytes, line: int, column: int) -> bool:
    """Whether the default at `line` (from 1) and `column` (from 0, in characters) is changed within its function.

    A name that is bound anew is not followed. What Python itself cannot parse has no such default.
    """
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, Function):
            name = _find_parameter(node, content, line, column)
            if name is not None:
                return any(_changes(child, name) for child in ast.walk(node))
    return False


def _find_parameter(function: Function, content: bytes, line: int, column: int) -> str | None:
    positional = [*function.args.posonlyargs, *function.args.args]
    without = len(positional) - len(function.args.defaults)
    pairs = [*zip(positional[without:], function.args.defaults, strict=True)]
    pairs += [
        (one, default)
        for one, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        if default
    ]
    for parameter, default in pairs:
        if default.lineno == line and _count_characters(content, line, default.col_offset) == column:
            return parameter.arg
    return None


def _count_characters(content: bytes, line: int, offset: int) -> int:
    return len(content.split(b"\n")[line - 1][:offset].decode("utf-8", "replace"))


def _changes(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr=attribute)):
            return found == name and attribute in _CHANGES
        case ast.Subscript(value=ast.Name(id=found), ctx=ast.Store() | ast.Del()):
            return found == name
        case ast.AugAssign(target=ast.Name(id=found)):
            return found == name
        case _:
            return False
