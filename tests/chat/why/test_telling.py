"""Why, told from rows alone: places, what near misses lacked, what was shown and cited, and rows of older versions."""

import math
from typing import Any

import pytest

from repochat.catalog.answer_store import RetrievalLog
from repochat.chat.why import Why, explain_answer
from repochat.core.ids import create_id
from tests.catalog.answers import SHA, build_answer, build_citation


def build_hit(rank: int, path: str, **contributions: float) -> dict[str, Any]:
    """Every value is a half, so that weights are twice the contributions."""
    return {
        "rank": rank,
        "path": path,
        "blob": "b" * 40,
        "start_line": 10,
        "end_line": 20,
        "symbol": "",
        "kind": "function",
        "score": math.fsum(contributions.values()),
        "explain": {
            "legs": {"dense": 3, "lexical": 1},
            "features": dict.fromkeys(contributions, 0.5),
            "contributions": contributions,
        },
    }


def build_search(**changes: Any) -> dict[str, Any]:
    search: dict[str, Any] = {
        "label": "r",
        "query": "what?",
        "query_type": "behaviour",
        "wants_tests": False,
        "revision": SHA,
        "hits": [build_hit(1, "a.py", lexical=2.0, test=-0.5), build_hit(2, "b.py", lexical=1.0, dense=0.25)],
        "near_misses": [build_hit(3, "c.py", dense=0.5, lexical=0.25)],
        "dropped": {"below_limit": 7},
        "candidates": {"lexical": 3},
        "policy_version": "linear-1",
        "timings_ms": {"signals": 1.0},
        "counterfactuals": [
            {
                "without": "dense",
                "hits": [
                    {"place": build_place("c.py"), "rank": 1, "was": None},
                    {"place": build_place("a.py"), "rank": 2, "was": 1},
                ],
                "gone": [build_place("b.py")],
            }
        ],
    }
    return {**search, **changes}


def build_place(path: str) -> dict[str, Any]:
    return {"path": path, "start_line": 10, "end_line": 20, "symbol": "f"}


def build_piece(piece_id: str, path: str, *, cited: bool) -> dict[str, Any]:
    return {
        "id": piece_id,
        "repo": "r",
        "commit": SHA,
        "path": path,
        "start_line": 12,
        "end_line": 14,
        "symbol": "",
        "role": "definition",
        "origin": "hit",
        "rank": 1,
        "tokens": 30,
        "cited": cited,
    }


def tell(searches: list[dict[str, Any]] | None = None, **log: Any) -> Why:
    citations = [build_citation(1, path="a.py", start_line=20, end_line=30), build_citation(2, path="b.py", end_line=9)]
    stored = build_answer(create_id(), citations=citations)
    parts: dict[str, Any] = {"context": {}, "stages": [], "policy": {}, **log}
    return explain_answer(stored, RetrievalLog(searches=[build_search()] if searches is None else searches, **parts))


def test_a_place_is_cited_when_lines_of_it_are() -> None:
    hits = tell().searches[0].hits
    assert [(hit.path, hit.cited) for hit in hits] == [("a.py", True), ("b.py", False)]
    other_commit = tell([build_search(revision="d" * 40)]).searches[0].hits
    assert not any(hit.cited for hit in other_commit)


def test_contributions_come_greatest_first_with_their_weights_and_groups() -> None:
    (first, _) = tell().searches[0].hits
    assert [(each.feature, each.group, each.weight, each.contribution) for each in first.contributions] == [
        ("lexical", "lexical", 4.0, 2.0), ("test", "traits", -1.0, -0.5),
    ]  # fmt: skip


def test_shares_of_the_legs_are_those_of_rank_fusion() -> None:
    first, second = tell().searches[0].hits[0].legs
    assert (first.leg, first.rank, second.leg, second.rank) == ("lexical", 1, "dense", 3)
    assert first.share == pytest.approx((1 / 51) / (1 / 51 + 1 / 53))
    assert first.share + second.share == pytest.approx(1)


def test_a_near_miss_is_told_what_the_last_hit_had_and_it_lacked() -> None:
    (miss,) = tell().searches[0].near_misses
    assert miss.gap == 0.5
    assert [(each.feature, each.behind) for each in miss.lacked] == [("lexical", 0.75)]


def test_a_counterfactual_tells_what_came_and_what_went() -> None:
    (without,) = tell().searches[0].counterfactuals
    assert [(hit.path, hit.rank, hit.was) for hit in without.hits] == [("c.py", 1, None), ("a.py", 2, 1)]
    assert [(hit.path, hit.rank, hit.was) for hit in without.gone] == [("b.py", None, 2)]
    assert not without.is_recomputed


def test_the_context_tells_what_was_shown_cited_and_dropped() -> None:
    pieces = [build_piece("k1", "a.py", cited=True), build_piece("k2", "b.py", cited=False)]
    dropped = [{"label": "r", "path": "z.py", "start_line": 1, "end_line": 2, "reason": "budget", "tokens": 9}]
    why = tell(context={"pieces": pieces, "dropped": dropped, "tokens": 60, "tokens_max": 100})
    assert why.context is not None
    assert [(piece.id, piece.cited) for piece in why.context.pieces] == [("k1", True), ("k2", False)]
    assert (why.context.dropped[0].path, why.context.dropped[0].reason) == ("z.py", "budget")
    assert [hit.shown for hit in why.searches[0].hits] == [True, True]


def test_the_outcome_counts_claims_by_their_support_and_what_the_checks_took_away() -> None:
    kinds = [("fact", "supported"), ("code", "supported"), ("fact", "partly"), ("heading", "unsupported")]
    stored = build_answer(
        create_id(),
        statements=[{"text": "x", "kind": kind, "status": status} for kind, status in kinds],
        removed=2,
        unknown_ids=1,
        usage={"masked": 3, "requests": 1, "tool_calls": 0},
        note="Cut.",
    )
    outcome = explain_answer(stored, RetrievalLog(searches=[], context={}, stages=[], policy={})).outcome
    assert (outcome.supported, outcome.partly, outcome.unsupported, outcome.other) == (2, 1, 0, 1)
    assert (outcome.removed, outcome.unknown_ids, outcome.masked, outcome.citations) == (2, 1, 3, 1)
    assert outcome.note == "Cut."


def test_stages_have_tokens_and_cost_where_a_model_was_asked() -> None:
    stages = [
        {"name": "search", "ms": 1.5},
        {"name": "write", "ms": 900.0, "tokens_in": 1000, "tokens_out": 50, "cost_usd": 0.01},
    ]
    first, second = tell(stages=stages).stages
    assert (first.tokens_in, first.cost_usd) == (0, None)
    assert (second.tokens_in, second.tokens_out, second.cost_usd) == (1000, 50, 0.01)


def test_rows_of_older_versions_are_told_as_far_as_they_go() -> None:
    """Of before counterfactuals, labels, contexts and policies were logged."""
    search = build_search()
    for name in ("label", "counterfactuals"):
        del search[name]
    why = tell([search])
    assert (why.searches[0].label, why.searches[0].counterfactuals, why.context) == ("", (), None)
    assert (why.parameters, why.propensities) == ({}, {})
    assert tell([build_search(hits=[], near_misses=[])]).searches[0].near_misses == ()
