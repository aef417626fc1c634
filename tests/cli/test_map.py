"""`repochat map`, before anything was drawn."""

from tests.cli.conftest import Indexed


def test_a_repository_without_a_map_says_how_to_get_one(indexed: Indexed) -> None:
    outcome = indexed.program.run("map", "--repo", "greetings")
    assert outcome.code == 3
    assert "repochat think now MapRepo --repo greetings" in outcome.err
