"""API and worker in this process, over the installation's own database and home, until the demo is made."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from repochat.accounts import local_viewer
from repochat.api import Services, create_app
from repochat.api.services import serve_resources
from repochat.core.settings import Settings
from repochat.worker.main import open_runner
from repochat.workspace import Resources, Workspace

START_TIMEOUT_S = 60
POLL_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Product:
    """`address` is where webhooks are taken in."""

    workspace: Workspace
    address: str


@asynccontextmanager
async def running_product(resources: Resources, settings: Settings) -> AsyncGenerator[Product]:
    """`resources` are opened and closed by the caller."""
    async with serve_resources(resources) as services, _working(resources, settings):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = _build_server(settings, services)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await _await_start(server, serving)
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                yield Product(workspace=Workspace(resources=resources, viewer=local_viewer()), address=address)
            finally:
                server.should_exit = True
                await serving


def _build_server(settings: Settings, services: Services) -> uvicorn.Server:
    @asynccontextmanager
    async def lend(_settings: Settings) -> AsyncGenerator[Services]:
        yield services

    app = create_app(settings, open_services=lend)
    return uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))


@asynccontextmanager
async def _working(resources: Resources, settings: Settings) -> AsyncGenerator[None]:
    with open_runner(settings, resources.database, resources.home) as runner:
        working = asyncio.create_task(runner.run())
        try:
            yield
        finally:
            runner.stop()
            await working


async def _await_start(server: uvicorn.Server, serving: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(START_TIMEOUT_S):
        while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(POLL_S)
