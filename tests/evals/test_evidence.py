"""What an answer's evidence is said to be worth, on answers made by hand."""

from collections.abc import Mapping
from typing import Any

import pytest
from evals.evidence import Evidence, has_fact, is_doubted, list_identifiers, weigh
from evals.golden import ABSENT, Gold, GoldenQuestion
from evals.proving import Proof
from evals.scoring import Target

LINES = {"c1": ("def send(request):", "    return POOL"), "c2": ("POOL = 10",), "c3": ("import os",)}
PLACES = {"c1": ("http.py", 10), "c2": ("limits.py", 4), "c3": ("http.py", 1)}


def _question(*spans: tuple[str, int, int], facts: tuple[str, ...] = ()) -> GoldenQuestion:
    gold = tuple(Gold(target=Target(path=p, start_line=a, end_line=b), text="") for p, a, b in spans)
    return GoldenQuestion(text="How?", kind="how" if spans else ABSENT, facts=facts, gold=gold)


def _answer(*statements: tuple[str, tuple[str, ...]]) -> dict[str, Any]:
    used = dict.fromkeys(name for _, names in statements for name in names if name in LINES)
    citations = [
        {"id": c, "path": PLACES[c][0], "start_line": PLACES[c][1], "end_line": PLACES[c][1] + len(LINES[c]) - 1}
        for c in used
    ]
    return {
        "citations": citations,
        "statements": [{"text": text, "citations": names, "status": "supported"} for text, names in statements],
    }


def _weigh(question: GoldenQuestion, answer: Mapping[str, Any], retrieved: tuple[str, ...] = ()) -> Evidence:
    proofs = {c["id"]: Proof(resolves=True, quotes=True, lines=LINES[c["id"]]) for c in answer["citations"]}
    return weigh(question, answer, retrieved, proofs)


def test_recall_counts_files_passages_and_lines_apart() -> None:
    question = _question(("http.py", 11, 14), ("limits.py", 20, 21), ("pool.py", 1, 2))
    told = _weigh(question, _answer(("It sends.", ("c1", "c2"))))
    assert told.files_cited == pytest.approx(2 / 3)
    assert told.spans_cited == pytest.approx(1 / 3)
    assert told.lines_cited == pytest.approx(1 / 8)


def test_precision_is_the_share_of_cited_lines_that_are_gold() -> None:
    told = _weigh(_question(("http.py", 11, 14)), _answer(("It sends.", ("c1", "c2"))))
    assert told.precision == pytest.approx(1 / 3)
    assert told.citations_on_gold == pytest.approx(1 / 2)


def test_what_search_returned_fills_the_first_five_files_after_what_is_cited() -> None:
    question = _question(("pool.py", 1, 2))
    answer = _answer(("It sends.", ("c1", "c2")))
    assert _weigh(question, answer, ("a", "b", "pool.py")).files_at_5 == 1
    assert _weigh(question, answer, ("a", "b", "c", "pool.py")).files_at_5 == 0
    assert _weigh(question, answer, ("a", "b", "c", "pool.py")).files_retrieved_at_5 == 1


def test_identifiers_are_grounded_in_the_lines_and_paths_of_their_own_statement() -> None:
    told = _weigh(
        _question(("http.py", 1, 2)), _answer(("`send` of `http` returns `POOL`.", ("c1",)), ("`POOL`", ("c3",)))
    )
    assert told.identifiers == 4
    assert told.grounding == pytest.approx(3 / 4)


def test_what_an_answer_says_is_missing_needs_no_grounding() -> None:
    told = _weigh(_question(), _answer(("I could not find `Teapot`.", ())))
    assert told.identifiers == 0
    assert told.is_doubted


def test_a_fact_is_said_in_the_text_or_shown_in_the_lines() -> None:
    told = _weigh(_question(("limits.py", 4, 4), facts=("POOL", "10", "1")), _answer(("`POOL` is set.", ("c2",))))
    assert told.facts_said == pytest.approx(1 / 3)
    assert told.facts_shown == pytest.approx(2 / 3)


def test_a_statement_that_names_an_unknown_citation_is_counted() -> None:
    assert _weigh(_question(), _answer(("It sends.", ("c1", "c9")))).dangling == 1


@pytest.mark.parametrize(
    ("opening", "doubted"),
    [
        ("I could not find evidence for “x” in this revision.", True),
        ("The repository does not support HTTP/2.", True),
        ("I don't know.", True),
        ("There is no file `x.py` in the index.", True),
        ("The best match is `http.py`, which defines `send`.", False),
        ("`find_nothing` is a function.", False),
    ],
)
def test_doubt_is_read_from_the_opening(opening: str, *, doubted: bool) -> None:
    assert is_doubted({"statements": [{"text": opening}, {"text": "I don't know."}]}) is doubted


def test_no_answer_is_doubt() -> None:
    assert is_doubted({"statements": []})


def test_identifiers_are_code_and_words_that_only_code_has() -> None:
    assert list_identifiers("Then `pool.get(x1)` calls sendRequest and max_size, not Send.") == [
        "pool",
        "get",
        "x1",
        "sendRequest",
        "max_size",
    ]


def test_a_fact_stands_by_itself() -> None:
    assert has_fact("10", "POOL = 10")
    assert not has_fact("10", "POOL = 100")
