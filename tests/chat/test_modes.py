from dataclasses import replace

import pytest

from repochat.chat.modes import choose_mode
from repochat.search import SearchReport

REPORT = SearchReport(
    query="",
    query_type="behaviour",
    wants_tests=False,
    revision="",
    hits=(),
    near_misses=(),
    dropped={},
    candidates={},
    policy_version="",
    timings_ms={},
)


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("What does Session.send do?", "quick"),
        ("Where is the timeout set?", "quick"),
        ("Why is the pool closed first?", "deep"),
        ("Trace a request from the router to the socket", "deep"),
        ("What is a chunk? And who makes it?", "deep"),
        ("What happens when the lock is held?", "deep"),
    ],
)
def test_a_question_that_one_look_rarely_answers_is_looked_into(question: str, mode: str) -> None:
    assert choose_mode("auto", question, REPORT, repos=1, has_model=True) == mode


def test_the_person_decides_over_the_question() -> None:
    assert choose_mode("quick", "Why?", REPORT, repos=2, has_model=True) == "quick"
    assert choose_mode("deep", "What does f do?", REPORT, repos=1, has_model=True) == "deep"


def test_without_a_model_every_answer_is_extractive() -> None:
    assert choose_mode("deep", "Why?", REPORT, repos=1, has_model=False) == "extractive"


def test_several_repositories_and_questions_about_the_whole_are_looked_into() -> None:
    assert choose_mode("auto", "Where is it?", REPORT, repos=2, has_model=True) == "deep"
    whole = replace(REPORT, query_type="architecture")
    assert choose_mode("auto", "layers", whole, repos=1, has_model=True) == "deep"
