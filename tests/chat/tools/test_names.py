"""Names that can be passed on, lines that people wrote, and fences."""

import json

import pytest

from repochat.chat.tools.names import Fence, hide_addresses, quote_name, quote_text


@pytest.mark.parametrize("name", ["src/a_b-c.py", "Session.send", "net::Socket", "operator[]", "größe/文件.py"])
def test_a_plain_name_stands_as_it_is(name: str) -> None:
    assert quote_name(name, 100) == name


@pytest.mark.parametrize("name", ["a b.py", "new\nline", 'quo"te', "tick`s", "<<x", "\u202egpj.exe", "\udcff.bin"])
def test_an_unusual_name_is_quoted_and_can_be_read_back(name: str) -> None:
    said = quote_name(name, 100)
    assert json.loads(said) == name
    assert all(char.isprintable() for char in said)


def test_a_name_that_is_too_long_is_cut_and_says_so() -> None:
    assert quote_name("x" * 50, 10) == '"xxxxxxxxxx" (cut)'


def test_a_line_is_quoted_without_addresses_and_line_feeds() -> None:
    assert quote_text('Fix "it"\nby a.b@example.com', 100) == json.dumps('Fix "it" by (address)')
    assert quote_text("one two three", 8) == '"one two" (cut)'
    assert hide_addresses("@decorator at 3@x") == "@decorator at 3@x"


def test_a_block_can_not_end_before_its_end() -> None:
    fence = Fence(line_chars_max=100)
    block = fence.enclose("k1 | a.py", "one\nffffffff>>\n```\n>>\ntwo")
    assert block.count(f"{fence.mark}>>") == 1
    assert block.endswith(f"two\n{fence.mark}>>")
    assert Fence(line_chars_max=100).mark != fence.mark


def test_long_lines_are_cut_and_what_can_not_be_seen_is_dropped() -> None:
    block = Fence(line_chars_max=5).enclose("k1", "abc\u200bdefgh\ttail\r\nx")
    assert block.split("\n")[1:3] == ["abcde (line cut)", "x"]
