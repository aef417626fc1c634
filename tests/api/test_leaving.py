"""Over HTTP: nothing is done any more for a client that has left."""

import asyncio
import os
from pathlib import Path

from repochat.workspace.code.limits import LIMITS
from tests.api.serving import TIMEOUT_S, Product
from tests.git.repositories import run_plain_git

LOOK_EVERY_S = 0.01


async def test_git_is_stopped_when_the_client_leaves(product: Product, indexed: str) -> None:
    """It waits for names that never come, and is gone long before its own time is up."""
    (mirror,) = (path for path in product.services.home.mirrors.rglob("*.git") if path.is_dir())
    names = mirror / "names"
    os.mkfifo(names)
    run_plain_git("-C", str(mirror), "config", "mailmap.file", str(names))
    run_plain_git("-C", str(mirror), "config", "log.mailmap", "false")  # blame alone is to wait
    asked = {"repo": indexed, "path": "src/greetings.py"}
    request = asyncio.create_task(product.client.get("/files/blame", params=asked))
    writer = await await_reader(names)
    try:
        request.cancel()
        async with asyncio.timeout(LIMITS.blame_timeout_s / 2):
            await await_end(writer)
    finally:
        os.close(writer)


async def await_reader(pipe: Path) -> int:
    """The writing end, once somebody reads."""
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            try:
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody reads yet
                await asyncio.sleep(LOOK_EVERY_S)


async def await_end(writer: int) -> None:
    """Returns once nobody reads any more."""
    while True:
        try:
            os.write(writer, b"#\n")
        except BrokenPipeError:
            return
        await asyncio.sleep(LOOK_EVERY_S)
