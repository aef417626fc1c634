"""How fresh a repository is, by which path, and what a person decides about it."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from repochat.core.database import Database
from tests.api.hooks import SECRET, build_push, deliver
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import Repository

WAIT_S = 60


async def test_a_status_says_by_which_path_it_is_fresh_and_how_far_behind(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    fresh = (await client.get(f"/index/{indexed}/status")).json()
    assert (fresh["freshness"]["state"], fresh["freshness"]["commits_behind"]) == ("fresh", 0)
    assert (fresh["freshness"]["path"], fresh["active"]) == ("watching", [])
    await client.put(f"/repos/{indexed}/follow", json={"path": "manual"})
    head = repository.commit({"src/new.py": b"NEW = 1\n"})
    behind = (await client.get(f"/index/{indexed}/status")).json()["freshness"]
    assert (behind["state"], behind["head"], behind["commits_behind"]) == ("behind", head, None)
    assert (behind["path"], behind["next_check_at"]) == ("manual", None)


async def test_a_list_says_so_of_each_without_asking_git(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    (listed,) = (await client.get("/repos")).json()["repos"]
    assert listed["latest"]["sha"] == repository.sha()
    assert listed["freshness"]["path"] == "watching"
    assert listed["freshness"]["state"] in {"unknown", "fresh"}


async def test_a_branch_that_the_policy_names_is_indexed(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    """Without a push: the change of policy asks a worker for it."""
    at_first = repository.sha()
    side = repository.commit({"src/side.py": b"SIDE = 1\n"}, branch="release/1")
    assert repository.sha("main") == at_first
    changed = (await client.put(f"/repos/{indexed}/policy", json={"branches": ["release/*"]})).json()
    assert changed["branches"] == ["release/*"]
    assert (await client.get(f"/repos/{indexed}/policy")).json() == changed
    found = httpx.Response(404)
    async with asyncio.timeout(WAIT_S):
        while found.is_error:
            found = await client.get("/search", params={"repo": indexed, "q": "SIDE", "rev": side})
    assert found.json()["revision"] == side
    refused = await client.put(f"/repos/{indexed}/policy", json={"keep_days": -1})
    assert refused.status_code == 422


async def test_a_path_that_a_repository_cannot_have_is_refused(client: httpx.AsyncClient, indexed: str) -> None:
    assert (await client.put(f"/repos/{indexed}/follow", json={"path": "webhook"})).status_code == 422
    assert (await client.put(f"/repos/{indexed}/follow", json={"path": "guessing"})).status_code == 422
    assert (await client.put("/repos/nowhere/follow", json={"path": "manual"})).status_code == 404
    remote = (await client.post("/repos", json={"source": "https://github.com/ann/one"})).json()["name"]
    assert (await client.put(f"/repos/{remote}/follow", json={"path": "watching"})).status_code == 422


async def test_a_disconnected_repository_is_forgotten_with_its_mirror(
    product: Product, indexed: str, repository: Repository
) -> None:
    client = product.client
    assert len(list(product.services.home.mirrors.glob("*.git"))) == 1
    assert (await client.delete(f"/repos/{indexed}")).status_code == 204
    assert (await client.get("/repos")).json()["repos"] == []
    assert list(product.services.home.mirrors.glob("*.git")) == []
    assert (await client.delete(f"/repos/{indexed}")).status_code == 404
    again = await client.post("/repos", json={"source": str(repository.path)})
    assert again.status_code == 201


@pytest.fixture
async def hooked(database: Database, tmp_path: Path) -> AsyncGenerator[Product]:
    """API and worker, with a secret for webhooks."""
    settings = build_settings(tmp_path / "home", GITHUB_WEBHOOK_SECRET=SECRET)
    async with serving(database, settings) as product:
        yield product


async def test_a_webhook_is_acted_on_by_a_worker_and_its_outcome_told(hooked: Product) -> None:
    """Of a repository that nobody connected: it is ignored, and people see that."""
    client = hooked.client
    await client.post("/repos", json={"source": "https://127.0.0.1:1/ann/one", "name": "ann/one"})
    assert (await deliver(client, build_push())).json() == {"status": "stored"}
    async with asyncio.timeout(WAIT_S):
        while (await client.get("/webhooks/health")).json()["waiting"]:  # noqa: ASYNC110  over HTTP
            await asyncio.sleep(0.02)
    health = (await client.get("/webhooks/health")).json()
    assert (health["unknown_repositories"], health["failed"]) == (1, 0)
    assert (await client.get("/repos/ann/one/events")).json() == {"events": [], "next_before": None}
