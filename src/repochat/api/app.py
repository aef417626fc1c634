"""The application: routes behind guards, around services that live as long as it does."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from repochat.api import completions, health
from repochat.api.authentication import Authentication
from repochat.api.errors import ERROR_RESPONSES, install_errors
from repochat.api.exposure import check_exposure
from repochat.api.guard import BodyLimit, Guard, ResponseHeaders
from repochat.api.mounts import Mount, install_mounts, open_mounts
from repochat.api.routers import list_routers
from repochat.api.services import Services, open_services
from repochat.api.web import ASSETS, MissingPage, install_web, list_pages
from repochat.core.settings import Settings

GZIP_BYTES_MIN = 1_000
OpenServices = Callable[[Settings], AbstractAsyncContextManager[Services]]


def create_app(
    settings: Settings, *, open_services: OpenServices = open_services, mounts: Sequence[Mount] = ()
) -> FastAPI:
    """The API, the built web app and `mounts`. Services open when the application starts, not before.

    Raises ForbiddenError when `API_HOST` would let others in who have no way to say who they are.
    """
    check_exposure(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[dict[str, Any]]:
        async with open_services(settings) as services, open_mounts(services, mounts) as mounted:
            yield {"services": services, "mounts": mounted}

    app = FastAPI(
        title="repochat",
        version=version("repochat"),
        summary="Chat with a git repository: every statement leads to path:start-end @ commit, checked by machine.",
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from a public host
        redoc_url=None,
        middleware=build_middleware(settings),
        generate_unique_id_function=_name_operation,
    )
    install_errors(app)
    app.include_router(health.router)
    for router in list_routers():
        app.include_router(router, responses=ERROR_RESPONSES)
    app.include_router(completions.router)
    install_mounts(app, mounts)
    install_web(app)
    return app


def build_middleware(settings: Settings) -> list[Middleware]:
    """From the outside in."""
    web_host = urlsplit(settings.web_url or "").hostname
    return [
        Middleware(ResponseHeaders),
        Middleware(Guard, hosts=[web_host] if web_host else []),
        Middleware(Authentication, pages=list_pages(), assets=ASSETS),
        Middleware(BodyLimit),
        Middleware(GZipMiddleware, minimum_size=GZIP_BYTES_MIN),
        Middleware(MissingPage),
    ]


def _name_operation(route: APIRoute) -> str:
    return route.name
