"""What is different between two answers, as data and in words."""

from typing import Any
from uuid import UUID

from repochat.chat.age.difference import compare_answers
from repochat.chat.model import Answer, Citation, Confidence, Statement


def build_citation(number: int, text: str, **changes: Any) -> Citation:
    values: dict[str, Any] = {
        "id": f"c{number}",
        "repo": "r",
        "commit": "a" * 40,
        "path": "a.py",
        "blob": "b" * 40,
        "start_line": 1,
        "end_line": 3,
        "snippet_sha256": text,
        "symbol": "work",
        "url": "",
    }
    return Citation(**{**values, **changes})


def build_answer(citations: list[Citation], *texts: str) -> Answer:
    return Answer(
        answer_id=UUID(int=1),
        answer="",
        statements=tuple(Statement(text=text, citations=(), status="supported", tier=3) for text in texts),
        citations=tuple(citations),
        revision="a" * 40,
        mode="extractive",
        policy_version="1",
        timings_ms={},
        note="",
        removed=0,
        confidence=Confidence(value=1, band="high", reasons=()),
    )


def test_the_same_answer_is_not_different() -> None:
    answer = build_answer([build_citation(1, "one")], "It works.")
    difference = compare_answers(answer, answer)
    assert not difference.changes_evidence
    assert difference.as_json()["words"] == ("Nothing is different: the same evidence says the same.",)


def test_the_same_text_elsewhere_has_moved_which_changes_no_evidence() -> None:
    before = build_answer([build_citation(1, "one")])
    after = build_answer([build_citation(1, "one", path="b.py", commit="c" * 40)])
    difference = compare_answers(before, after)
    assert [(each.before.path, each.after.path) for each in difference.moved] == [("a.py", "b.py")]
    assert not difference.changes_evidence
    assert difference.as_json()["words"] == ("Moved: `a.py:1-3 @ aaaaaaaaaaaa` is `b.py:1-3 @ cccccccccccc` now.",)


def test_another_text_of_the_same_definition_has_changed() -> None:
    before = build_answer([build_citation(1, "one")])
    after = build_answer([build_citation(1, "two", start_line=50, end_line=60)])
    difference = compare_answers(before, after)
    assert len(difference.changed) == 1
    assert difference.changes_evidence


def test_another_text_of_overlapping_lines_has_changed() -> None:
    before = build_answer([build_citation(1, "one", symbol="")])
    after = build_answer([build_citation(1, "two", symbol="", start_line=3, end_line=9)])
    assert len(compare_answers(before, after).changed) == 1


def test_other_evidence_was_added_and_removed() -> None:
    before = build_answer([build_citation(1, "one"), build_citation(2, "two", symbol="rest", start_line=8, end_line=9)])
    after = build_answer([build_citation(1, "one"), build_citation(2, "three", path="c.py", symbol="new")])
    difference = compare_answers(before, after)
    assert (difference.kept, difference.moved, difference.changed) == (1, (), ())
    assert [each.path for each in difference.added] == ["c.py"]
    assert [each.symbol for each in difference.removed] == ["rest"]


def test_equal_texts_are_paired_one_to_one() -> None:
    twice = [build_citation(1, "one"), build_citation(2, "one", path="b.py")]
    difference = compare_answers(build_answer(twice), build_answer(twice[:1]))
    assert (difference.kept, [each.path for each in difference.removed]) == (1, ["b.py"])


def test_a_pull_request_that_was_edited_is_other_evidence() -> None:
    told: dict[str, Any] = {"kind": "pull_request", "path": "", "blob": "", "symbol": "", "ref": "#7"}
    before = build_answer([build_citation(1, "one", **told)])
    after = build_answer([build_citation(1, "two", **told)])
    difference = compare_answers(before, after)
    assert difference.changes_evidence
    assert "New evidence: `#7`." in difference.as_json()["words"]


def test_statements_are_told_by_their_words() -> None:
    before = build_answer([], "It works.", "It is slow.")
    after = build_answer([], "It  works.", "It is fast.")
    difference = compare_answers(before, after)
    assert difference.statements_kept == 1
    assert (difference.statements_new, difference.statements_gone) == (("It is fast.",), ("It is slow.",))
    assert not difference.changes_evidence
    assert difference.as_json()["words"] == ("Statements: 1 new, 1 gone, 1 as before.",)
