"""Whether a raise is an error path that a test can walk: on a condition, going out, on this machine."""

import re
from itertools import pairwise

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.expectations import WORD, list_builtin_ancestors
from repochat.thinking.hypotheses.model import SourceFile

_CONDITIONS = frozenset(("if_statement", "elif_clause", "else_clause", "except_clause", "catch_clause"))
_CATCHES = frozenset(("except_clause", "catch_clause"))
_CATCH_ALL = frozenset(("Exception", "BaseException", "Throwable", "RuntimeException"))
_MACHINE = re.compile(r"\bplatform\b|\bos\.name\b|\btypeof [A-Z]|\bhasattr\(\s*(?:os|sys|socket|select|signal|ssl)\b")
_NEVER = re.compile(r"impossible|unreachable|never (?:happen|reach)|(?:not|n't) (?:happen|be reached)")
_WRAPS = re.compile(r"\(\s*\w*\s*\)\s*;?\s*$")
_LINES_ABOVE = 3


def is_walkable(file: SourceFile, node: Node, function: Node, error: str) -> bool:
    """Not what its own function catches or hands on, what hangs on the machine, or what is said to be impossible."""
    return (
        _is_conditional(node, function)
        and not _is_caught(file, node, function, error)
        and not _is_wrapped(file, node, function)
        and not _hangs_on_machine(file, node, function)
        and not _is_said_impossible(file, node)
    )


def _list_around(node: Node, function: Node) -> list[Node]:
    """From the node to the function, the innermost first."""
    found = [node]
    while (around := found[-1].parent) is not None and around is not function:
        found.append(around)
    return found


def _is_conditional(node: Node, function: Node) -> bool:
    return any(each.kind in _CONDITIONS for each in _list_around(node, function)[1:])


def _is_caught(file: SourceFile, node: Node, function: Node, error: str) -> bool:
    names = {error, *list_builtin_ancestors(error)} | _CATCH_ALL
    chain = _list_around(node, function)
    for inner, around in pairwise(chain):
        if around.kind == "try_statement" and around.child("body") is inner:
            heads = [_read_head(file, each) for each in around.children if each.kind in _CATCHES]
            if any(names & set(WORD.findall(head)) or not WORD.findall(head) for head in heads):
                return True
    return False


def _is_wrapped(file: SourceFile, node: Node, function: Node) -> bool:
    """Another error than a test can cause, handed on in a new one without a word."""
    is_within = any(each.kind in _CATCHES for each in _list_around(node, function))
    return is_within and _WRAPS.search(file.tree.text(node)) is not None


def _read_head(file: SourceFile, clause: Node) -> str:
    """What it catches; nothing where it catches all. Scripts say no class: what they name is a variable."""
    if file.language not in ("python", "java"):
        return ""
    head = re.split(r"[:{]", file.tree.text(clause), maxsplit=1)[0]
    return head.removeprefix("except").removeprefix("catch")


def _hangs_on_machine(file: SourceFile, node: Node, function: Node) -> bool:
    conditions = [each.child("condition") for each in _list_around(node, function)]
    return any(each is not None and _MACHINE.search(file.tree.text(each)) is not None for each in conditions)


def _is_said_impossible(file: SourceFile, node: Node) -> bool:
    lines = file.content.split(b"\n")[max(0, node.start_line - 1 - _LINES_ABOVE) : node.end_line]
    return _NEVER.search(b"\n".join(lines).decode("utf-8", "replace").lower()) is not None
