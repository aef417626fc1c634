"""The chunks of a file are a partition of its lines, within their bounds, whatever the file holds."""

from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.syntax import LIMITS, ParsedFile, SyntaxLimits, parse_file

TIGHT = SyntaxLimits(chunk_chars_target=60, chunk_lines_max=5, chunk_chars_max=120)
LINE = st.sampled_from(
    [
        "", "    ", "class Foo(Bar):", "    def bar(self):", "        return [x for x in y]", "@deco", "# comment", "}",
        "def baz(): pass", "x = 1", "if x:", "else:", '"""doc"""', "async def f(", "):", "lorem ipsum " * 12, "\tz()",
        "# Title", "## Part", "Title", "=====", "-----", "```", "- item", "key: value", "[table]", '{"a": 1,', '"b": [',
        "FROM x AS y", "\r", "func (q *Q) Push() {", "impl Foo {", "fn a() {", "type T struct {", "日本語", "\x00",
    ]
)  # fmt: skip
FILES = st.sampled_from(
    ["a.py", "a.go", "a.rs", "a.md", "a.rst", "a.yaml", "a.toml", "a.json", "Dockerfile", "a.txt", "a.ipynb"]
)


def check_partition(parsed: ParsedFile, text: str, limits: SyntaxLimits) -> None:
    lines = text.split("\n")
    lines = lines[:-1] if text.endswith("\n") or not text else lines
    assert parsed.lines == len(lines)
    expected = 1
    for chunk in parsed.chunks:
        assert chunk.start_line == expected
        assert chunk.end_line >= chunk.start_line
        expected = chunk.end_line + 1
        count = chunk.end_line - chunk.start_line + 1
        chars = sum(len(line) + 1 for line in lines[chunk.start_line - 1 : chunk.end_line])
        assert count == 1 or (count <= limits.chunk_lines_max and chars <= limits.chunk_chars_max)
    assert expected == parsed.lines + 1


def check_symbols(parsed: ParsedFile) -> None:
    for position, symbol in enumerate(parsed.symbols):
        assert 1 <= symbol.doc_line <= symbol.start_line <= symbol.end_line <= parsed.lines
        assert -1 <= symbol.parent < len(parsed.symbols)
        assert symbol.parent != position
    defined = [position for chunk in parsed.chunks for position in chunk.defines]
    assert sorted(defined) == list(range(len(parsed.symbols)))
    starts = [chunk.start_line for chunk in parsed.chunks]
    for place, chunk in enumerate(parsed.chunks):
        for position in chunk.defines:
            assert bisect_left(starts, parsed.symbols[position].start_line + 1) - 1 == place
    for reference in parsed.references:
        assert 1 <= reference.line <= parsed.lines
        assert -1 <= reference.symbol < len(parsed.symbols)


@settings(deadline=None, max_examples=300)
@given(path=FILES, lines=st.lists(LINE, max_size=60), ends=st.booleans())
def test_chunks_partition_the_lines_of_any_file(path: str, lines: list[str], ends: bool) -> None:  # noqa: FBT001 - drawn
    text = "\n".join(lines) + ("\n" if ends and lines else "")
    for limits in (LIMITS, TIGHT):
        parsed = parse_file(path, text.encode(), limits=limits)
        check_partition(parsed, text, limits)
        check_symbols(parsed)


@settings(deadline=None, max_examples=150)
@given(path=FILES, data=st.binary(max_size=400))
def test_any_bytes_are_parsed_alike_twice(path: str, data: bytes) -> None:
    first = parse_file(path, data, limits=TIGHT)
    assert first == parse_file(path, data, limits=TIGHT)
    check_symbols(first)


def _chunk(path: str, text: str, limits: SyntaxLimits = LIMITS) -> list[tuple[int, int, str]]:
    parsed = parse_file(path, text.encode(), limits=limits)
    return [(chunk.start_line, chunk.end_line, chunk.heading) for chunk in parsed.chunks]


def _function(name: str, lines: int) -> str:
    return f"def {name}():\n" + "".join(
        f"    value_{number} = compute_something_long({number})\n" for number in range(lines - 1)
    )


def test_a_leading_comment_stays_with_its_definition() -> None:
    text = _function("first", 30) + "\n\n# Says why.\n" + _function("second", 30)
    assert [chunk[:2] for chunk in _chunk("a.py", text)] == [(1, 32), (33, 63)]


def test_small_neighbours_share_a_chunk() -> None:
    text = "def a():\n    return 1\n\n\ndef b():\n    return 2\n"
    assert _chunk("a.py", text) == [(1, 6, "")]


def test_a_long_class_is_cut_between_its_members_under_its_header() -> None:
    methods = "".join("    " + line + "\n" for name in "abc" for line in _function(name, 20).splitlines())
    chunks = _chunk("a.py", "class Foo(Bar):\n" + methods)
    assert chunks == [(1, 21, "class Foo(Bar):"), (22, 41, "class Foo(Bar):"), (42, 61, "class Foo(Bar):")]


def test_a_long_function_is_cut_at_blank_lines() -> None:
    body = "    call()\n" * 30 + "\n" + "    call()\n" * 30
    chunks = _chunk("a.py", "def long():\n" + body)
    assert [chunk[:2] for chunk in chunks] == [(1, 32), (33, 62)]
    assert {chunk[2] for chunk in chunks} == {"def long():"}


def test_a_line_over_the_bound_is_a_chunk_of_its_own() -> None:
    text = "a = 1\n" + "b = '" + "x" * 5000 + "'\n" + "c = 1\n"
    assert [chunk[:2] for chunk in _chunk("a.py", text)] == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.parametrize("path", ["a.py", "a.md", "a.json", "a.txt", "a.ipynb", "Dockerfile"])
def test_an_empty_file_has_no_lines_and_no_chunks(path: str) -> None:
    parsed = parse_file(path, b"")
    assert (parsed.lines, parsed.chunks, parsed.symbols, parsed.problems) == (0, (), (), ())
