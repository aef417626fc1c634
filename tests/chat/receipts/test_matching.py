import pytest

from repochat.chat.extractive.comments import find_comment_above
from repochat.chat.receipts.matching import find_code, find_prose, is_call


@pytest.mark.parametrize(
    ("lines", "said", "found"),
    [
        (['    """Return one', "    thing.", '    """'], "Return one thing.", (0, 1)),
        (["/**", " * Puts a job", " * at the end.", " */"], "Puts a job at the end.", (1, 2)),
        (["// Adds a node.", "func x() {"], "Adds a node.", (0, 0)),
        (["/* Drops it. */"], "Drops it.", (0, 0)),
        (["# one", "", "# two"], "one two", (0, 2)),
        (["# one", "# two"], "three", None),
    ],
)
def test_prose_is_found_whatever_its_comment_marks(lines: list[str], said: str, found: tuple[int, int] | None) -> None:
    assert find_prose(lines, said) == found


def test_code_is_found_whatever_its_spaces() -> None:
    assert find_code(["x", "def f(", "    a,", ") -> int:"], "def f(a,) -> int") == (1, 3)


@pytest.mark.parametrize(
    ("lines", "comment"),
    [
        (["/**", " * Renders it.", " */", ""], "Renders it."),
        (["/// Spawns it.", "#[track_caller]"], "Spawns it."),
        (["// A banner.", ""], ""),
        (["/* plain */", ""], ""),
        (["code()"], ""),
        ([], ""),
    ],
)
def test_a_doc_block_may_stand_apart_from_its_definition_and_a_plain_comment_may_not(
    lines: list[str], comment: str
) -> None:
    assert find_comment_above(lines) == comment


def test_a_call_is_told_from_a_mention() -> None:
    assert is_call("run", "x = run(1)")
    assert is_call("run", "start(1, run, None)")
    assert not is_call("run", "// run(1) is old")
    assert not is_call("run", "rerun(1)")
