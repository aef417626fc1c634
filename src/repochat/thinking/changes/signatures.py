"""What a function takes and gives, read off its syntax, in the languages whose calls are compared.

Python: tree-sitter-python 0.23's `parameters`; JavaScript and TypeScript: `formal_parameters`; Go, Rust, Java and C:
`parameters` of what their grammars call a function. None for anything else: nothing is said of what is not read.
"""

from collections.abc import Iterator
from dataclasses import replace

from repochat.syntax.nodes import Node, NodeTree
from repochat.thinking.changes.model import Parameter, Signature

FUNCTIONS = frozenset((
    "function_definition", "function_declaration", "method_declaration", "function_item", "function_signature_item",
    "method_definition", "arrow_function", "function_expression", "generator_function_declaration",
    "constructor_declaration", "function", "method_elem", "method_signature", "lambda",
))  # fmt: skip
_SELF = frozenset(("self", "cls"))
_SPLATS = {"list_splat_pattern": "rest", "dictionary_splat_pattern": "keywords"}


def find_functions(tree: NodeTree) -> list[Node]:
    return [node for node in tree.root.walk() if node.kind in FUNCTIONS]


def read_signature(tree: NodeTree, function: Node) -> Signature | None:
    """None where the language is none of those read."""
    found = function.child("parameters") or function.child("parameter")
    if found is None and (declarator := function.child("declarator")) is not None:
        found = next((node for node in declarator.walk() if node.role == "parameters"), None)
    if found is None:
        return None
    match tree.language:
        case "python":
            parameters = tuple(_read_python(tree, found))
        case "javascript" | "typescript" | "tsx":
            parameters = tuple(_read_script(tree, found))
        case "go":
            parameters = tuple(_read_go(tree, found))
        case "rust" | "java" | "c":
            parameters = tuple(_read_typed(tree, found))
        case _:
            return None
    is_bound = bool(parameters) and parameters[0].name in _SELF and _is_method(tree, function)
    returns = function.child("return_type") or function.child("result")
    return Signature(
        parameters=parameters[1:] if is_bound else parameters,
        returns=squeeze(tree.text(returns)) if returns else "",
        is_async=any(each.kind == "async" for each in function.children),
        is_bound=is_bound,
    )


def squeeze(text: str) -> str:
    """On one line, without what no database takes."""
    return " ".join(text.replace("\0", "").split())


def _is_method(tree: NodeTree, function: Node) -> bool:
    if tree.language != "python":
        return True
    around = function.parent
    if around is not None and around.kind == "decorated_definition":
        if any(tree.text(each).strip() == "@staticmethod" for each in around.children):
            return False
        around = around.parent
    return around is not None and around.parent is not None and around.parent.kind == "class_definition"


def _read_python(tree: NodeTree, found: Node) -> Iterator[Parameter]:
    read: list[Parameter] = []
    only_keywords = False
    for node in found.children:
        text = tree.text(node)
        if node.kind in ("keyword_separator", "*") or text == "*":
            only_keywords = True
        elif node.kind in ("positional_separator", "/") or text == "/":
            read = [replace(each, kind="positional") for each in read]
        elif node.is_named and node.kind != "comment":
            parameter = _read_python_one(tree, node)
            is_plain = parameter.kind == "any"
            read.append(replace(parameter, kind="keyword") if only_keywords and is_plain else parameter)
            only_keywords = only_keywords or parameter.kind == "rest"
    yield from read


def _read_python_one(tree: NodeTree, node: Node) -> Parameter:
    name = node.child("name") or next(iter(node.named), node)
    type_node, default = node.child("type"), node.child("value")
    splat = next((each for each in (node, name) if each.kind in _SPLATS), None)
    if splat is not None:
        return Parameter(
            name=tree.text(splat).lstrip("*"), kind="rest" if _SPLATS[splat.kind] == "rest" else "keywords"
        )
    return Parameter(
        name=tree.text(name),
        type=squeeze(tree.text(type_node)) if type_node else "",
        default=squeeze(tree.text(default)) if default else None,
    )


def _read_script(tree: NodeTree, found: Node) -> Iterator[Parameter]:
    if found.kind == "identifier":  # `x => x`
        yield Parameter(name=tree.text(found), kind="positional")
        return
    for node in found.named:
        inner = node.child("pattern") or node
        default = node.child("value") or (inner.child("right") if inner.kind == "assignment_pattern" else None)
        left = (inner.child("left") or inner) if inner.kind == "assignment_pattern" else inner
        type_node = node.child("type")
        optional = "?" if node.kind == "optional_parameter" else None
        yield Parameter(
            name=squeeze(tree.text(left)).lstrip("."),
            type=squeeze(tree.text(type_node)).lstrip(": ") if type_node else "",
            default=squeeze(tree.text(default)) if default else optional,
            kind="rest" if left.kind in ("rest_pattern", "rest_element") else "positional",
        )


def _read_go(tree: NodeTree, found: Node) -> Iterator[Parameter]:
    for node in found.named:
        type_node = node.child("type")
        kind = squeeze(tree.text(type_node)) if type_node else ""
        names = [tree.text(each) for each in node.children if each.role == "name"] or [""]
        rest = node.kind == "variadic_parameter_declaration"
        for name in names:
            yield Parameter(name=name, type=kind, kind="rest" if rest else "positional")


def _read_typed(tree: NodeTree, found: Node) -> Iterator[Parameter]:
    """Of Rust, Java and C."""
    for node in found.named:
        if node.kind == "self_parameter":
            yield Parameter(name="self", kind="positional")
            continue
        if tree.language == "c" and tree.text(node) == "void":
            continue
        type_node = node.child("type")
        name = node.child("pattern") or node.child("name") or node.child("declarator")
        yield Parameter(
            name=squeeze(tree.text(name)) if name else "",
            type=squeeze(tree.text(type_node)) if type_node else "",
            kind="rest" if node.kind in ("variadic_parameter", "spread_parameter") else "positional",
        )
