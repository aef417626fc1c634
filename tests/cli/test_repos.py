"""Choosing how a repository is followed, and forgetting it."""

from tests.cli.conftest import Indexed


def test_a_path_is_chosen_and_told(indexed: Indexed) -> None:
    chosen = indexed.program.run("follow", "greetings", "manual", "--json").json
    assert chosen == {"repo": "greetings", "path": "manual"}
    status = indexed.program.run("status", "greetings", "--json").json
    assert (status["freshness"]["path"], status["freshness"]["commits_behind"]) == ("manual", 0)
    assert "followed by manual" in indexed.program.run("status", "greetings").out


def test_a_path_that_it_cannot_have_is_refused(indexed: Indexed) -> None:
    assert indexed.program.run("follow", "greetings", "webhook").code == 2


def test_a_policy_is_shown_and_changed(indexed: Indexed) -> None:
    """What is not named stays as it is; a number that no policy has is refused."""
    assert indexed.program.run("policy", "greetings", "--json").json["pull_requests"] == "head"
    indexed.program.run("policy", "greetings", "--branch", "release/*", "--keep-days", "7")
    kept = indexed.program.run("policy", "greetings", "--json").json
    assert (kept["branches"], kept["keep_days"], kept["pull_requests"]) == (["release/*"], 7, "head")
    assert indexed.program.run("policy", "greetings", "--keep-revisions", "0").code == 2
    assert "release/*" in indexed.program.run("policy", "greetings").out


def test_it_is_forgotten_only_when_asked_twice(indexed: Indexed) -> None:
    refused = indexed.program.run("disconnect", "greetings")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert indexed.program.run("disconnect", "greetings", "--yes", "--json").json == {"disconnected": "greetings"}
    assert indexed.program.run("status", "--json").json["repos"] == []
    assert indexed.repository.sha()
