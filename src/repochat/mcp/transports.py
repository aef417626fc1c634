"""The two ways in: standard input and output for an agent on this machine, and HTTP below the API's own guards."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mcp.server.transport_security import TransportSecuritySettings

from repochat.core.settings import Settings
from repochat.mcp.access import Access
from repochat.mcp.limits import LIMITS
from repochat.mcp.server import build_server

if TYPE_CHECKING:
    from repochat.workspace import Workspace

HERE = "."
WARMING = ("repochat.workspace", "repochat.chat", "repochat.mcp.following")

Messages = MutableMapping[str, Any]
AsgiApp = Callable[
    [Messages, Callable[[], Awaitable[Messages]], Callable[[Messages], Awaitable[None]]], Awaitable[None]
]


async def serve_stdio(settings: Settings, *, stop: asyncio.Event) -> None:
    """Serve the agent that started this process until it closes standard input, or `stop` is set.

    It gets an answer to its greeting at once: the workspace opens meanwhile, and a tool waits for it. What opening
    raises is what each tool answers. After a `stop` a thread still waits for standard input and can't be woken: the
    caller ends the process.
    """
    async with _opening(settings) as get_workspace:
        server = build_server(Access(get_workspace=get_workspace, here=HERE))
        serving = asyncio.create_task(server.run_stdio_async(), name="mcp.serve")
        stopping = asyncio.create_task(stop.wait(), name="mcp.stop")
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if serving.done():
            serving.result()
        else:
            serving.cancel()
            await asyncio.wait({serving}, timeout=LIMITS.stop_s)  # so that answers are stored as cancelled


@asynccontextmanager
async def _opening(settings: Settings) -> "AsyncGenerator[Callable[[], Awaitable[Workspace]]]":
    opened: asyncio.Future[Workspace] = asyncio.get_running_loop().create_future()
    closing = asyncio.Event()

    async def hold() -> None:
        try:
            for module in WARMING:  # in a thread: what stands there takes seconds to import on a busy machine
                await asyncio.to_thread(import_module, module)
            from repochat.workspace import open_workspace

            async with open_workspace(settings) as workspace:
                opened.set_result(workspace)
                await closing.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)

    holding = asyncio.create_task(hold(), name="mcp.workspace")
    try:
        yield lambda: asyncio.shield(opened)
    finally:
        closing.set()
        with suppress(asyncio.CancelledError):
            await holding
        if opened.done() and not opened.cancelled():
            opened.exception()  # seen, should no tool have asked


@asynccontextmanager
async def open_http(workspace: "Workspace", *, path: str) -> AsyncGenerator[AsgiApp]:
    """Streamable HTTP for `path`. Who may reach it is decided before: hosts and origins are not checked again."""

    async def get_workspace() -> "Workspace":
        return workspace

    server = build_server(Access(get_workspace=get_workspace))
    app = server.streamable_http_app(
        streamable_http_path=path,
        max_request_body_size=LIMITS.body_bytes_max,
        max_sessions=LIMITS.sessions_max,
        session_idle_timeout=LIMITS.session_idle_s,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    async with server.session_manager.run():
        yield app
