"""Whether a call fits a signature: what Python does when it binds arguments (Language Reference, 6.3.4, Calls)."""

from collections.abc import Sequence
from dataclasses import dataclass

from repochat.syntax.nodes import Node, NodeTree
from repochat.thinking.changes.model import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShape:
    """`is_open`: it unpacks something, so how many it gives is not written there."""

    positional: int
    keywords: tuple[str, ...]
    is_open: bool


def find_calls(tree: NodeTree, name: str, line: int) -> list[Node]:
    """Calls of that name whose name stands on that line."""
    return [
        node
        for node in tree.root.walk()
        if node.kind in ("call", "call_expression")
        and (function := node.child("function")) is not None
        and function.end_line == line
        and tree.text(function).rpartition(".")[2].strip() == name
    ]


def read_call(tree: NodeTree, call: Node) -> CallShape | None:
    """None where it has no list of arguments."""
    arguments = call.child("arguments")
    if arguments is None or arguments.kind not in ("argument_list", "arguments"):
        return None
    given = arguments.named
    keywords = [each for each in given if each.kind == "keyword_argument"]
    is_open = any(each.kind in ("list_splat", "dictionary_splat", "spread_element") for each in given)
    names = [each.child("name") for each in keywords]
    return CallShape(
        positional=sum(each.kind not in ("keyword_argument", "list_splat", "dictionary_splat") for each in given),
        keywords=tuple(tree.text(each) for each in names if each is not None),
        is_open=is_open,
    )


def find_misfit(call: CallShape, signature: Signature) -> str:
    """Why the call can't be bound, in words; "" when it can, or when that is not to be told."""
    if call.is_open:
        return ""
    places = [each for each in signature.parameters if each.kind in ("any", "positional")]
    kinds = {each.kind for each in signature.parameters}
    if call.positional > len(places) and "rest" not in kinds:
        return f"it gives {call.positional} arguments by position where {len(places)} are taken"
    taken = {each.name for each in places[: call.positional]}
    return _find_keyword_misfit(call, signature, taken)


def _find_keyword_misfit(call: CallShape, signature: Signature, taken: set[str]) -> str:
    named = {each.name for each in signature.parameters if each.kind in ("any", "keyword")}
    is_free = any(each.kind == "keywords" for each in signature.parameters)
    unknown = [name for name in call.keywords if name not in named]
    if unknown and not is_free:
        return f"it names {_join(unknown)}, which is no parameter"
    twice = [name for name in call.keywords if name in taken]
    if twice:
        return f"it gives {_join(twice)} twice"
    missing = [
        each.name
        for each in signature.parameters
        if each.is_required and each.name not in taken and each.name not in call.keywords
    ]
    return f"it leaves out {_join(missing)}, which has no default" if missing else ""


def _join(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
