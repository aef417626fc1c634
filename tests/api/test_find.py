"""`/repos/{repo}/find`: what is typed so far, found in a connected repository."""

import httpx
import pytest

from tests.api.serving import Product
from tests.git.repositories import Repository


async def find(client: httpx.AsyncClient, repo: str, q: str, **more: str) -> dict[str, list[dict[str, object]]]:
    answer = await client.get(f"/repos/{repo}/find", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def ready(product: Product, indexed: str) -> str:
    """The repository once its text is in memory."""
    await find(product.client, indexed, "")
    await product.services.quick.settle()
    return indexed


async def test_symbols_files_and_lines_are_found_together(
    client: httpx.AsyncClient, ready: str, repository: Repository
) -> None:
    found = await find(client, ready, "greet")
    assert [symbol["name"] for symbol in found["symbols"][:3]] == ["greet", "greet_all", "GREETING"]
    assert found["symbols"][0]["marks"] == [0, 1, 2, 3, 4]
    assert (found["files"][0]["path"], found["files"][0]["marks"]) == ("src/greetings.py", [4, 5, 6, 7, 8])
    assert (found["text"][0]["path"], found["text"][0]["line"]) == ("src/greetings.py", 6)
    assert found["text"][0]["text"] == "def greet(name: str) -> str:"
    assert found["commit"] == repository.sha()


async def test_only_the_kinds_that_are_asked_for_are_looked_for(client: httpx.AsyncClient, ready: str) -> None:
    found = await find(client, ready, "greet", kinds="files", limit="1")
    assert (len(found["files"]), found["symbols"], found["text"]) == (1, [], [])
    assert found["is_cut"] == {"files": False}


async def test_a_line_behind_a_path_and_the_id_of_a_commit_lead_there(
    client: httpx.AsyncClient, ready: str, repository: Repository
) -> None:
    assert (await find(client, ready, "src/greetings.py:7"))["files"][0]["line"] == 7
    (commit,) = (await find(client, ready, repository.sha()[:9]))["commits"]
    assert commit["sha"] == repository.sha()
    assert (await find(client, ready, "0123456789abcdef"))["commits"] == []


async def test_places_count_as_editors_count(client: httpx.AsyncClient, ready: str, repository: Repository) -> None:
    found = await find(client, ready, "bü.p")
    assert (found["files"][0]["path"], found["files"][0]["marks"]) == ("odd/a bü.py", [6, 7, 8, 9])


@pytest.mark.parametrize("q", ["", " ", "\0", "(.*", "[a-", "\\", "😀", "x" * 10_000, "'; --", "a:99999999", "/../.."])
async def test_odd_queries_are_answered(client: httpx.AsyncClient, indexed: str, q: str) -> None:
    found = await find(client, indexed, q)
    assert found["took_ms"]


async def test_what_is_out_of_bounds_is_told(client: httpx.AsyncClient, indexed: str) -> None:
    for params in ({"kinds": "symbols,secrets"}, {"limit": "51"}, {"limit": "0"}):
        answer = await client.get(f"/repos/{indexed}/find", params={"q": "a", **params})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")
    answer = await client.get(f"/repos/{indexed}/find", params={"q": "x" * 25_000})
    assert answer.status_code == 413


async def test_nothing_is_told_of_a_repository_that_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/repos/nobodys/find", params={"q": "a"})
    assert answer.status_code == 404
