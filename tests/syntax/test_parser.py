"""parse_file never raises, ends in time, and says in `problems` what it could not do."""

import time

import pytest

from repochat.syntax import SyntaxLimits, check_grammars, list_languages, parse_file

EXTENSIONS = [each.extensions[0] for each in list_languages() if each.grammar]


def test_every_grammar_and_its_query_load() -> None:
    assert [language for language, problem in check_grammars() if problem] == []


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff\xfe\x80 \xc3(",
        b"x = '\xff\xfe'\r\ny = 2\rz = 3\n\n",
        b"def (((( class } ] ) fn func struct {{{ \n" * 20,
        "\ufeffimport a\n".encode(),
        b"\n\n\n",
    ],
    ids=["bytes", "line ends", "broken", "byte order mark", "blank"],
)
def test_bad_code_is_parsed_without_an_exception(extension: str, data: bytes) -> None:
    parsed = parse_file(f"a.{extension}", data)
    assert parsed.chunks[-1].end_line == parsed.lines


@pytest.mark.parametrize("extension", ["py", "js", "ts", "go", "java", "c", "cc", "rs", "json", "ipynb", "yaml"])
@pytest.mark.parametrize(
    "data",
    [b"x=" + b"(" * 100_000 + b")" * 100_000, b"[" * 100_000, b"{" * 100_000 + b"\n", b"f(" * 50_000],
    ids=["balanced", "brackets", "braces", "calls"],
)
def test_nesting_that_would_overflow_a_stack_is_cut_by_lines(extension: str, data: bytes) -> None:
    started = time.monotonic()
    parsed = parse_file(f"a.{extension}", data)
    assert time.monotonic() - started < 10
    assert len(parsed.chunks) == parsed.lines


def test_a_line_of_five_megabytes_is_one_chunk() -> None:
    started = time.monotonic()
    parsed = parse_file("a.js", b"a=" + b"b+" * 2_500_000 + b"c")
    assert time.monotonic() - started < 20
    assert [(chunk.start_line, chunk.end_line) for chunk in parsed.chunks] == [(1, 1)]


def test_a_parse_over_its_time_is_cut_by_lines_and_says_so() -> None:
    parsed = parse_file("a.py", b"x = f(1)\n" * 100_000, limits=SyntaxLimits(parse_timeout_ms=1))
    assert parsed.problems == ("timeout",)
    assert parsed.chunks[-1].end_line == 100_000


def test_the_parser_is_fine_after_a_timeout() -> None:
    parse_file("a.py", b"x = f(1)\n" * 100_000, limits=SyntaxLimits(parse_timeout_ms=1))
    assert [symbol.name for symbol in parse_file("a.py", b"def f(): pass\n").symbols] == ["f"]


def test_deep_brackets_are_too_deep() -> None:
    assert parse_file("a.py", b"x = " + b"(" * 2000 + b"1" + b")" * 2000).problems == ("too_deep",)


def test_brackets_in_text_are_not_depth() -> None:
    assert parse_file("a.py", b"x = '((((('\n" * 300).problems == ()


def test_broken_code_keeps_the_symbols_around_the_break() -> None:
    parsed = parse_file("a.py", b"def before():\n    pass\n\n)(!\n\ndef after():\n    pass\n")
    assert parsed.problems == ("syntax_error",)
    assert [symbol.name for symbol in parsed.symbols] == ["before", "after"]


def test_utf16_is_cut_by_lines_and_says_so() -> None:
    parsed = parse_file("a.py", "def f():\n    pass\n".encode("utf-16"))
    assert parsed.problems == ("not_utf8",)
    assert parsed.chunks[-1].end_line == parsed.lines


def test_a_last_line_without_an_end_counts() -> None:
    assert parse_file("a.py", b"a = 1\nb = 2").lines == 2


def test_a_carriage_return_alone_ends_no_line() -> None:
    assert parse_file("a.py", b"a = 1\rb = 2\n").lines == 1


def test_a_given_language_wins_over_the_path() -> None:
    assert parse_file("a.unknown", b"def f(): pass\n", language="python").symbols[0].name == "f"


def test_an_unknown_language_is_text() -> None:
    assert parse_file("a.unknown", b"words\n", language="klingon").language == "text"
