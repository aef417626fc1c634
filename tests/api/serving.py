"""The whole product in one process: real HTTP on a free port, a real worker, a real database."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from repochat.accounts.local_token import load_local_token
from repochat.api import Mount, Services, create_app
from repochat.api.services import serve_resources
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.settings import Settings, load_settings
from repochat.jobs import JobRunner
from repochat.worker.main import open_runner, open_supervisor
from repochat.workspace import Resources

TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Product:
    """`client` speaks to the API as a program of this machine's owner does, whose token is `token`."""

    address: str
    token: str
    client: httpx.AsyncClient
    services: Services


def build_settings(home: Path, **env: str) -> Settings:
    return load_settings({"REPOCHAT_HOME": str(home), **env}, env_file=None)


def bearing(token: str) -> dict[str, str]:
    """The header by which a program says who it is."""
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def serving(
    database: Database, settings: Settings, *, with_worker: bool = True, mounts: Sequence[Mount] = ()
) -> AsyncGenerator[Product]:
    """The API of `settings` over `database`, and a worker unless told otherwise."""
    resources = Resources(settings=settings, database=database, home=open_home(settings.repochat_home))
    try:
        async with (
            serve_resources(resources) as services,
            _serving(services, with_worker=with_worker, mounts=mounts) as product,
        ):
            yield product
    finally:
        await resources.close()


@asynccontextmanager
async def _serving(services: Services, *, with_worker: bool, mounts: Sequence[Mount]) -> AsyncGenerator[Product]:
    settings = services.settings

    @asynccontextmanager
    async def lend(_settings: Settings) -> AsyncGenerator[Services]:
        yield services

    app = create_app(settings, open_services=lend, mounts=mounts)
    token = load_local_token(services.home)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # As where uvicorn opens the address itself: asyncio does not know this socket for TCP, and would wait 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        serve = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with (
                _working(settings, services, wanted=with_worker),
                httpx.AsyncClient(base_url=address, timeout=TIMEOUT_S, headers=bearing(token)) as client,
            ):
                await _await_start(server, serve)
                yield Product(address=address, token=token, client=client, services=services)
        finally:
            server.should_exit = True
            await serve


@asynccontextmanager
async def _working(settings: Settings, services: Services, *, wanted: bool) -> AsyncGenerator[JobRunner | None]:
    if not wanted:
        yield None
        return
    async with open_supervisor(settings, services.database, services.home) as supervisor:
        with open_runner(settings, services.database, services.home, supervisor) as runner:
            work = asyncio.create_task(runner.run())
            try:
                yield runner
            finally:
                runner.stop()
                await work


async def _await_start(server: uvicorn.Server, serve: asyncio.Task[None]) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while not server.started and not serve.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
