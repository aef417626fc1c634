"""The golden questions are well formed, and their lines stand where they say at the pinned commits."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from evals.golden import ABSENT, GoldenCase, list_misplaced, read_golden, read_golden_case
from evals.questions import DataError
from evals.sources import MIRRORS_VARIABLE, find_mirror

from tests.git.repositories import make_repository

MIRRORS = Path(os.environ.get(MIRRORS_VARIABLE) or Path(__file__).parents[3] / ".mirror")
CASES = read_golden()


def test_there_are_enough_questions_about_enough_repositories_and_languages() -> None:
    assert len(CASES) >= 7
    assert len({case.language for case in CASES}) >= 5
    assert sum(len(case.questions) for case in CASES) >= 140


def test_a_tenth_of_the_questions_has_no_answer() -> None:
    kinds = Counter(question.kind for case in CASES for question in case.questions)
    assert kinds[ABSENT] / kinds.total() == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_a_question_without_an_answer_has_no_target(case: GoldenCase) -> None:
    assert all(bool(question.gold) == question.is_answerable for question in case.questions)
    assert all(question.facts for question in case.questions if question.is_answerable)
    assert len({question.text for question in case.questions}) == len(case.questions)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_target_stands_where_it_says_and_holds_the_facts(case: GoldenCase) -> None:
    mirror = find_mirror(case.address, MIRRORS)
    if mirror is None:
        pytest.skip(f"no mirror of {case.address}; {MIRRORS_VARIABLE} names a folder of mirrors")
    assert list_misplaced(case, mirror) == []


def test_a_target_that_moved_and_a_fact_that_is_gone_are_named(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", {"a.py": b"import os\n\ndef run():\n    return 7\n"})
    target = {"path": "a.py", "start": 2, "end": 4, "text": "def run():"}
    question = {"question": "What does run return?", "kind": "symbol", "facts": ["7", "8"], "targets": [target]}
    file = tmp_path / "golden_tool.json"
    case = {"name": "tool", "language": "python", "address": "", "revision": repository.sha(), "questions": [question]}
    file.write_text(json.dumps(case))
    moved, gone = list_misplaced(read_golden_case(file), repository.path / ".git")
    assert "a.py:2-4" in moved
    assert "'8'" in gone


def test_a_file_that_holds_no_questions_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "golden_x.json").write_text("{}")
    with pytest.raises(DataError, match=r"golden_x\.json"):
        read_golden(tmp_path)


def test_a_name_without_questions_is_refused() -> None:
    with pytest.raises(DataError, match="nosuch"):
        read_golden(only=["nosuch"])
