import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.chat.receipts.markdown import (
    clean_text,
    clip,
    code_span,
    drop_unseen,
    escape_marks,
    escape_text,
    find_code_spans,
    split_code,
    unescape_text,
)

MARKUP = st.text(alphabet=st.sampled_from("ab1 `\\*_[]()<>!&;#@:/.~|-\n\r\t\0\u202e\u00e9'\"{}+="), max_size=40)


@given(MARKUP)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert unescape_text(escape_text(text)) == clean_text(text)


@given(MARKUP.filter(lambda text: bool(clean_text(text))))
def test_a_code_span_holds_exactly_its_text(text: str) -> None:
    assert find_code_spans(f"Before {code_span(text)} after.") == [clean_text(text)]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[a](http://b)", r"\[a\](http\://b)"),
        ("![a](b)", r"!\[a\](b)"),
        ("<script>", r"\<script>"),
        ("Keep `code [x](y)` as it is", "Keep `code [x](y)` as it is"),
        ("an open ` tick <b>", r"an open \` tick \<b>"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("*bold* and __init__", r"\*bold\* and \_\_init\_\_"),
        ("a@b.c www.d.e &lt;", r"a\@b.c www\.d.e \&lt;"),
    ],
)
def test_markup_is_disarmed(text: str, escaped: str) -> None:
    assert escape_text(text) == escaped


def test_text_is_cut_at_a_word_and_says_so() -> None:
    assert clip("one two three", 8) == ("one two", True)
    assert clip("short", 8) == ("short", False)


def test_code_and_plain_text_come_apart_unescaped() -> None:
    assert list(split_code(r"a \* `b*` ``c`d``")) == [
        ("a ", False), ("*", False), (" ", False), ("b*", True), (" ", False), ("c`d", True),
    ]  # fmt: skip


def test_unseen_characters_are_dropped_and_spaces_kept() -> None:
    assert drop_unseen("a\u202e  b\u061c\U000e0041\n") == "a  b\n"


def test_everything_active_is_escaped_code_too() -> None:
    assert escape_marks("`a` *b* [c](d)") == r"\`a\` \*b\* \[c\](d)"
