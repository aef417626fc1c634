"""Signatures in several languages, what differs between two, and which calls fit."""

import pytest

from repochat.syntax.nodes import NodeTree, read_nodes
from repochat.thinking.changes.binding import find_calls, find_misfit, read_call
from repochat.thinking.changes.deltas import compare_signatures
from repochat.thinking.changes.model import Signature
from repochat.thinking.changes.signatures import find_functions, read_signature


def parse(path: str, text: str) -> NodeTree:
    tree = read_nodes(path, text.encode())
    assert tree is not None
    return tree


def sign(path: str, text: str) -> Signature:
    tree = parse(path, text)
    signature = read_signature(tree, find_functions(tree)[0])
    assert signature is not None
    return signature


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "def f(a, /, b: int = 1, *rest, c, d=2, **more): ...",
         [("a", None, "positional"), ("b", "1", "any"), ("rest", None, "rest"), ("c", None, "keyword"),
          ("d", "2", "keyword"), ("more", None, "keywords")]),
        ("a.py", "def f(a, *, b): ...", [("a", None, "any"), ("b", None, "keyword")]),
        ("a.js", "function f(a, b = 2, ...c) {}",
         [("a", None, "positional"), ("b", "2", "positional"), ("c", None, "rest")]),
        ("a.ts", "function f(a: string, b?: number) {}", [("a", None, "positional"), ("b", "?", "positional")]),
        ("a.go", "package a\nfunc F(a, b int, c ...string) {}\n",
         [("a", None, "positional"), ("b", None, "positional"), ("c", None, "rest")]),
        ("a.rs", "fn f(a: u8) {}", [("a", None, "positional")]),
        ("a.c", "int f(void) { return 1; }", []),
    ],
)  # fmt: skip
def test_parameters_are_read(path: str, text: str, expected: list[tuple[str, str | None, str]]) -> None:
    """By name, default, and how a call may give them."""
    assert [(each.name, each.default, each.kind) for each in sign(path, text).parameters] == expected


def test_the_object_of_a_method_is_not_among_its_parameters() -> None:
    """It is given by the call's own form; a static method has none."""
    assert sign("a.py", "class A:\n    def f(self, a): ...\n").is_bound
    assert not sign("a.py", "class A:\n    @staticmethod\n    def f(a): ...\n").is_bound
    assert not sign("a.py", "def f(self): ...\n").is_bound


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("def f(a): ...", "def f(a, b): ...", ["parameter `b` is new and has no default"]),
        ("def f(a): ...", "def f(a, b=1): ...", ["parameter `b` is new, by default `1`"]),
        ("def f(a, b): ...", "def f(a): ...", ["parameter `b` is gone"]),
        ("def f(a): ...", "def f(b): ...", ["parameter `a` is now `b`"]),
        ("def f(a=1): ...", "def f(a=2): ...", ["the default of `a` is `2`, before `1`"]),
        ("def f(a=1): ...", "def f(a): ...", ["parameter `a` has no default any more"]),
        ("def f(a, b): ...", "def f(b, a): ...", ["parameters stand in another order"]),
        ("def f(a): ...", "def f(*, a): ...", ["parameter `a` must be named"]),
        ("def f(a): ...", "async def f(a): ...", ["it is now async"]),
        ("def f() -> int: ...", "def f() -> str: ...", ["it returns `str`, before `int`"]),
        ("def f(a): ...", "def f( a ): ...", []),
    ],
)
def test_what_differs_is_told_in_words(old: str, new: str, expected: list[str]) -> None:
    """What may break a caller comes first."""
    assert [delta.text for delta in compare_signatures(sign("a.py", old), sign("a.py", new))] == expected


@pytest.mark.parametrize(
    ("call", "signature", "why"),
    [
        ("f(1)", "def f(a): ...", ""),
        ("f(1, 2)", "def f(a): ...", "it gives 2 arguments by position where 1 are taken"),
        ("f()", "def f(a): ...", "it leaves out `a`, which has no default"),
        ("f(b=1)", "def f(a=1): ...", "it names `b`, which is no parameter"),
        ("f(1, a=1)", "def f(a): ...", "it gives `a` twice"),
        ("f(b=1)", "def f(**more): ...", ""),
        ("f(*things)", "def f(a): ...", ""),
        ("f(1, 2)", "def f(*rest): ...", ""),
        ("f(a=1)", "def f(a, /): ...", "it names `a`, which is no parameter"),
        ("f(x for x in y)", "def f(a): ...", ""),
    ],
)
def test_a_call_fits_as_python_binds_it(call: str, signature: str, why: str) -> None:
    """Nothing is said of what unpacks or cannot be read."""
    tree = parse("a.py", call)
    (node,) = find_calls(tree, "f", 1)
    shape = read_call(tree, node)
    assert (find_misfit(shape, sign("a.py", signature)) if shape else "") == why
