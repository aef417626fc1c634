"""Other applications below this one's guards: who composes the process says which, and they get the API's workspace."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from repochat.accounts import Viewer
from repochat.accounts.authentication import Identity
from repochat.api.limits import LIMITS
from repochat.api.services import Services
from repochat.core.errors import LimitError
from repochat.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """`open` builds the application that answers at exactly `path`, at its first request, and closes it at the end."""

    path: str
    open: Callable[[Workspace], AbstractAsyncContextManager[ASGIApp]]


@asynccontextmanager
async def open_mounts(services: Services, mounts: Sequence[Mount]) -> AsyncGenerator[Mapping[str, ASGIApp]]:
    """The applications by path, as `request.state.mounts` holds them."""
    waiting = {mount.path: _ForEachViewer(mount, services) for mount in mounts}
    try:
        yield waiting
    finally:
        for each in waiting.values():
            await each.close()


def install_mounts(app: FastAPI, mounts: Sequence[Mount]) -> None:
    for mount in mounts:
        app.router.routes.append(Route(mount.path, _Mounted(mount.path), include_in_schema=False))


class _Mounted:
    """A route is there before the application that it leads to."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["state"]["mounts"][self._path](scope, receive, send)


class _ForEachViewer:
    """Everybody has an application of their own, so that what it keeps between requests is theirs alone."""

    def __init__(self, mount: Mount, services: Services) -> None:
        self._mount = mount
        self._services = services
        self._opened: dict[Viewer, _OnFirstUse] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        identity: Identity = scope["state"]["identity"]
        await self._find(identity.viewer)(scope, receive, send)

    async def close(self) -> None:
        for each in self._opened.values():
            await each.close()

    def _find(self, viewer: Viewer) -> "_OnFirstUse":
        if viewer not in self._opened:
            if len(self._opened) >= LIMITS.mounted_viewers_max:
                raise LimitError(
                    "Too many people use this door of one process.",
                    hint="Start another `repochat api`, or start this one again.",
                    limit="mounted_viewers_max",
                )
            workspace = Workspace(resources=self._services.resources, viewer=viewer)
            self._opened[viewer] = _OnFirstUse(self._mount, workspace)
        return self._opened[viewer]


class _OnFirstUse:
    """Most processes never need it, and it takes long to import. One task opens and closes it, as task groups want."""

    def __init__(self, mount: Mount, workspace: Workspace) -> None:
        self._mount = mount
        self._workspace = workspace
        self._closing = asyncio.Event()
        self._holding: asyncio.Task[None] | None = None
        self._opened: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._holding is None:
            self._holding = asyncio.create_task(self._hold(), name=f"api.mount{self._mount.path}")
        app = await asyncio.shield(self._opened)
        await app(scope, receive, send)

    async def close(self) -> None:
        self._closing.set()
        if self._holding is not None:
            await self._holding

    async def _hold(self) -> None:
        try:
            async with self._mount.open(self._workspace) as app:
                self._opened.set_result(app)
                await self._closing.wait()
        except Exception as error:
            if self._opened.done():
                raise
            self._opened.set_exception(error)
