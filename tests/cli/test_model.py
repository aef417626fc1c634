"""`repochat model`, `spend` and `audit`, as a person and as a script use them."""

from dataclasses import replace

import pytest

from repochat.cli.app import run_program
from tests.cli.conftest import Indexed
from tests.cli.program import Program

HOST = "models.example"
MODEL = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "m", "LLM_BASE_URL": f"https://{HOST}/v1"}


@pytest.fixture
def program(indexed: Indexed) -> Program:
    """A model is configured that is not on this machine; it is never asked here."""
    return replace(indexed.program, environment={**indexed.program.environment, **MODEL})


def test_an_owner_allows_and_denies_and_the_log_tells_it(program: Program) -> None:
    assert program.get("model", "status", "greetings")["allowed"] is False
    allowed = program.get("model", "allow", "greetings")
    assert (allowed["allowed"], allowed["allowed_by"], allowed["hosts"]) == (True, "local", [HOST])
    shown = program.run("model", "status")
    assert f"compatible:m at {HOST}" in shown.out
    assert f"greetings: code may be sent to {HOST}" in shown.out
    assert program.get("model", "deny", "greetings")["hosts"] == []
    log = program.get("audit", "--limit", "2")
    assert [entry["action"] for entry in log["entries"]] == ["model.denied", "model.allowed"]
    assert f"model.allowed  greetings  host {HOST}" in program.run("audit").out


def test_budgets_are_set_and_taken_away(program: Program) -> None:
    both = program.get("model", "budget", "greetings", "--tokens", "5000", "--usd", "1.5")
    assert both["budget"] == {"tokens_per_day": 5000, "usd_per_day": 1.5}
    shown = program.run("model", "budget", "greetings", "--usd", "none").out
    assert "today: 0 of 5,000 tokens, $0.00\n" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["budget", "greetings"],
        ["budget", "greetings", "--tokens", "many"],
        ["budget", "greetings", "--usd", "-1"],
        ["budget", "greetings", "--usd", "nan"],
        ["allow", "greetings", "--host", "https://models.example/v1"],
    ],
)
def test_what_is_no_decision_is_told(program: Program, arguments: list[str]) -> None:
    outcome = program.run("model", *arguments, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["hint"]


def test_spending_shows_what_is_left_of_the_day(program: Program) -> None:
    spend = program.get("spend", "--days", "7")
    assert (spend["lines"], spend["is_cut"]) == ([], False)
    assert spend["budget"] == {"tokens_per_day": 2_000_000, "usd_per_day": 10.0}
    assert "today: 0 of 2,000,000 tokens, $0.00 of $10.00" in program.run("spend").out


def test_a_mistake_after_model_is_helped_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_program(["model", "alow", "x"]) == 2
    assert "`repochat model --help`" in capsys.readouterr().err
