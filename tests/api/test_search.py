import httpx
import pytest

from tests.git.repositories import Repository


async def test_a_symbol_is_found_first_and_its_score_adds_up(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    found = (await client.get("/search", params={"repo": indexed, "q": "greet_all", "k": 3})).json()
    first = found["hits"][0]
    assert found["revision"] == repository.sha()
    assert (first["rank"], first["path"]) == (1, "src/greetings.py")
    assert sum(first["explain"]["contributions"].values()) == pytest.approx(first["score"])
    assert len(found["hits"]) <= 3


async def test_a_folder_bounds_the_search(client: httpx.AsyncClient, indexed: str) -> None:
    found = (await client.get("/search", params={"repo": indexed, "q": "greet", "path": "odd/"})).json()
    assert all(hit["path"].startswith("odd/") for hit in found["hits"])


@pytest.mark.parametrize("query", [{"q": "x", "k": 0}, {"q": "x", "k": 101}, {"q": ""}, {}])
async def test_a_query_out_of_bounds_is_told(client: httpx.AsyncClient, indexed: str, query: dict[str, str]) -> None:
    answer = await client.get("/search", params={"repo": indexed, **query})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")


async def test_a_query_that_is_too_long_names_the_limit(client: httpx.AsyncClient, indexed: str) -> None:
    answer = await client.get("/search", params={"repo": indexed, "q": "x" * 25_000})
    assert (answer.status_code, answer.json()["error"]["limit"]) == (413, "q_chars_max")
