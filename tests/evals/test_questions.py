import json
from pathlib import Path

import pytest
from evals.questions import Anchor, DataError, place_anchor, read_cases, read_own_case
from evals.scoring import Target
from evals.sources import choose_source, find_mirror

CATEGORIES = {"architecture", "semantic", "symbol"}


def test_a_benchmark_is_read_with_both_kinds_of_targets(tmp_path: Path) -> None:
    repo = {"name": "tool", "language": "go", "url": "u", "revision": "abc", "benchmark_root": None}
    asked = {
        "query": "where is it",
        "category": "semantic",
        "relevant": ["a.go", {"path": "b.go", "start_line": 3, "end_line": 9}],
        "secondary": ["c.go"],
    }
    (tmp_path / "annotations").mkdir()
    (tmp_path / "repos.json").write_text(json.dumps([repo]))
    (tmp_path / "annotations" / "tool.json").write_text(json.dumps([asked]))
    [case] = read_cases(tmp_path)
    assert case.root == ""
    assert case.questions[0].targets == (
        Target(path="a.go"),
        Target(path="b.go", start_line=3, end_line=9),
        Target(path="c.go"),
    )


def test_a_folder_without_a_benchmark_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"repos\.json"):
        read_cases(tmp_path)


def test_an_anchor_becomes_the_lines_that_begin_with_its_text() -> None:
    lines = ["import os", "", "def run() -> int:", "    return 0"]
    anchor = Anchor(path="a.py", text="def run(", lines=2)
    assert place_anchor(anchor, lines) == Target(path="a.py", start_line=3, end_line=4)


def test_an_anchor_without_text_is_the_whole_file() -> None:
    assert place_anchor(Anchor(path="a.py"), ["import os"]) == Target(path="a.py")


def test_an_anchor_whose_text_is_gone_is_reported_by_name() -> None:
    with pytest.raises(DataError, match="def run"):
        place_anchor(Anchor(path="a.py", text="def run(", lines=2), ["def walk(): ..."])


def test_own_questions_cover_every_category_and_are_asked_once() -> None:
    questions = read_own_case().questions
    assert {question.category for question in questions} == CATEGORIES
    assert len({question.text for question in questions}) == len(questions) >= 25
    assert all(question.anchors for question in questions)


@pytest.mark.parametrize("layout", ["owner+tool/repo", "owner/tool", "owner/tool.git", "tool", "tool.git"])
def test_a_mirror_is_found_in_every_layout(tmp_path: Path, layout: str) -> None:
    mirror = tmp_path / layout
    mirror.mkdir(parents=True)
    (mirror / "HEAD").write_text("ref: refs/heads/main\n")
    assert find_mirror("https://example.com/owner/tool.git", tmp_path) == mirror


def test_without_a_mirror_the_address_is_used(tmp_path: Path) -> None:
    address = "https://example.com/owner/tool.git"
    assert choose_source(address, tmp_path) == address
    assert choose_source(address, None) == address
