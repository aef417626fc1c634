"""The long-lived processes, in the foreground of whoever starts them, each composed of its entry points."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from repochat.cli.exits import INTERRUPTED
from repochat.cli.interruption import listening
from repochat.cli.workspace import load_command_settings, run
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from repochat.workspace import Workspace

MCP_PATH = "/mcp"


def serve_worker() -> None:
    """Run jobs until SIGTERM or SIGINT."""
    from repochat.worker import run_worker  # noqa: PLC0415  the API needs none of it

    with suppress(KeyboardInterrupt):
        run(run_worker(_load_settings()))


def serve_thinker() -> None:
    """Run jobs of work in the background until SIGTERM or SIGINT."""
    from repochat.worker import run_worker  # noqa: PLC0415  the API needs none of it

    with suppress(KeyboardInterrupt):
        run(run_worker(_load_settings(), only_thinking=True))


def serve_api() -> None:
    """Serve HTTP until SIGTERM or SIGINT."""
    from repochat.api import Mount, serve_api  # noqa: PLC0415  the worker needs none of it

    with suppress(KeyboardInterrupt):
        run(serve_api(_load_settings(), mounts=(Mount(path=MCP_PATH, open=open_mcp),)))


@asynccontextmanager
async def open_mcp(workspace: "Workspace") -> AsyncGenerator[Any]:
    """The MCP server for the API's workspace, imported beside what the API is doing."""
    server = await asyncio.to_thread(import_module, "repochat.mcp")
    async with server.open_http(workspace, path=MCP_PATH) as app:
        yield app


def serve_mcp() -> None:
    """Serve an agent over standard input and output until it closes them. Logs go to standard error."""
    settings = load_command_settings()
    with suppress(KeyboardInterrupt):
        run(_serve_mcp(settings))


async def _serve_mcp(settings: Settings) -> None:
    from repochat.mcp import serve_stdio  # noqa: PLC0415  the worker needs none of it

    async with listening() as interruption:
        await serve_stdio(settings, stop=interruption.asked)
    if interruption.is_asked():
        os._exit(INTERRUPTED)  # the thread that waits for standard input would keep the process


def _load_settings() -> Settings:
    settings = load_settings()
    configure_logging(settings)
    return settings
