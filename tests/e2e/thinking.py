"""What the browser tests share about thinking: a repository that is untidy on purpose, and Thoughts that really run."""

import asyncio
from typing import Any

import httpx

from tests.api.serving import Product

RUN_TIMEOUT_S = 120
ENDED = ("done", "failed", "cancelled", "lost")
UNTIDY = b'''"""Greetings."""


def greet(name, greeted=[]):
    """Greet somebody, and everybody before."""
    greeted.append(name)
    return [f"Hello {each}" for each in greeted]
'''
FILES = {
    "pyproject.toml": b'[project]\nname = "greetings"\nversion = "1"\nscripts = { greet = "app.main:main" }\n',
    "app/__init__.py": b"",
    "app/greetings.py": UNTIDY,
    "app/main.py": b"from app.greetings import greet\n\n\ndef main() -> None:\n    print(greet('you'))\n",
    "tests/test_greetings.py": b"from app.greetings import greet\n\n\ndef test_greet():\n    assert greet('a')\n",
}


async def allow(client: httpx.AsyncClient, repo: str, *thoughts: str) -> None:
    """Thinking is on for these Thoughts alone."""
    (await client.put(f"/repos/{repo}/thinking", json={"on": True, "thoughts": list(thoughts)})).raise_for_status()


async def think(product: Product, repo: str, thought: str) -> dict[str, Any]:
    """Lets one Thought run now; returns its run once that has ended."""
    client = product.client
    asked = (await client.post("/learning/think", json={"repo": repo, "thought": thought})).raise_for_status().json()
    async with asyncio.timeout(RUN_TIMEOUT_S):
        while True:
            runs = (await client.get("/runs", params={"repo": repo, "thought": thought})).json()["runs"]
            ended = [each for each in runs if each["proposal_id"] == asked["proposal_id"] and each["status"] in ENDED]
            if ended:
                return ended[0]
            await asyncio.sleep(0.1)
