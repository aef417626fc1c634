"""`/mcp` of a real server, below the API's own guards."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import text

from mcp import Client
from repochat.accounts.viewer import LOCAL_TENANT_ID
from repochat.api import Mount
from repochat.cli.serving import MCP_PATH as PATH
from repochat.cli.serving import open_mcp
from repochat.core.database import Database
from repochat.llm.testing import Reply, run_chat_server
from repochat.mcp import LIMITS
from tests.api.conftest import FILES
from tests.api.serving import Product, bearing, build_settings, serving
from tests.git.repositories import Repository, make_repository


@asynccontextmanager
async def agent_of(product: Product, mode: Any = "auto") -> AsyncGenerator[Client]:
    """An agent's client that says whose it is."""
    async with (
        httpx2.AsyncClient(headers=bearing(product.token), timeout=60) as http,
        Client(streamable_http_client(f"{product.address}{PATH}", http_client=http), mode=mode) as client,
    ):
        yield client


@asynccontextmanager
async def product_of(database: Database, folder: Path, **env: str) -> AsyncGenerator[tuple[Product, Repository]]:
    """The API with `/mcp`, a worker, and an indexed repository."""
    repository = make_repository(folder / "greetings", FILES)
    mounts = (Mount(path=PATH, open=open_mcp),)
    async with serving(database, build_settings(folder / "home", **env), mounts=mounts) as product:
        repo = (await product.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
        run = (await product.client.post(f"/index/{repo}/initial")).json()
        await product.client.get(f"/index/{repo}/events", params={"run": run["id"]})
        yield product, repository


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_asks_over_http_on_the_api_s_own_port(database: Database, tmp_path: Path, mode: str) -> None:
    async with (
        product_of(database, tmp_path) as (product, repository),
        agent_of(product, mode) as client,
    ):
        steps: list[str] = []

        async def note(progress: float, total: float | None, message: str | None) -> None:
            steps.append(f"{progress} {total} {message}")

        result = await client.call_tool("ask", {"question": "What does greet do?"}, progress_callback=note)
        assert result.structured_content is not None
        assert result.structured_content["commit"] == repository.sha()
        assert result.structured_content["citations"]
        assert steps
        refused = await client.call_tool("search", {"query": "greet", "repository": "no-such-one"})
        assert refused.is_error


async def test_cancelling_a_call_reaches_the_model_and_stores_the_answer_as_cancelled(
    database: Database, tmp_path: Path
) -> None:
    said = "`greet` returns a greeting. [k1]\n\nIt is"
    with run_chat_server(Reply(text=(said, " never", " done"), breaks="silence", breaks_after=3)) as model:
        llm = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "scripted", "LLM_BASE_URL": model.url_of("openai")}
        async with product_of(database, tmp_path, **llm) as (product, _), agent_of(product) as client:
            with anyio.CancelScope() as scope:

                async def note(progress: float, total: float | None, message: str | None) -> None:
                    if "returns a greeting" in (message or ""):
                        scope.cancel()

                asked = {"question": "What does greet do?", "mode": "quick"}
                await client.call_tool("ask", asked, progress_callback=note)
            assert scope.cancelled_caught
            async with asyncio.timeout(10):
                while await list_statuses(database) != ["cancelled"]:  # noqa: ASYNC110  another connection writes it
                    await asyncio.sleep(0.05)
            assert await asyncio.to_thread(model.received[0].closed_early.wait, 10)
            assert (await client.call_tool("search", {"query": "greet"})).structured_content


async def list_statuses(database: Database) -> list[str]:
    async with database.read(LOCAL_TENANT_ID) as session:
        return list((await session.scalars(text("SELECT status FROM answers"))).all())


async def test_the_guards_of_the_api_stand_before_it(database: Database, tmp_path: Path) -> None:
    async with product_of(database, tmp_path) as (product, _):
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        kinds = {"Accept": "application/json, text/event-stream"}
        foreign = await product.client.post(PATH, json=ping, headers={**kinds, "Origin": "https://evil.example"})
        rebound = await product.client.post(PATH, json=ping, headers={**kinds, "Host": "evil.example"})
        assert [each.status_code for each in (foreign, rebound)] == [403, 403]
        assert await announce_body(product, LIMITS.body_bytes_max + 1) == b"HTTP/1.1 413 Request Entity Too Large"
        assert httpx.codes.is_success((await product.client.get("/healthz")).status_code)


async def announce_body(product: Product, size_bytes: int) -> bytes:
    """The status line that a body of that size gets before any of it is sent."""
    host, _, port = product.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    headers = f"Host: {host}\r\nAuthorization: Bearer {product.token}\r\nContent-Length: {size_bytes}"
    writer.write(f"POST {PATH} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line.strip()
