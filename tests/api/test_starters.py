import httpx

from tests.api.serving import Product
from tests.git.repositories import Repository


async def test_the_first_questions_are_about_the_repositorys_own_definitions(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    sha = repository.commit(
        {"src/polite.py": b"from greetings import greet\n\n\ndef bow():\n    return greet('you')\n"}
    )
    run = (await client.post(f"/index/{indexed}/diff")).json()
    assert '"status":"done"' in (await client.get(f"/index/{indexed}/events", params={"run": run["id"]})).text
    found = (await client.get(f"/repos/{indexed}/starters")).json()
    assert found["commit"] == sha
    assert found["starters"][0] == {"question": "What does `greet` do?", "path": "src/greetings.py", "start_line": 6}
    assert len(found["starters"]) == 3


async def test_before_the_first_indexing_there_are_none(idle: Product, repository: Repository) -> None:
    name = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    assert (await idle.client.get(f"/repos/{name}/starters")).status_code == 404
