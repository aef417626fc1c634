"""Where a header ends, a comment begins, and what is left of a definition that is cut."""

import pytest

from repochat.chat.context.headers import cut_lines, find_comment_start, find_doc_line, find_header_end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("def f(a):\n    return a", 0),
        ("def f(\n    a: int,\n    b: int = 1,\n) -> int:\n    return a", 3),
        ("def f(a):  # noqa\n    return a", 0),
        ("class A(\n    B,\n):\n    x = 1", 2),
        ("pub fn f<T>(x: T) -> T\nwhere\n    T: Clone,\n{\n    x\n}", 3),
        ("func (t *Tree) Insert(n *Node) error {\n\treturn nil\n}", 0),
        ("int\nmain(int argc,\n     char **argv)\n{\n    return 0;\n}", 3),
        ('def f(a="("):\n    return a', 0),
        ("type Node struct {\n\tName string\n}", 0),
        ("export const a = (x) => {\n  return x\n}", 0),
        ("LIMIT = 3\nOTHER = 4", 0),
        ("  def empty?\n    true\n  end", 0),
    ],
)
def test_a_header_ends_where_the_body_begins(text: str, end: int) -> None:
    assert find_header_end(text.split("\n"), 0, 16) == end


def test_a_header_without_an_end_is_its_first_line() -> None:
    assert find_header_end(["f(", *["  a,"] * 40], 0, 16) == 0


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x = 1\n\n# One.\n# Two.\n@cached\ndef f(): ...", 2),
        ("}\n/// One.\n#[inline]\nfn f() {}", 1),
        ("}\n/**\n * One.\n */\nvoid f() {}", 1),
        ("x = 1\n\ndef f(): ...", 2),
        ("#include <a.h>\nint f(void) {}", 1),
    ],
)
def test_comments_and_attributes_lead_up_to_a_definition(text: str, start: int) -> None:
    lines = text.split("\n")
    assert find_comment_start(lines, len(lines) - 1, 30) == start


def test_a_comment_is_followed_up_to_its_bound() -> None:
    assert find_comment_start([*["# a"] * 50, "def f(): ..."], 50, 30) == 20


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('def f():\n    """Say it."""\n    return 1', 1),
        ('def f():\n    """\n    Say it.\n    """', 2),
        ("def f():\n    return 1", 0),
        ("def f():", 0),
    ],
)
def test_a_docstring_gives_its_first_line(text: str, line: int) -> None:
    assert find_doc_line(text.split("\n"), 0) == line


def test_a_cut_keeps_the_header_and_what_was_found() -> None:
    assert cut_lines((10, 200), 12, [(100, 110)], window=5, lines_max=60) == [(10, 12), (95, 115)]
    assert cut_lines((10, 200), 12, [(14, 20)], window=1, lines_max=60) == [(10, 21)]


def test_a_cut_without_a_find_is_the_beginning() -> None:
    assert cut_lines((10, 200), 12, [], window=5, lines_max=30) == [(10, 39)]


def test_a_cut_has_no_more_lines_than_its_bound() -> None:
    runs = cut_lines((10, 2000), 12, [(100, 700)], window=5, lines_max=50)
    assert sum(last - first + 1 for first, last in runs) == 50
