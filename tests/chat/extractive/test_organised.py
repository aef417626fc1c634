"""Which questions a map answers."""

import pytest

from repochat.chat.extractive.organised import find_map_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How is this repository organised?", "organised"),
        ("how is the code structured", "organised"),
        ("What are the main modules?", "organised"),
        ("What are the entry points?", "entries"),
        ("How do I run the tests?", "test"),
        ("how can I build it?", "build"),
        ("Which modules depend on sessions?", "dependents"),
        ("Are there import cycles?", "cycles"),
        ("ObjectMapper entry point for reading JSON", None),
        ("How are cookies organised in a jar?", None),
        ("How does the session run hooks?", None),
        ("How do I build a request?", None),
        ("What does the test client do?", None),
        ("Where is the entry of the table written?", None),
    ],
)
def test_only_questions_about_the_whole_are_answered_from_the_map(question: str, kind: str | None) -> None:
    assert find_map_question(question) == kind
