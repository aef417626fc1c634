"""Names that only a function knows: its parameters and variables, found in the tree where no index keeps them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from tree_sitter import Node

from repochat.core.errors import RepochatError
from repochat.syntax.grammars import get_parser
from repochat.syntax.languages import HEAD_BYTES, detect_language, get_language
from repochat.syntax.model import LIMITS, SyntaxLimits
from repochat.syntax.pointing import Pointed
from repochat.syntax.tree import ParseStoppedError, parse_tree

_FUNCTIONS: Final = frozenset(
    {
        "anonymous_function",
        "arrow_function",
        "closure_expression",
        "constructor_declaration",
        "do_block",
        "func_literal",
        "function",
        "function_declaration",
        "function_definition",
        "function_expression",
        "function_item",
        "generator_function",
        "generator_function_declaration",
        "lambda",
        "lambda_expression",
        "lambda_literal",
        "local_function_statement",
        "method",
        "method_declaration",
        "method_definition",
        "singleton_method",
    }
)
_NAMES: Final = frozenset(
    {
        "identifier",
        "simple_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "variable_name",
    }
)
_BINDING_FIELDS: Final = frozenset({"alias", "declarator", "left", "name", "parameter", "pattern"})
_OTHER_FIELDS: Final = frozenset(  # what stands there is used, or belongs to something else
    {
        "argument", "arguments", "attribute", "body", "condition", "field", "function", "index", "key", "method",
        "object", "operand", "property", "return_type", "right", "subscript", "type", "value",
    }
)  # fmt: skip
_BINDERS: Final = re.compile(
    r"param|declarat|^assignment$|^assignment_pattern$|^let_|^for_|_for_|range_clause|_spec$|^named_expression$"
    r"|^as_pattern$|catch|^except|in_clause|^match_arm$|closure|^lambda|^arrow_function$|_resource|foreach"
)
_UNNAMED_BINDERS: Final = re.compile(r"parameters$|^parameter$|^variable_declaration$|^parameter_list$")
_NO_BINDERS: Final = frozenset({"function_declarator", "keyword_argument", "method_invocation", "call_expression"})
_BLOCKS: Final = re.compile(r"block$|^compound_statement$|^match_arm$|case|^for_|_for_|catch|^except|^if_|^while_")
_FUNCTION_WIDE: Final = frozenset({"python", "ruby", "php", "bash", "lua"})  # a variable lives in all of its function


_COMPARED_MAX: Final = 300


class _Step(NamedTuple):
    kind: str
    field: str | None
    node: Node


class _Found(NamedTuple):
    node: Node
    binder: str | None  # the kind of node that binds the name here
    block: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A parameter or variable. `uses` are (line, column of its first character in bytes, from 0), in order."""

    name: str
    line: int
    uses: tuple[tuple[int, int], ...]


def find_local(path: str, data: bytes, pointed: Pointed, *, limits: SyntaxLimits = LIMITS) -> Local | None:
    """What the name means within the function around it; None where it is a member, or bound outside.

    Never raises: what cannot be parsed has no locals.
    """
    language = get_language(detect_language(path, data[:HEAD_BYTES]))
    if pointed.is_member or language.chunker != "code":
        return None
    try:
        root = parse_tree(get_parser(language.grammar), data, limits).root_node
    except (RepochatError, ParseStoppedError):
        return None
    leaf = _find_leaf(root, data, pointed)
    if leaf is None or leaf.type not in _NAMES:
        return None
    function: Node | None = leaf
    while (function := _find_function(function)) is not None:
        found = list(_list_same(function, leaf))
        if not any(each.node == leaf for each in found):
            return None
        is_wide = language.name in _FUNCTION_WIDE
        chosen = _choose(found, leaf, is_wide=is_wide)
        if chosen is not None:
            return Local(
                name=pointed.name, line=chosen.start_point.row + 1, uses=_list_uses(found, chosen, is_wide=is_wide)
            )
    return None


def _find_leaf(root: Node, data: bytes, pointed: Pointed) -> Node | None:
    line = data.split(b"\n", pointed.line)[pointed.line - 1].decode("utf-8", "replace")
    before = line.encode("utf-16-le", "surrogatepass")[: 2 * (pointed.start_column - 1)]
    column = len(before.decode("utf-16-le", "replace").encode())
    return root.named_descendant_for_point_range((pointed.line - 1, column), (pointed.line - 1, column + 1))


def _find_function(node: Node) -> Node | None:
    """The innermost function around, without the node itself."""
    parent = node.parent
    while parent is not None and parent.type not in _FUNCTIONS:
        parent = parent.parent
    return parent


def _list_same(function: Node, leaf: Node) -> Iterator[_Found]:
    """Names like the leaf's in a function, in order; what stands in functions within it counts only around the leaf."""
    text, cursor = leaf.text, function.walk()
    steps: list[_Step] = []
    while True:
        node = cursor.node
        if node is None:
            return
        steps.append(_Step(node.type, cursor.field_name, node))
        if node.type in _NAMES and node.text == text and not _belongs_elsewhere(steps):
            yield _Found(node, _find_binder(steps), _find_block(steps))
        is_closed = len(steps) > 1 and node.type in _FUNCTIONS and not _holds(node, leaf)
        if not is_closed and cursor.goto_first_child():
            continue
        while True:
            steps.pop()
            if cursor.goto_next_sibling():
                break
            if not cursor.goto_parent() or not steps:
                return


def _belongs_elsewhere(steps: list[_Step]) -> bool:
    """Whether it names a member, an argument's keyword, or the function itself."""
    leaf, parent = steps[-1], steps[-2] if len(steps) > 1 else None
    if leaf.field in ("attribute", "field", "property", "method"):
        return True
    return leaf.field == "name" and parent is not None and (parent.kind in _FUNCTIONS or parent.kind in _NO_BINDERS)


def _find_binder(steps: list[_Step]) -> str | None:
    for at in range(len(steps) - 1, 0, -1):
        step, parent = steps[at], steps[at - 1].kind
        if parent in _NO_BINDERS or (step.field in _OTHER_FIELDS and parent != "pair_pattern"):
            return None
        if step.field in _BINDING_FIELDS and _BINDERS.search(parent):
            return parent
        if step.field is None and _UNNAMED_BINDERS.search(parent):
            return parent
        if _BLOCKS.search(parent):
            return None
    return None


def _find_block(steps: list[_Step]) -> Node | None:
    return next((step.node for step in reversed(steps[:-1]) if _BLOCKS.search(step.kind)), None)


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _choose(found: list[_Found], leaf: Node, *, is_wide: bool) -> Node | None:
    """Of what lives in the whole function its first binding, else the nearest one before that reaches here."""
    bound = [each for each in found if each.binder is not None]
    reaching = [each for each in bound if is_wide or each.block is None or _holds(each.block, leaf)]
    before = [each.node for each in reaching if each.node.start_byte <= leaf.start_byte]
    if before:
        return before[0] if is_wide else before[-1]
    return reaching[0].node if reaching else None


def _list_uses(found: list[_Found], chosen: Node, *, is_wide: bool) -> tuple[tuple[int, int], ...]:
    """Those that mean the same binding; of very many all are given."""
    is_many = len(found) > _COMPARED_MAX
    same = [each.node for each in found if is_many or _choose(found, each.node, is_wide=is_wide) == chosen]
    return tuple((node.start_point.row + 1, node.start_point.column) for node in same)
