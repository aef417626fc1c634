"""How a function's signature and what it does to its caller differ between two sides, in words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.syntax.nodes import Node, NodeTree
from repochat.thinking.changes.model import ChangedSymbol, DefinitionSide, LineRange, Parameter, Signature
from repochat.thinking.changes.signatures import FUNCTIONS, read_signature, squeeze

_RAISES = {"raise_statement", "throw_statement"}
_NAME = re.compile(r"^(?:raise|throw)\s+(?:new\s+)?([\w.]+)")
_TEXT_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """One difference, `breaks` where a caller may have to change. Lines are those of the new side, or of the old."""

    text: str
    breaks: bool
    old: LineRange | None = None
    new: LineRange | None = None


def compare_signatures(old: Signature, new: Signature) -> list[Delta]:
    """Parameters by name, and by place where both sides take as many and one name differs."""
    before = {each.name: each for each in old.parameters}
    after = {each.name: each for each in new.parameters}
    gone = [each for each in old.parameters if each.name not in after]
    come = [each for each in new.parameters if each.name not in before]
    deltas: list[Delta] = []
    if len(gone) == len(come) == 1 and _place(old, gone[0]) == _place(new, come[0]):
        deltas.append(Delta(text=f"parameter {_code(gone[0].name)} is now {_code(come[0].name)}", breaks=True))
        gone, come = [], []
    deltas += [Delta(text=f"parameter {_code(each.name)} is gone", breaks=True) for each in gone]
    deltas += [_tell_new(each) for each in come]
    for name in before.keys() & after.keys():
        deltas += _compare_parameters(before[name], after[name])
    kept = [each.name for each in new.parameters if each.name in before and each.kind in ("any", "positional")]
    order = [each.name for each in old.parameters if each.name in kept]
    if order != kept:
        deltas.append(Delta(text="parameters stand in another order", breaks=True))
    if old.returns != new.returns and old.returns and new.returns:
        deltas.append(Delta(text=f"it returns {_code(new.returns)}, before {_code(old.returns)}", breaks=True))
    if old.is_async != new.is_async:
        deltas.append(Delta(text="it is now async" if new.is_async else "it is no longer async", breaks=True))
    return sorted(deltas, key=lambda delta: (not delta.breaks, delta.text))


def _place(signature: Signature, parameter: Parameter) -> int:
    return signature.parameters.index(parameter)


def _tell_new(parameter: Parameter) -> Delta:
    name = _code(parameter.name)
    if parameter.kind in ("rest", "keywords"):
        return Delta(text=f"it takes any number of {name}", breaks=False)
    if parameter.is_required:
        return Delta(text=f"parameter {name} is new and has no default", breaks=True)
    return Delta(text=f"parameter {name} is new, by default {_code(parameter.default or '')}", breaks=False)


def _compare_parameters(old: Parameter, new: Parameter) -> Iterator[Delta]:
    name = _code(old.name)
    if old.default is not None and new.default is None and new.is_required:
        yield Delta(text=f"parameter {name} has no default any more", breaks=True)
    elif old.default is None and new.default is not None:
        yield Delta(text=f"parameter {name} has the default {_code(new.default)}", breaks=False)
    elif old.default != new.default and old.default is not None and new.default is not None:
        yield Delta(text=f"the default of {name} is {_code(new.default)}, before {_code(old.default)}", breaks=True)
    if old.type != new.type and old.type and new.type:
        yield Delta(text=f"{name} is a {_code(new.type)}, before {_code(old.type)}", breaks=False)
    if old.kind == "any" and new.kind == "keyword":
        yield Delta(text=f"parameter {name} must be named", breaks=True)
    if old.kind == "any" and new.kind == "positional":
        yield Delta(text=f"parameter {name} can't be named any more", breaks=True)


def compare_behaviour(old: DefinitionSide, new: DefinitionSide) -> list[Delta]:
    """What it raises and returns that it did not before, and the reverse; nothing where a side has no function."""
    if old.function is None or new.function is None or old.file.tree is None or new.file.tree is None:
        return []
    return [
        *_compare_raises(_list_raises(old.file.tree, old.function), _list_raises(new.file.tree, new.function)),
        *_compare_returns(_list_returns(old.file.tree, old.function), _list_returns(new.file.tree, new.function)),
    ]


def read_signatures(symbol: ChangedSymbol) -> tuple[Signature, Signature] | None:
    """Of both sides, where both are functions whose language is read."""
    old, new = symbol.old, symbol.new
    if old is None or new is None or old.function is None or new.function is None:
        return None
    if old.file.tree is None or new.file.tree is None:
        return None
    before, after = read_signature(old.file.tree, old.function), read_signature(new.file.tree, new.function)
    return (before, after) if before and after else None


def _compare_raises(old: dict[str, LineRange], new: dict[str, LineRange]) -> Iterator[Delta]:
    for name in new.keys() - old.keys():
        yield Delta(text=f"{_code(name)} is raised in it now", breaks=True, new=new[name])
    for name in old.keys() - new.keys():
        yield Delta(text=f"{_code(name)} is raised in it no more", breaks=True, old=old[name])


def _compare_returns(old: Sequence[tuple[str, LineRange]], new: Sequence[tuple[str, LineRange]]) -> Iterator[Delta]:
    """One return that became another is told; several at once are told as a count."""
    before, after = Counter(text for text, _ in old), Counter(text for text, _ in new)
    gone = [each for each in old if each[0] not in after]
    come = [each for each in new if each[0] not in before]
    if len(gone) == len(come) == 1:
        text = f"it returns {_code(come[0][0])}, before {_code(gone[0][0])}"
        yield Delta(text=text, breaks=True, old=gone[0][1], new=come[0][1])
        return
    for text, place in come[:2]:
        yield Delta(text=f"it returns {_code(text)} in a new place", breaks=True, new=place)
    for text, place in gone[:2]:
        yield Delta(text=f"it returns {_code(text)} no more", breaks=True, old=place)


def _list_own(function: Node) -> Iterator[Node]:
    """Its nodes without those of functions within."""
    waiting = list(reversed(function.children))
    while waiting:
        node = waiting.pop()
        if node.kind in FUNCTIONS:
            continue
        yield node
        waiting.extend(reversed(node.children))


def _list_raises(tree: NodeTree, function: Node) -> dict[str, LineRange]:
    found: dict[str, LineRange] = {}
    for node in _list_own(function):
        if node.kind in _RAISES and (match := _NAME.match(squeeze(tree.text(node)))):
            found.setdefault(match[1], LineRange(start=node.start_line, end=node.start_line))
    return found


def _list_returns(tree: NodeTree, function: Node) -> list[tuple[str, LineRange]]:
    """Return statements by what they give."""
    return [
        (squeeze(tree.text(node)).removeprefix("return").strip(" ;") or "nothing", _lines(node))
        for node in _list_own(function)
        if node.kind in ("return_statement", "return_expression")
    ]


def _lines(node: Node) -> LineRange:
    return LineRange(start=node.start_line, end=node.end_line)


def _code(text: str) -> str:
    shown = squeeze(text).replace("`", "'")
    return f"`{shown if len(shown) <= _TEXT_MAX else shown[: _TEXT_MAX - 1] + '…'}`"
