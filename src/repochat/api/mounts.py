"""Other applications below this one's guards: who composes the process says which, and they get the API's workspace."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from repochat.accounts import local_viewer
from repochat.api.services import Services
from repochat.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """`open` builds the application that answers at exactly `path`, and closes it when the API ends."""

    path: str
    open: Callable[[Workspace], AbstractAsyncContextManager[ASGIApp]]


@asynccontextmanager
async def open_mounts(services: Services, mounts: Sequence[Mount]) -> AsyncGenerator[Mapping[str, ASGIApp]]:
    """The applications by path, as `request.state.mounts` holds them."""
    workspace = Workspace(resources=services.resources, viewer=local_viewer())
    async with AsyncExitStack() as stack:
        yield {mount.path: await stack.enter_async_context(mount.open(workspace)) for mount in mounts}


def install_mounts(app: FastAPI, mounts: Sequence[Mount]) -> None:
    for mount in mounts:
        app.router.routes.append(Route(mount.path, _Mounted(mount.path), include_in_schema=False))


class _Mounted:
    """A route is there before the application that it leads to."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["state"]["mounts"][self._path](scope, receive, send)
