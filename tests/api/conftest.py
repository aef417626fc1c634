from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from repochat.core.database import Database
from tests.api.serving import Product, build_settings, serving
from tests.git.repositories import Repository, make_repository

CODE = b'''"""Greets people."""

GREETING = "Hello"


def greet(name: str) -> str:
    """Return a greeting for `name`."""
    return f"{GREETING}, {name}!"


def greet_all(names: list[str]) -> list[str]:
    return [greet(name) for name in names]
'''
FILES = {
    "src/greetings.py": CODE,
    "README.md": b"# Greetings\n\nSays hello to people.\n",
    "odd/latin1.py": b'NAME = "caf\xe9"\nOTHER = 1\n',
    "odd/windows.py": b"A = 1\r\nB = 2\r\n",
    "odd/no_end.py": b"LAST = 1",
    "odd/utf16.txt": "first\nsecond \u00fc\n".encode("utf-16"),
    "odd/data.bin": bytes(range(256)) * 20,
    "odd/a b\u00fc.py": b"SPACED = 1\n",
    "package-lock.json": b'{"lockfileVersion": 3}\n',
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A real repository with ordinary and odd files."""
    return make_repository(tmp_path / "greetings", FILES)


@pytest.fixture
async def product(database: Database, tmp_path: Path) -> AsyncGenerator[Product]:
    """API and worker."""
    async with serving(database, build_settings(tmp_path / "home")) as product:
        yield product


@pytest.fixture
async def idle(database: Database, tmp_path: Path) -> AsyncGenerator[Product]:
    """The API without a worker: what is asked for waits."""
    async with serving(database, build_settings(tmp_path / "home"), with_worker=False) as product:
        yield product


@pytest.fixture
async def client(product: Product) -> httpx.AsyncClient:
    return product.client


@pytest.fixture
async def indexed(client: httpx.AsyncClient, repository: Repository) -> str:
    """The name of a connected and indexed repository."""
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await client.post(f"/index/{repo}/initial")).json()
    events = await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    assert '"status":"done"' in events.text, events.text
    return repo
