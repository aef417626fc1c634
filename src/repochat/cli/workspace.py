"""How a command opens the workspace, and how a signal ends it."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from repochat.workspace import Workspace

Result = TypeVar("Result")


@asynccontextmanager
async def open_workspace() -> "AsyncGenerator[Workspace]":
    """Everything that the environment's settings name. Raises what the lower layers raise."""
    from repochat.workspace import open_workspace as open_for  # noqa: PLC0415  an agent's greeting must not wait for it

    async with open_for(load_command_settings()) as workspace:
        yield workspace


def load_command_settings() -> Settings:
    """The settings; a command that a person runs logs warnings only, unless LOG_LEVEL says otherwise."""
    settings = load_settings()
    quiet = {} if "log_level" in settings.model_fields_set else {"log_level": "warning"}
    configure_logging(settings.model_copy(update=quiet))
    return settings


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs `work` to its end. SIGINT and SIGTERM end it at once, through its `finally` blocks."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)  # asyncio leaves a handler that is not Python's own in place
    return asyncio.run(work)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
