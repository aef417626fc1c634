"""How a model's stream becomes statements."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.chat.generative.limits import SplitLimits
from repochat.chat.generative.raw import RawStatement
from repochat.chat.generative.splitting import StatementSplitter

ANSWER = """## How it works [k9]

Here is how it works:

- `Session.send` calls `adapter.send(req. Foo)` [k1]. It waits 3.5 s, e.g. for `os.path`. [k3, k7] It stops [k4][k5].
- Second item
  goes on here (k2)

1. Second **bold** step ![x](http://evil.test/a.png) and [link](http://evil.test) <b>x</b>.

The default is 30 seconds.[k3] The `foo. Bar` is... well, odd [k3]
and continues. Look at https://x.test/a.b?c. The end!

```python
def f():
    return 1
```
[k8]

| Name | Default | Meaning |
|---|:--:|---|
| `timeout` | 30 | how long [k3] |
| `a|b` | x | y (k4) |
"""
EXPECTED = [
    ("heading", ("k9",), "**How it works**"),
    ("sentence", (), "Here is how it works:"),
    ("item", ("k1",), "`Session.send` calls `adapter.send(req. Foo)`."),
    ("item", ("k3", "k7"), "It waits 3.5 s, e.g. for `os.path`."),
    ("item", ("k4", "k5"), "It stops."),
    ("item", ("k2",), "Second item goes on here"),
    ("item", (), "Second **bold** step and link \\<b>x\\</b>."),
    ("sentence", ("k3",), "The default is 30 seconds."),
    ("sentence", ("k3",), "The `foo. Bar` is... well, odd and continues."),
    ("sentence", (), "Look at https\\://x.test/a.b?c."),
    ("sentence", (), "The end!"),
    ("code", ("k8",), "```python\ndef f():\n    return 1\n```"),
    ("item", ("k3",), "`timeout` – Default: 30; Meaning: how long"),
    ("item", ("k4",), "`a|b` – Default: x; Meaning: y"),
]
HOSTILE = st.text(
    alphabet=st.sampled_from([*"`*_[]()<>!#-|>~:.\\\n k37aA\"'&\t\r", "\u202e", "\x00", "😀", "é"]), max_size=300
)


def split(*deltas: str, limits: SplitLimits | None = None) -> list[RawStatement]:
    splitter = StatementSplitter(limits or SplitLimits())
    found = [statement for delta in deltas for statement in splitter.feed(delta)]
    return found + splitter.finish()


def texts(answer: str) -> list[str]:
    return [statement.text for statement in split(answer)]


def test_an_answer_comes_apart_into_statements_with_what_each_cites() -> None:
    assert [(raw.kind, raw.cited, raw.text) for raw in split(ANSWER)] == EXPECTED
    assert all(raw.is_item == (raw.kind == "item") for raw in split(ANSWER))


@settings(max_examples=150, deadline=None)
@given(cuts=st.lists(st.integers(0, len(ANSWER)), max_size=60))
def test_how_the_stream_was_cut_changes_nothing(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(ANSWER)]
    assert split(*(ANSWER[a:b] for a, b in pairwise(places))) == split(ANSWER)


@settings(max_examples=200, deadline=None)
@given(text=HOSTILE, size=st.integers(1, 9))
def test_the_cuts_change_nothing_for_any_text_either(text: str, size: int) -> None:
    assert split(*(text[at : at + size] for at in range(0, len(text), size))) == split(text)


@settings(max_examples=200, deadline=None)
@given(text=HOSTILE)
def test_what_comes_out_holds_no_image_link_tag_or_hidden_character(text: str) -> None:
    for raw in split(text + " ![a](http://e.test/x) [b](http://e.test) <img src=x> [k1] \u202e."):
        prose = re.sub(r"\\.|(`+)(?!`).+?(?<!`)\1(?!`)", "", raw.text, flags=re.DOTALL) if raw.kind != "code" else ""
        assert not re.search(r"!?\[[^\]]*\]\(|<[a-zA-Z!/]|://", prose)
        assert not re.search("[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", raw.text)


@pytest.mark.parametrize(
    "sentence",
    [
        "It waits for up to 3.5 seconds at most.",
        "Some hooks, e.g. `response`, i.e. one of them, run vs. others etc. in order.",
        "It reads `a. B` first.",
        "It calls os.path.join and Session.get once.",
        "It waits... Then it goes on, and so does J. Smith in the U.S. Army.",
        "Is it `foo.bar.`, or not.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert len(texts(f"{sentence} Next.")) == 2


@pytest.mark.parametrize(
    ("answer", "cited"),
    [
        ("A is b [k1].", [("k1",)]),
        ("A is b. [k1] C is d.", [("k1",), ()]),
        ("A is b.[k1][k22] C is d (k3).", [("k1", "k22"), ("k3",)]),
        ("A is b [k1, k2; k3].\n\nC.", [("k1", "k2", "k3"), ()]),
        ("A is b.\n[k1]\n\nC is d.", [("k1",), ()]),
        ("A is b.\n\n[k1]\n\nC is d.", [("k1",), ()]),
        ("A [k1] is b `[k2]`.", [("k1", "k2")]),
        ("A [K1] is b 【k2】.", [("k1", "k2")]),
        ("A `x[k1]` is [b] (see d).", [()]),
    ],
)
def test_marks_belong_to_the_sentence_that_they_stand_in_or_follow(answer: str, cited: list[tuple[str, ...]]) -> None:
    found = split(answer)
    assert [raw.cited for raw in found] == cited
    assert not any(re.search(r"\[k\d|\(k\d", raw.text.replace("`x[k1]`", "")) for raw in found)


def test_items_and_code_lean_on_what_the_sentence_cites_that_opens_them() -> None:
    found = split("It does this [k1]:\n\n- a\n- b [k2]\n\nAnd so [k3]:\n\n```\nx\n```\n\nAlone.\n\n- c\n")
    assert [raw.cited for raw in found] == [("k1",), ("k1",), ("k2",), ("k3",), ("k3",), (), ()]


def test_a_statement_is_told_as_soon_as_the_next_one_begins() -> None:
    splitter = StatementSplitter()
    assert splitter.feed("A is b [k1]. C") == []
    assert [raw.text for raw in splitter.feed(" is")] == ["A is b."]
    assert [raw.text for raw in splitter.finish()] == ["C is"]


def test_code_that_holds_a_fence_gets_a_longer_one() -> None:
    (raw,) = split("~~~md\n```\nx\n```\n~~~\n")
    assert raw.text == "````md\n```\nx\n```\n````"


def test_a_code_block_that_never_ends_is_told_at_the_end() -> None:
    assert texts("```go\nfunc x() {") == ["```go\nfunc x() {\n```"]


def test_a_sentence_can_not_become_a_block_of_its_own() -> None:
    assert texts("It is so. # Not a title") == ["It is so. # Not a title"]
    assert texts("A.\n\n\\# no title")[1] == "\\# no title"


@pytest.mark.parametrize(
    ("limits", "answer", "reached"),
    [
        (SplitLimits(text_chars_max=10), "One two three four.", "text_chars_max"),
        (SplitLimits(statements_max=1), "One. Two. Three.", "statements_max"),
        (SplitLimits(statement_chars_max=20), "one two three four five six seven", "statement_chars_max"),
        (SplitLimits(code_chars_max=5), "```\nabcdefgh\n```\n", "code_chars_max"),
        (SplitLimits(cited_max=1), "A is b [k1, k2].", "cited_max"),
    ],
)
def test_a_limit_that_is_reached_is_named(limits: SplitLimits, answer: str, reached: str) -> None:
    splitter = StatementSplitter(limits)
    splitter.feed(answer)
    splitter.finish()
    assert splitter.reached == [reached]


@pytest.mark.parametrize(
    "part", ["`", "a", "[k1", "**a ", "![ ", "](", ". A", "| a ", "> ", "` `` ``` ", "[k3, ", "\n"]
)
def test_hostile_text_is_cut_at_the_bounds(part: str) -> None:
    limits = SplitLimits()
    found = split(part * (2 * limits.text_chars_max // len(part)))
    assert len(found) <= limits.statements_max
    assert all(len(raw.text) <= 2 * limits.statement_chars_max + 10 for raw in found)
