"""The engine over HTTP: on and off, think now, and why something waits."""

from pathlib import Path

import pytest

from repochat.core.database import Database
from tests.api.github import hosted
from tests.api.serving import Product
from tests.git.repositories import Repository

REPO = "team/greetings"


@pytest.fixture
async def connected(idle: Product, repository: Repository) -> Product:
    await idle.client.post("/repos", json={"source": str(repository.path), "name": REPO})
    return idle


async def test_the_status_tells_budgets_and_what_waits_with_its_reason(connected: Product) -> None:
    client = connected.client
    on = (
        await client.post("/learning/toggle", json={"repo": REPO, "on": True, "budgets": {"cpu_seconds_day": 0}})
    ).json()
    assert (on["on"], on["budgets"]["cpu_seconds_day"]) == (True, 0)
    refused = await client.post("/learning/think", json={"repo": REPO, "thought": "Dream"})
    assert refused.status_code == 404
    status = (await client.get("/learning/status", params={"repo": REPO})).json()
    [repo] = status["repos"]
    assert (repo["repo"], repo["on"], repo["waiting"], status["kill_switch"]["on"]) == (REPO, True, [], False)
    assert [bucket["resource"] for bucket in repo["buckets"]] == ["cpu_s", "gpu_s", "model_tokens", "io_bytes", "usd"]
    assert (repo["buckets"][0]["per_day"], repo["buckets"][2]["capacity"]) == (0, 50_000)
    assert (await client.get("/learning/arms")).json() == {"arms": []}


async def test_a_toggle_names_its_repository_and_is_an_owners(
    database: Database, tmp_path: Path, repository: Repository
) -> None:
    async with hosted(database, tmp_path) as world:
        await world.product.client.post("/repos", json={"source": str(repository.path), "name": REPO})
        ada = await world.log_in("ada")
        assert (await ada.post("/learning/toggle", json={"on": True})).status_code == 422
        bob = await world.log_in("bob")
        assert (await bob.post("/learning/toggle", json={"repo": REPO, "on": True})).status_code == 403
        assert (await bob.get("/learning/status")).status_code == 200
