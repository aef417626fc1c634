"""What most commands stand on: settings, the database, the home folder and who asks."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn, TypeVar

from repochat.accounts import Viewer, local_viewer
from repochat.core.attachment import open_database
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings
from repochat.llm import EmbeddingModel, load_embedding_model
from repochat.search import Searcher

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The lower layers as commands use them."""

    settings: Settings
    database: Database
    home: Home
    viewer: Viewer

    def load_embedding(self) -> EmbeddingModel:
        return load_embedding_model(
            self.settings.embedding_model, api_key=self.settings.llm_api_key, base_url=self.settings.llm_base_url
        )

    def build_searcher(self) -> Searcher:
        return Searcher(self.database, self.home.mirrors, self.load_embedding(), snapshots=self.home.snapshots)


@asynccontextmanager
async def open_workspace(settings: Settings | None = None) -> AsyncGenerator[Workspace]:
    """Everything that `settings` (default: the environment's) name. Raises what the lower layers raise."""
    settings = settings or load_command_settings()
    async with open_database(settings) as database:
        yield Workspace(
            settings=settings, database=database, home=open_home(settings.repochat_home), viewer=local_viewer()
        )


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
