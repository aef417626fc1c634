"""What the routes stand on, built once per process and passed to them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from repochat.accounts import Viewer
from repochat.accounts.authentication import Authenticator, Identity
from repochat.api.exposure import is_exposed
from repochat.api.prefetching import prefetch_published
from repochat.api.webhook_door import WebhookDoor
from repochat.catalog import age_store, conversation_store, revision_store, run_store
from repochat.catalog.access import AccessKeeper
from repochat.catalog.thinking import run_model
from repochat.chat import Answerer, TurnRunner
from repochat.chat.age.reading import AgeReader
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.jobs import EventBus
from repochat.search import Searcher
from repochat.search.quick import QuickFinder
from repochat.workspace import Resources, Workspace, open_resources
from repochat.workspace.forge_login import ForgeLogin
from repochat.workspace.forge_picker import ForgePicker
from repochat.workspace.on_demand import QueuedIndexing
from repochat.workspace.overview import OverviewReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The lower layers as the API uses them; `bus` must be running for progress to be prompt."""

    resources: Resources
    bus: EventBus
    turns: TurnRunner
    webhooks: WebhookDoor
    authenticator: Authenticator
    access: AccessKeeper
    forge_login: ForgeLogin
    forge_picker: ForgePicker
    overview: OverviewReader

    @property
    def settings(self) -> Settings:
        return self.resources.settings

    @property
    def database(self) -> Database:
        return self.resources.database

    @property
    def home(self) -> Home:
        return self.resources.home

    @property
    def searcher(self) -> Searcher:
        return self.resources.searcher

    @property
    def quick(self) -> QuickFinder:
        return self.resources.quick

    @property
    def answerer(self) -> Answerer:
        return self.resources.answerer

    @property
    def ages(self) -> AgeReader:
        return self.resources.ages


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncGenerator[Services]:
    """Open everything that `settings` name, and close it at the end. Raises as the lower layers do."""
    async with open_resources(settings) as resources, serve_resources(resources) as services:
        yield services


@asynccontextmanager
async def serve_resources(resources: Resources) -> AsyncGenerator[Services]:
    """What runs as long as the application does, on resources that are opened and closed by the caller."""
    resources.prepare()
    channels = (
        run_store.CHANNEL,
        conversation_store.CHANNEL,
        age_store.CHANNEL,
        revision_store.CHANNEL,
        run_model.CHANNEL,
    )
    bus = EventBus(resources.database.url, channels)
    listening = asyncio.create_task(bus.run(), name="api.bus")
    fetching = asyncio.create_task(
        prefetch_published(bus, resources.database, resources.searcher, resources.quick), name="api.prefetching"
    )
    resources.answerer.on_demand = QueuedIndexing(resources.database)
    turns = TurnRunner(resources.database, resources.answerer, bus=bus)
    access = AccessKeeper(resources.database, resources.vault)
    webhooks = WebhookDoor(resources.database)
    warming = asyncio.create_task(resources.answerer.warm(), name="api.model")  # its libraries take seconds to import
    try:
        yield Services(
            resources=resources,
            bus=bus,
            turns=turns,
            webhooks=webhooks,
            authenticator=Authenticator(resources.database, resources.home),
            access=access,
            forge_login=ForgeLogin(
                resources.database, resources.vault, access, is_exposed=is_exposed(resources.settings)
            ),
            forge_picker=ForgePicker(resources),
            overview=OverviewReader(resources),
        )
    finally:
        await turns.close()
        await webhooks.close()
        for task in (listening, fetching, warming):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def get_services(request: Request) -> Services:
    return request.state.services


def get_identity(request: Request) -> Identity:
    """Who asks, and how they proved it: `authentication` lets nobody else come here."""
    return request.state.identity


def get_viewer(identity: "IdentityDep") -> Viewer:
    """Who asks."""
    return identity.viewer


def get_owner(viewer: "ViewerDep") -> Viewer:
    """Who asks, if they decide for all. Raises ForbiddenError."""
    if viewer.role != "owner":
        raise ForbiddenError("Only an owner of this installation may do that.", hint="Ask whoever set it up.")
    return viewer


def get_workspace(services: "ServicesDep", viewer: "ViewerDep") -> Workspace:
    """What the person who asks may do."""
    return Workspace(resources=services.resources, viewer=viewer)


IdentityDep = Annotated[Identity, Depends(get_identity)]
OwnerDep = Annotated[Viewer, Depends(get_owner)]
ServicesDep = Annotated[Services, Depends(get_services)]
ViewerDep = Annotated[Viewer, Depends(get_viewer)]
WorkspaceDep = Annotated[Workspace, Depends(get_workspace)]
