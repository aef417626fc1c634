"""Nobody gets further without saying who they are: a cookie, a key, or the token that `repochat up` printed.

Plain ASGI, in front of every route and mount, so that a new one is closed until somebody opens it here.
"""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from repochat.accounts.authentication import Identity
from repochat.api.completion_errors import describe_failure
from repochat.api.errors import describe_error, render_error, to_status
from repochat.api.login_cookie import LOGIN, find_cookie, render_cookie
from repochat.api.services import Services
from repochat.api.web import wants_page
from repochat.core.errors import ForbiddenError, RepochatError

log = structlog.get_logger(__name__)

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/webhooks/github", "/webhooks/gitlab"})
OPEN_PREFIXES = ("/login/", "/artifacts/")  # who has the address of an artifact may read it: it is sealed
PAGE_METHODS = frozenset({"GET", "HEAD"})
TOKEN = "token"  # noqa: S105  the name of a query parameter
SCHEME = "bearer "
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="repochat"'}
OPENAI_PREFIX = "/v1/"


class Authentication:
    """Puts who asks into the request's state as `identity`; 401 for nobody, except on `pages` and what is open."""

    def __init__(self, app: ASGIApp, *, pages: Collection[str], assets: str) -> None:
        """`pages` are the paths of the web app's files, `assets` is the folder of the others."""
        self._app = app
        self._pages = frozenset(pages)
        self._open_prefixes = (*OPEN_PREFIXES, f"{assets}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        # A question is posted to a page's address, and a program asks there for what stands on the page.
        is_page = path in self._pages and scope["method"] in PAGE_METHODS and wants_page(scope)
        if is_page and TOKEN in dict(_read_query(scope)):
            await (await _take_token(scope))(scope, receive, send)
        elif is_page or path in OPEN_PATHS or path.startswith(self._open_prefixes):
            await self._app(scope, receive, send)
        else:
            await self._enter(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            identity = await identify(scope)
            if identity is not None:
                await scope["state"]["services"].access.keep_fresh(identity.viewer)
        except RepochatError as error:
            await render_error(to_status(error), describe_error(error))(scope, receive, send)
            return
        if identity is None:
            await _refuse(scope)(scope, receive, send)
            return
        scope["state"]["identity"] = identity
        with bound_contextvars(viewer_id=identity.viewer.key):
            await self._app(scope, receive, send)


async def identify(scope: Scope) -> Identity | None:
    """Who a request is from. One that carries `Authorization` is judged by it alone."""
    services: Services = scope["state"]["services"]
    headers = Headers(scope=scope)
    given = headers.get("authorization")
    if given is not None:
        is_bearer = given[: len(SCHEME)].lower() == SCHEME
        return await services.authenticator.find_bearer(given[len(SCHEME) :].strip()) if is_bearer else None
    token = find_cookie(LOGIN, headers)
    return await services.authenticator.find_login(token) if token else None


async def _take_token(scope: Scope) -> Response:
    """To the same address without the token, which so stays in no history; with a cookie, if the token was right."""
    services: Services = scope["state"]["services"]
    query = _read_query(scope)
    rest = urlencode([(name, value) for name, value in query if name != TOKEN])
    headers = {"Location": f"{scope['path']}?{rest}" if rest else scope["path"], "Cache-Control": "no-store"}
    try:
        identity = await services.authenticator.find_bearer(dict(query)[TOKEN])
        if identity is not None and identity.by == "token":
            token = await services.authenticator.log_in(identity.viewer)
            headers["Set-Cookie"] = render_cookie(LOGIN, token, Headers(scope=scope).get("host", ""))
            log.info("api.login_made", by="token")
    except RepochatError as error:
        return render_error(to_status(error), describe_error(error))
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)


def _read_query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _refuse(scope: Scope) -> Response:
    error = ForbiddenError("Who is asking is not known.", hint=_advise(scope["state"]["services"]))
    if scope["path"].startswith(OPENAI_PREFIX):
        return JSONResponse(describe_failure(error), HTTPStatus.UNAUTHORIZED, CHALLENGE)
    return render_error(HTTPStatus.UNAUTHORIZED, describe_error(error), CHALLENGE)


def _advise(services: Services) -> str:
    open_it = "Open the address that `repochat up` printed"
    start = f"{open_it}, or log in with GitHub" if services.settings.has_github_login else open_it
    return (
        f"{start}; programs send `Authorization: Bearer` with what `repochat token` or `repochat keys create` prints."
    )
