"""Parameters and variables of functions, found where no index keeps them."""

import re

import pytest

from repochat.syntax.locals import find_local
from repochat.syntax.pointing import find_columns, find_pointed, measure_byte_column

PYTHON = """X = 1
def f(a, b=1, *c, d: int = 2):
    e, g = a
    with open(a) as h: pass
    for i in b: print(i)
    try: pass
    except E as k: print(k)
    e = self.e
    return X, e, h, g(d=d), lambda m: m + a
"""
RUST = """fn f(a: &str, mut b: u8) {
 let (c, d) = g(a);
 if x { let c = 1; h(c); }
 for e in x { if let Some(h) = y { q(h, e, c) } }
 v.iter().map(|k| k + b);
 match q { Foo(m) => m, n => n(c, a) }
}
"""
C = """int f(char *a, int b[]) {
 int c = 1, *d;
 for (int e=0;;) {g(e, d);}
 a->x = c + b[0];
}
"""
GO = """package m
func (r *T) f(a, b int) (c error) {
 d, e := g(a)
 for i, j := range x { d(i, j, r.q, c, e) }
 func(k int) { z(k, a) }(1)
}
"""
TYPESCRIPT = """function f(a: T, b = 1, {c, d: e}: X) {
  const [g, h] = a; for (const i of b) { q(i) }
  try {} catch (j) { q(j, c, e, h) }
  return (k) => k + g;
}
"""


@pytest.mark.parametrize(
    ("path", "code", "line", "name", "nth", "bound"),
    [
        ("x.py", PYTHON, 3, "a", 0, 2),
        ("x.py", PYTHON, 5, "i", 1, 5),
        ("x.py", PYTHON, 7, "k", 1, 7),
        ("x.py", PYTHON, 9, "e", 0, 3),
        ("x.py", PYTHON, 9, "h", 0, 4),
        ("x.py", PYTHON, 9, "d", 1, 2),
        ("x.py", PYTHON, 9, "m", 1, 9),
        ("x.py", PYTHON, 9, "a", 0, 2),
        ("x.py", PYTHON, 9, "X", 0, None),
        ("x.py", PYTHON, 9, "d", 0, None),
        ("x.py", PYTHON, 8, "e", 1, None),
        ("x.py", PYTHON, 2, "f", 0, None),
        ("x.rs", RUST, 3, "c", 1, 3),
        ("x.rs", RUST, 4, "c", 0, 2),
        ("x.rs", RUST, 4, "h", 1, 4),
        ("x.rs", RUST, 5, "k", 1, 5),
        ("x.rs", RUST, 5, "b", 0, 1),
        ("x.rs", RUST, 6, "m", 1, 6),
        ("x.rs", RUST, 6, "a", 0, 1),
        ("x.rs", RUST, 6, "Foo", 0, None),
        ("x.c", C, 4, "c", 0, 2),
        ("x.c", C, 3, "d", 0, 2),
        ("x.c", C, 4, "b", 0, 1),
        ("x.c", C, 4, "a", 0, 1),
        ("x.c", C, 4, "x", 0, None),
        ("x.go", GO, 4, "d", 0, 3),
        ("x.go", GO, 4, "r", 0, 2),
        ("x.go", GO, 4, "c", 0, 2),
        ("x.go", GO, 5, "k", 1, 5),
        ("x.ts", TYPESCRIPT, 3, "j", 1, 3),
        ("x.ts", TYPESCRIPT, 3, "e", 0, 1),
        ("x.ts", TYPESCRIPT, 3, "h", 0, 2),
        ("x.ts", TYPESCRIPT, 4, "g", 0, 2),
        ("x.md", "# a\n", 1, "a", 0, None),
        ("x.py", "def f(:\n  a", 2, "a", 0, None),
    ],
)
def test_a_name_leads_to_where_its_function_binds_it(
    path: str, code: str, line: int, name: str, nth: int, bound: int | None
) -> None:
    text = code.split("\n")[line - 1]
    at = [match.start() for match in re.finditer(rf"\b{name}\b", text)][nth]
    pointed = find_pointed(text, line, at + 1)
    assert pointed is not None
    found = find_local(path, code.encode(), pointed)
    assert (found.line if found else None) == bound


def test_the_uses_are_those_of_the_same_binding() -> None:
    pointed = find_pointed(RUST.split("\n")[2], 3, RUST.split("\n")[2].index("(c)") + 2)
    assert pointed is not None
    found = find_local("x.rs", RUST.encode(), pointed)
    assert found is not None
    assert found.uses == ((3, 12), (3, 21))


def test_columns_count_as_editors_do() -> None:
    text = 'say("\U0001f30d", name) + name'
    assert find_columns(text, "name") == [11, 19]
    assert [getattr(find_pointed(text, 1, column), "name", None) for column in (1, 3, 10, 11, 15)] == [
        "say",
        "say",
        None,
        "name",
        "name",
    ]
    assert measure_byte_column(text.encode(), text.encode().index(b"name")) == 11
    assert find_pointed("x = 12", 1, 5) is None


def test_what_stands_before_a_name_says_whether_it_is_a_member() -> None:
    told = [find_pointed(text, 1, len(text)) for text in ("a.b", "a::b", "a()->b", "x b", "Box::<T>::b")]
    assert [(each.is_member, each.qualifier) for each in told if each] == [
        (True, "a"),
        (True, "a"),
        (True, "a"),
        (False, ""),
        (True, ""),
    ]
