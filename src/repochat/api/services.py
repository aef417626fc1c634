"""What the routes stand on, built once per process and passed to them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.run_store import CHANNEL
from repochat.chat import Answerer
from repochat.core.attachment import open_database
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.settings import Settings
from repochat.jobs import EventBus
from repochat.llm import load_embedding_model
from repochat.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The lower layers as the API uses them; `bus` must be running for progress to be prompt."""

    settings: Settings
    database: Database
    home: Home
    searcher: Searcher
    answerer: Answerer
    bus: EventBus


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncGenerator[Services]:
    """Open everything that `settings` name, and close it at the end. Raises as the lower layers do."""
    async with open_database(settings) as database:
        home = open_home(settings.repochat_home)
        searcher = Searcher(
            database,
            home.mirrors,
            load_embedding_model(
                settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url
            ),
            snapshots=home.snapshots,
        )
        answerer = Answerer(database, home, searcher, settings)
        bus = EventBus(database.url, (CHANNEL,))
        listening = asyncio.create_task(bus.run(), name="api.bus")
        try:
            yield Services(
                settings=settings,
                database=database,
                home=home,
                searcher=searcher,
                answerer=answerer,
                bus=bus,
            )
        finally:
            answerer.close()
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


def get_services(request: Request) -> Services:
    return request.state.services


def get_viewer(request: Request) -> Viewer:
    """The person at this machine: without accounts the API listens on the loopback interface only."""
    del request
    return local_viewer()


ServicesDep = Annotated[Services, Depends(get_services)]
ViewerDep = Annotated[Viewer, Depends(get_viewer)]
