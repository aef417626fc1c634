"""`/mcp` of a real server, below the API's own guards."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
import pytest

from mcp import Client
from repochat.api import Mount
from repochat.cli.serving import MCP_PATH as PATH
from repochat.cli.serving import open_mcp
from repochat.core.database import Database
from repochat.mcp import LIMITS
from tests.api.conftest import FILES
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import Repository, make_repository


@asynccontextmanager
async def product_of(database: Database, folder: Path) -> AsyncGenerator[tuple[Product, Repository]]:
    """The API with `/mcp`, a worker, and an indexed repository."""
    repository = make_repository(folder / "greetings", FILES)
    mounts = (Mount(path=PATH, open=open_mcp),)
    async with serving(database, build_settings(folder / "home"), mounts=mounts) as product:
        repo = (await product.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
        run = (await product.client.post(f"/index/{repo}/initial")).json()
        await product.client.get(f"/index/{repo}/events", params={"run": run["id"]})
        yield product, repository


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_asks_over_http_on_the_api_s_own_port(database: Database, tmp_path: Path, mode: str) -> None:
    async with (
        product_of(database, tmp_path) as (product, repository),
        Client(f"{product.address}{PATH}", mode=mode) as client,
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


async def test_a_call_that_is_cancelled_leaves_the_server_well(database: Database, tmp_path: Path) -> None:
    async with product_of(database, tmp_path) as (product, _), Client(f"{product.address}{PATH}") as client:
        with anyio.move_on_after(0.001):
            await client.call_tool("ask", {"question": "What does greet do?"})
        await asyncio.sleep(0.1)
        assert (await client.call_tool("search", {"query": "greet"})).structured_content


async def test_the_guards_of_the_api_stand_before_it(database: Database, tmp_path: Path) -> None:
    async with product_of(database, tmp_path) as (product, _):
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        kinds = {"Accept": "application/json, text/event-stream"}
        foreign = await product.client.post(PATH, json=ping, headers={**kinds, "Origin": "https://evil.example"})
        rebound = await product.client.post(PATH, json=ping, headers={**kinds, "Host": "evil.example"})
        assert [each.status_code for each in (foreign, rebound)] == [403, 403]
        assert (
            await announce_body(product.address, LIMITS.body_bytes_max + 1) == b"HTTP/1.1 413 Request Entity Too Large"
        )
        assert httpx.codes.is_success((await product.client.get("/healthz")).status_code)


async def announce_body(address: str, size_bytes: int) -> bytes:
    """The status line that a body of that size gets before any of it is sent."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size_bytes}\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line.strip()
