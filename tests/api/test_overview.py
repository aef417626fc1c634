"""What a dashboard reads of all repositories at once."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Engine

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.run_store import IndexRunWriter
from tests.api.serving import TIMEOUT_S, Product
from tests.git.repositories import Repository, make_repository


async def read(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/overview")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_indexed_repository_tells_its_counts_skips_languages_and_freshness(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    (repo,) = (await read(client))["repos"]
    assert repo["name"] == indexed
    assert repo["latest"]["sha"] == repository.sha()
    assert repo["freshness"]["state"] == "fresh"
    assert {"language": "python", "files": 5} in repo["languages"]
    assert {"reason": "lock_file", "count": 1} in repo["skipped"]
    assert repo["skipped"] == sorted(repo["skipped"], key=lambda skip: (-skip["count"], skip["reason"]))
    status = (await client.get(f"/index/{indexed}/status")).json()
    assert {each["reason"]: each["count"] for each in status["skipped"]} == {
        each["reason"]: each["count"] for each in repo["skipped"]
    }
    assert repo["run"]["status"] == "done"
    assert repo["active"] == []
    assert repo["is_thinking"] is False
    assert (await client.put(f"/repos/{indexed}/thinking", json={"on": True})).status_code == 200
    assert (await read(client))["repos"][0]["is_thinking"] is True


async def test_the_newest_revision_is_that_of_the_default_branch_as_for_one_repository(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    """A branch that was indexed later is not what the repository shows."""
    newest = repository.sha()
    repository.git("branch", "side")
    repository.commit({"side.py": b"SIDE = 1\n"}, branch="side")
    run = (await client.post(f"/index/{indexed}/initial", json={"rev": "side"})).json()
    assert '"status":"done"' in (await client.get(f"/index/{indexed}/events", params={"run": run["id"]})).text
    status = (await client.get(f"/index/{indexed}/status")).json()
    (repo,) = (await read(client))["repos"]
    assert repo["latest"]["sha"] == status["revision"]["sha"] == newest


async def test_what_waits_and_what_failed_is_told(idle: Product, repository: Repository) -> None:
    name = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await idle.client.post(f"/index/{name}/initial")).json()
    (repo,) = (await read(idle.client))["repos"]
    assert [each["id"] for each in repo["active"]] == [run["id"]]
    assert repo["latest"] is None
    assert repo["languages"] is None
    assert repo["freshness"]["state"] == "never_indexed"


async def test_the_number_of_queries_does_not_grow_with_that_of_repositories(
    idle: Product, repository: Repository, tmp_path: Path
) -> None:
    await idle.client.post("/repos", json={"source": str(repository.path)})
    few = await count_queries(idle.client)
    for number in range(5):
        other = make_repository(tmp_path / f"other{number}", {"a.py": b"A = 1\n"})
        await idle.client.post("/repos", json={"source": str(other.path)})
    assert await count_queries(idle.client) == few


async def count_queries(client: httpx.AsyncClient) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await read(client)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert any("index_runs" in statement for statement in asked)
    return len(asked)


async def test_one_stream_tells_of_the_runs_of_all_repositories(idle: Product, repository: Repository) -> None:
    name = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    async with asyncio.timeout(TIMEOUT_S), idle.client.stream("GET", "/overview/events") as stream:
        told = read_runs(stream)
        assert await anext(told) == []
        run = (await idle.client.post(f"/index/{name}/initial")).json()
        assert [(each["id"], each["status"]) for each in await anext(told)] == [(run["id"], "queued")]
        database = idle.services.database
        async with database.write(LOCAL_TENANT_ID) as session:
            await IndexRunWriter(session).finish(run["id"], status="cancelled")
        assert await anext(told) == []


async def read_runs(stream: httpx.Response) -> AsyncIterator[list[dict[str, Any]]]:
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))["active"]
