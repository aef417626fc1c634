import json

import pytest

from tests.cli.conftest import Indexed
from tests.cli.program import interrupt

HIT_KEYS = {"rank", "path", "start_line", "end_line", "symbol", "kind", "score", "explain"}


def test_json_has_the_agreed_shape_and_its_scores_add_up(indexed: Indexed) -> None:
    outcome = indexed.program.run("search", "greet", "--repo", "greetings", "-k", "2", "--json")
    report = outcome.json
    assert outcome.code == 0
    assert report["revision"] == indexed.repository.sha()
    assert [hit["rank"] for hit in report["hits"]] == [1, 2]
    assert {"near_misses", "dropped", "query_type", "policy_version"} <= set(report)
    best = report["hits"][0]
    assert set(best) >= HIT_KEYS
    assert (best["path"], best["symbol"]) == ("src/greetings.py", "greet")
    assert sum(best["explain"]["contributions"].values()) == pytest.approx(best["score"])


def test_a_batch_answers_each_line_in_order_from_one_process(indexed: Indexed) -> None:
    outcome = indexed.program.run(
        "search", "--repo", "greetings", "--batch", "-", stdin="greet_all\n\n-crimson (.*) '; DROP\ngreet_all\n"
    )
    first, empty, odd, last = outcome.json_lines
    assert outcome.code == 0
    assert empty["hits"] == []
    assert empty["error"]["kind"] == "invalid"
    assert odd["hits"][0]["path"].startswith("docs/red")
    assert first["hits"] == last["hits"]
    assert first["hits"][0]["symbol"] == "greet_all"


def test_explain_shows_the_sum_and_no_file_name_drives_the_terminal(indexed: Indexed) -> None:
    outcome = indexed.program.run("search", "crimson", "--repo", "greetings", "-k", "1", "--explain")
    assert "\x1b" not in outcome.out
    assert "docs/red\\x1b[31m name.md:1-3" in outcome.out
    assert " x " in outcome.out
    assert "near misses:" in outcome.out


def test_a_query_may_begin_with_a_dash_and_stay_below_a_folder(indexed: Indexed) -> None:
    outcome = indexed.program.run("search", "--repo", "greetings", "--path", "src", "--json", "--", "--greet")
    assert {hit["path"] for hit in outcome.json["hits"]} == {"src/greetings.py"}


def test_an_unknown_repository_is_not_found_and_the_command_that_indexes_it_is_named(indexed: Indexed) -> None:
    outcome = indexed.program.run("search", "greet", "--repo", "nowhere", "--json")
    assert outcome.code == 3
    assert "repochat index nowhere" in outcome.json["error"]["hint"]


def test_neither_a_query_nor_a_batch_is_wrong_input(indexed: Indexed) -> None:
    assert indexed.program.run("search", "--repo", "greetings").code == 2


def test_a_batch_that_waits_for_its_next_line_ends_on_ctrl_c(indexed: Indexed) -> None:
    process = indexed.program.start("search", "--repo", "greetings", "--batch", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("greet\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["hits"]
    outcome = interrupt(process)
    assert outcome.code == 130
    assert outcome.err == "error: Interrupted.\n"
