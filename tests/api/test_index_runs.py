"""The list of runs: all of them, by page and filter, as they happen, and none of a repository that is not seen."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.run_store import IndexRunWriter
from repochat.core.database import Database
from tests.api.github import hosted
from tests.api.serving import Product
from tests.git.repositories import Repository, make_repository

WAIT_S = 20


async def test_a_run_tells_what_it_was_for_how_long_each_phase_took_and_what_was_skipped(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    (listed,) = (await client.get("/index/runs")).json()["runs"]
    assert (listed["kind"], listed["repo"], listed["trigger"], listed["status"]) == (
        "indexing", indexed, "person", "done",
    )  # fmt: skip
    assert listed["created_at"] <= listed["started_at"] <= listed["ended_at"]
    phases = [each["phase"] for each in listed["phases"]]
    assert phases == ["mirror", "plan", "parse", "publish", "graph"]
    assert all(each["seconds"] >= 0 for each in listed["phases"])
    assert sum(each["seconds"] for each in listed["phases"]) <= listed["report"]["seconds"] + 1
    detail = (await client.get(f"/index/runs/{listed['id']}")).json()
    assert detail["run"] == listed
    assert {each["reason"]: each["count"] for each in detail["skipped"]} == listed["report"]["skipped"]
    assert {"reason": "binary", "count": 1, "paths": ["odd/data.bin"]} in detail["skipped"]


async def test_pages_go_on_where_they_ended_and_filters_hold(idle: Product, tmp_path: Path) -> None:
    names = [await connect(idle.client, make_repository(tmp_path / name, {"a.py": b"A = 1\n"})) for name in ("a", "b")]
    asked = [(await start(idle.client, name, rev))["id"] for rev in ("one", "two", "three") for name in names]
    await idle.client.post(f"/index/runs/{asked[0]}/cancel")
    pages: list[list[str]] = []
    after: str | None = ""
    while after is not None:
        page = (await read_page(idle.client, limit=4, **({"after": after} if after else {}))).json()
        pages.append([run["id"] for run in page["runs"]])
        after = page["next_after"]
    assert pages == [asked[:1:-1], asked[1::-1]]
    of_b = (await read_page(idle.client, repo=names[1])).json()["runs"]
    assert [run["id"] for run in of_b] == asked[::-1][::2]
    waiting = (await read_page(idle.client, repo=names[0], status=["queued", "running"])).json()["runs"]
    assert [run["id"] for run in waiting] == [asked[4], asked[2]]


@pytest.mark.parametrize(
    ("query", "status"),
    [({"after": "nonsense"}, 422), ({"limit": "201"}, 422), ({"status": "lost"}, 422), ({"repo": "nowhere"}, 404)],
)
async def test_what_cannot_be_listed_is_refused(idle: Product, query: dict[str, str], status: int) -> None:
    assert (await read_page(idle.client, **query)).status_code == status


async def test_an_unknown_run_is_404(idle: Product) -> None:
    assert (await idle.client.get(f"/index/runs/{UUID(int=7)}")).status_code == 404


async def test_a_repository_called_runs_keeps_its_own_addresses(idle: Product, repository: Repository) -> None:
    await idle.client.post("/repos", json={"source": str(repository.path), "name": "runs"})
    assert (await idle.client.get("/index/runs/status")).json()["repo"]["name"] == "runs"


async def test_a_failed_run_says_how_far_it_came(client: httpx.AsyncClient, repository: Repository) -> None:
    run = await start(client, await connect(client, repository), "no-such-branch")
    await client.get(f"/index/{run['repo_id']}/events", params={"run": run["id"]})
    (listed,) = (await client.get("/index/runs", params={"status": "failed"})).json()["runs"]
    assert [each["phase"] for each in listed["phases"]] == ["mirror"]
    assert listed["error"]["hint"]
    assert listed["ended_at"] is not None


async def test_changes_of_any_run_are_told_as_they_happen(idle: Product, repository: Repository) -> None:
    repo = await connect(idle.client, repository)
    async with listening(idle.client) as events:
        assert await anext(events) == ("missed", {})
        run = await start(idle.client, repo)
        assert await next_run(events) == (run["id"], "queued")
        async with idle.services.database.write(LOCAL_TENANT_ID) as session:
            await IndexRunWriter(session).begin(UUID(run["id"]))
        assert await next_run(events) == (run["id"], "running")


async def test_runs_of_a_restricted_repository_are_hidden_from_who_may_not_see_it(
    database: Database, tmp_path: Path, repository: Repository
) -> None:
    """In the list, by id, and live."""
    async with hosted(database, tmp_path) as world:
        owner, bob = world.product.client, await world.log_in("bob")
        repo = await connect(owner, repository)
        run = await start(owner, repo)
        assert len((await bob.get("/index/runs")).json()["runs"]) == 1
        async with world.product.services.database.write(LOCAL_TENANT_ID) as session:
            await session.execute(text("UPDATE repos SET is_restricted = true"))
        assert (await bob.get("/index/runs")).json()["runs"] == []
        assert (await bob.get(f"/index/runs/{run['id']}")).status_code == 404
        opened = await connect(owner, make_repository(tmp_path / "open", {"a.py": b"A = 1\n"}))
        async with listening(bob) as events:
            assert (await anext(events))[0] == "missed"
            await start(owner, repo, "hidden")
            seen = await start(owner, opened)
            assert await next_run(events) == (seen["id"], "queued")


async def connect(client: httpx.AsyncClient, repository: Repository) -> str:
    return (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]


async def start(client: httpx.AsyncClient, repo: str, rev: str | None = None) -> dict[str, Any]:
    return (await client.post(f"/index/{repo}/initial", json={"rev": rev})).json()


async def read_page(client: httpx.AsyncClient, **query: Any) -> httpx.Response:
    return await client.get("/index/runs", params=query)


@asynccontextmanager
async def listening(client: httpx.AsyncClient) -> AsyncGenerator[AsyncIterator[tuple[str, dict[str, Any]]]]:
    """Events as they come, by name; none for so long fails the test."""
    async with asyncio.timeout(WAIT_S), client.stream("GET", "/index/runs/live") as stream:
        yield read_events(stream)


async def read_events(stream: httpx.Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in stream.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def next_run(events: AsyncIterator[tuple[str, dict[str, Any]]]) -> tuple[str, str]:
    """The id and the status of the next run that is told."""
    async for name, told in events:
        if name == "run":
            return told["id"], told["status"]
    raise AssertionError("the stream ended")
