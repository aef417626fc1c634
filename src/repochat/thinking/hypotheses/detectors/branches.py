"""Branches that stand beside each other and do not fit: one is asked twice, or one forgets what the others set.

Reads: chains of `if`, `elif`, `else if`. (1) The same condition twice in one chain, where the condition calls nothing.
Python, JavaScript, TypeScript, Go, Java, C. (2) Python: a local name that every branch of a chain with an `else` sets
but one, which goes on, where nothing set the name before and the next statement after the chain that names it reads it;
on trial, since what goes on cannot be told from what never returns.
"""

import re
from collections.abc import Iterator

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, list_functions, list_own, place_node, squeeze, statements

_LANGUAGES = frozenset(("python", "javascript", "typescript", "tsx", "go", "java", "c"))
_EXITS = frozenset(("return_statement", "raise_statement", "continue_statement", "break_statement"))
_CHAIN_MIN = 3
_NEVER_RETURNS = re.compile(r"assert\s+(?:False|0)\b|(?:[\w.]*\.)?_?(?:exit|abort|fail|skip|error|die|fatal)\(")


def find(file: SourceFile) -> Iterator[Suspicion]:
    if file.language not in _LANGUAGES:
        return
    for node in file.tree.root.walk():
        if node.kind == "if_statement" and not _is_else_if(node):
            yield from _find_repeated(file, node)
    if file.language == "python":
        for function in list_functions(file):
            for node in list_own(function):
                if node.kind == "if_statement":
                    yield from _find_unset(file, function, node)


def _is_else_if(node: Node) -> bool:
    return node.parent is not None and (node.parent.kind == "else_clause" or node.role == "alternative")


def _list_conditions(node: Node) -> list[Node]:
    """Of the chain that begins there."""
    found: list[Node] = []
    current: Node | None = node
    while current is not None:
        condition = current.child("condition")
        found += [condition] if condition is not None else []
        following: Node | None = None
        for each in current.children:
            if each.kind == "elif_clause" and (inner := each.child("condition")) is not None:
                found.append(inner)
            elif each.role == "alternative":
                following = each if each.kind == "if_statement" else _find_if(each)
        current = following
    return found


def _find_if(clause: Node) -> Node | None:
    """The `if` that an `else` holds and nothing else."""
    inner = clause.named
    return inner[0] if clause.kind == "else_clause" and len(inner) == 1 and inner[0].kind == "if_statement" else None


def _find_repeated(file: SourceFile, node: Node) -> Iterator[Suspicion]:
    seen: dict[str, Node] = {}
    for condition in _list_conditions(node):
        text = squeeze(file.tree.text(condition))
        calls = any(each.kind in ("call", "call_expression", "method_invocation") for each in condition.walk())
        has_start = condition.parent is not None and condition.parent.child("initializer") is not None
        if text in seen and not calls and not has_start and not re.search(r"\+\+|--|:=|[^=!<>]=[^=]", text):
            yield Suspicion(
                detector="branch-repeated",
                place=place_node(file, condition, "never reached with it true"),
                others=(place_node(file, seen[text], "the same, asked before"),),
                symbol=find_symbol(file, condition.start_line),
                text=text,
                title="A branch is asked for twice, so the second is never taken",
                body="This condition [1] stands in the same chain before [2]; one of the two was meant to be another.",
                falsifier="A test that wants the second branch: no input can reach it.",
                severity="medium",
                confidence=0.8,
            )
        seen.setdefault(text, condition)


def _list_branches(node: Node) -> list[Node] | None:
    """The bodies of a chain with an `else`, None without one."""
    bodies = [node.child("consequence")]
    has_else = False
    for each in node.children:
        if each.kind == "elif_clause":
            bodies.append(each.child("consequence"))
        elif each.kind == "else_clause":
            bodies.append(each.child("body"))
            has_else = True
    return [each for each in bodies if each is not None] if has_else else None


def _find_unset(file: SourceFile, function: Node, node: Node) -> Iterator[Suspicion]:
    branches = _list_branches(node)
    if branches is None or len(branches) < _CHAIN_MIN:
        return
    going_on = [each for each in branches if not _exits(file, each)]
    sets = [_list_set(file, each) for each in going_on]
    for name in sorted(set().union(*sets)) if len(sets) >= _CHAIN_MIN else ():
        lacking = [branch for branch, names in zip(going_on, sets, strict=True) if name not in names]
        if len(lacking) != 1 or _mentions(file, lacking[0], name) or _is_set_elsewhere(file, function, node, name):
            continue
        if _is_read_next(file, node, name):
            yield _tell_unset(file, node, lacking[0], name)


def _exits(file: SourceFile, branch: Node) -> bool:
    return any(
        each.kind in _EXITS or _NEVER_RETURNS.match(file.tree.text(each)) is not None for each in branch.named
    ) or any(each.kind in _EXITS for each in branch.walk())


def _list_set(file: SourceFile, branch: Node) -> set[str]:
    found: set[str] = set()
    for each in branch.walk():
        left = each.child("left")
        if each.kind == "assignment" and left is not None:
            found.update(file.tree.text(name) for name in left.walk() if name.kind == "identifier")
    return found


def _mentions(file: SourceFile, branch: Node, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", file.tree.text(branch)) is not None


def _is_set_elsewhere(file: SourceFile, function: Node, chain: Node, name: str) -> bool:
    """Whether the name comes into being anywhere in the function but in the chain, or is not its own."""
    for node in function.walk():
        if (
            node.kind == "identifier"
            and not (chain.start <= node.start < chain.end)
            and file.tree.text(node) == name
            and node.start < chain.start
        ):
            return True
        if node.kind in ("for_statement", "while_statement") and node.start < chain.start and chain.end <= node.end:
            return True  # an earlier round may have set it
    return False


def _is_read_next(file: SourceFile, chain: Node, name: str) -> bool:
    siblings = statements(chain.parent) if chain.parent is not None else []
    at = next((number for number, each in enumerate(siblings) if each is chain), len(siblings))
    for each in siblings[at + 1 :]:
        if _mentions(file, each, name):
            return each.kind in ("return_statement", "expression_statement") and name not in _list_set(file, each)
    return False


def _tell_unset(file: SourceFile, node: Node, branch: Node, name: str) -> Suspicion:
    return Suspicion(
        detector="branch-leaves-unset",
        place=place_node(file, branch, "the branch that does not set it"),
        others=(place_node(file, node.children[0], "the chain"),),
        symbol=find_symbol(file, node.start_line),
        text=f"{name} {squeeze(file.tree.text(branch))}",
        title=f"One branch leaves `{name}` unset, which is read afterwards",
        body=f"Every other branch of the chain [2] sets `{name}`; this one [1] does not, and it is read after it.",
        falsifier="A test that takes this branch and goes on: it must not end with an UnboundLocalError.",
        severity="medium",
        confidence=0.2,
    )
