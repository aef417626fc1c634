"""The long-lived processes, in the foreground of whoever starts them, each composed of its entry points."""

import os
from contextlib import suppress

from repochat.cli.exits import INTERRUPTED
from repochat.cli.interruption import listening
from repochat.cli.workspace import load_command_settings, run
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings


def serve_worker() -> None:
    """Run jobs until SIGTERM or SIGINT."""
    from repochat.worker import run_worker  # noqa: PLC0415  the API needs none of it

    with suppress(KeyboardInterrupt):
        run(run_worker(_load_settings()))


def serve_api() -> None:
    """Serve HTTP until SIGTERM or SIGINT."""
    from repochat.api import Mount, serve_api  # noqa: PLC0415  the worker needs none of it
    from repochat.mcp import PATH, open_http  # noqa: PLC0415  the same

    with suppress(KeyboardInterrupt):
        run(serve_api(_load_settings(), mounts=(Mount(path=PATH, open=open_http),)))


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
