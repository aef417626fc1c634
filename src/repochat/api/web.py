"""The built web app: static files, and a page that says how to build it where it is missing."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repochat.api.guard import render_policy

Handler = Callable[[Request], Awaitable[Response]]

WEB_FOLDER = Path(__file__).parent / "web"
SHARED_PATHS = frozenset({"/insights", "/risk", "/runs"})  # a browser comes for the page, a program for what is on it
HTTP_OK = 200
HTTP_NOT_FOUND = 404
ASSETS = "/_next"
ONE_YEAR = "public, max-age=31536000, immutable"
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

MISSING_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>repochat</title>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>repochat</h1>
<p>The API is running. The web app is not built: run <code>make web</code>, then reload this page.</p>
<p>Meanwhile <code>repochat ask QUESTION --repo REPO</code> answers in a terminal, and
<a href="/openapi.json">/openapi.json</a> describes the API.</p></body></html>
"""


def install_web(app: FastAPI, folder: Path = WEB_FOLDER) -> None:
    """Serve every page and file of the export in `folder`, and `/` in any case.

    Call it last: the API's own routes come first.
    """
    if not (folder / "index.html").is_file():
        app.add_route("/", _say_missing, include_in_schema=False)
        return
    app.mount(ASSETS, _Hashed(directory=folder / ASSETS.strip("/")), name="web-assets")
    for name in _list_files(folder):
        if _path_of(name) in SHARED_PATHS:
            app.router.routes.insert(0, _BrowserRoute(_path_of(name), _serve_page(folder / name)))
        else:
            app.router.routes.append(_build_route(name, folder / name))


def list_pages(folder: Path = WEB_FOLDER) -> list[str]:
    """The paths that `install_web` serves beside `ASSETS`: they hold nothing of anybody."""
    return ["/", *(_path_of(name) for name in _list_files(folder))]


def wants_page(scope: Scope) -> bool:
    """Whether a request for the address of a page means the page: one that is shared is the API's to programs.

    The web app asks by HEAD whether a page is there, before it goes to it; nothing of the API is asked so.
    """
    if scope["path"] not in SHARED_PATHS or scope["method"] == "HEAD":
        return True
    return "text/html" in Headers(scope=scope).get("accept", "")


def _list_files(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if not f"/{name}".startswith(f"{ASSETS}/"))


def _path_of(name: str) -> str:
    return "/" if name == "index.html" else f"/{name.removesuffix('.html')}"


class _BrowserRoute(Route):
    """Stands before the API's route of the same path, and lets programs pass."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(scope) if scope["type"] == "http" and wants_page(scope) else (Match.NONE, {})


def _build_route(name: str, file: Path) -> Route:
    """A page goes by its name without `.html`; what the pages fetch beside it goes by its file's name."""
    return Route(_path_of(name), _serve_page(file) if file.suffix == ".html" else _serve_file(file))


async def _say_missing(_request: Request) -> Response:
    return HTMLResponse(MISSING_PAGE, headers={"Cache-Control": "no-store"})


def _serve_page(page: Path) -> Handler:
    content = page.read_bytes()
    headers = _page_headers(content)

    async def serve(_request: Request) -> Response:
        return HTMLResponse(content, headers=headers)

    return serve


def _page_headers(content: bytes) -> dict[str, str]:
    policy = render_policy(hash_scripts(content))
    return {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "Vary": "Accept"}


def _serve_file(file: Path) -> Handler:
    async def serve(_request: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    return serve


def hash_scripts(page: bytes) -> list[str]:
    """The `sha256-...` sources of the inline scripts of `page`, so that its policy lets them run and no others."""
    bodies = sorted(set(INLINE_SCRIPT.findall(page)))
    return [f"sha256-{b64encode(sha256(body).digest()).decode()}" for body in bodies]


class MissingPage:
    """A browser that comes for a page where nothing is gets the web app's word for that; programs get the error."""

    def __init__(self, app: ASGIApp, *, folder: Path = WEB_FOLDER) -> None:
        self._app = app
        page = folder / "404.html"
        self._content = page.read_bytes() if page.is_file() else b""
        self._headers = _page_headers(self._content)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._content or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        is_missing = False

        async def send_found(message: Message) -> None:
            nonlocal is_missing
            is_missing = is_missing or message.get("status") == HTTP_NOT_FOUND
            if not is_missing:
                await send(message)

        await self._app(scope, receive, send_found)
        if is_missing:
            await HTMLResponse(self._content, HTTP_NOT_FOUND, self._headers)(scope, receive, send)


class _Hashed(StaticFiles):
    """Files whose names carry a hash of their content may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == HTTP_OK:
            response.headers["Cache-Control"] = ONE_YEAR
        return response
