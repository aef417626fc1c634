"""The database goes away under a running API and worker, and comes back."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.migrations import migrate
from repochat.core.postgres import EmbeddedPostgres
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import make_repository

pytestmark = pytest.mark.e2e

WAIT_S = 60


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The product on a server of its own, which a test may stop."""

    product: Product
    server: EmbeddedPostgres


@pytest.fixture
async def standing(tmp_path: Path) -> AsyncGenerator[Standing]:
    settings = build_settings(tmp_path / "home")
    server = EmbeddedPostgres(open_home(settings.repochat_home))
    urls = await asyncio.to_thread(server.start)
    await asyncio.to_thread(migrate, urls.owner)
    database = Database(urls.app)
    try:
        async with serving(database, settings) as product:
            yield Standing(product=product, server=server)
    finally:
        await database.close()
        await asyncio.to_thread(server.stop)


async def test_an_absence_of_the_database_is_told_and_then_over(standing: Standing, tmp_path: Path) -> None:
    """Meanwhile every answer says what is away; afterwards nothing has to be started again."""
    client = standing.product.client
    source = make_repository(tmp_path / "source", {"a.py": b"def a():\n    return 1\n"})
    repo = (await client.post("/repos", json={"source": str(source.path)})).json()["name"]

    await asyncio.to_thread(standing.server.stop)
    assert await read_readiness(standing) == 503
    refused = await client.get("/repos")
    assert (refused.status_code, refused.json()["error"]["kind"]) == (503, "unavailable")
    assert (await client.get("/healthz")).status_code == 200

    await asyncio.to_thread(standing.server.start)
    async with asyncio.timeout(WAIT_S):
        while await read_readiness(standing) != 200:  # noqa: ASYNC110  the answer is what is tested
            await asyncio.sleep(0.2)
    run = (await client.post(f"/index/{repo}/initial")).json()
    events = await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    assert '"status":"done"' in events.text


async def read_readiness(standing: Standing) -> int:
    return (await standing.product.client.get("/readyz")).status_code
