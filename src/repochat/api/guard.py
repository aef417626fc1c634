"""Guards around every request, as plain ASGI so that streams pass through: hosts, origins, body size, headers, ids."""

from collections.abc import Iterable
from time import perf_counter
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from repochat.api.errors import ErrorBody, render_error, render_mistake
from repochat.api.limits import LIMITS

log = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
FORBIDDEN = 403
TOO_LARGE = 413

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# The exported pages carry small inline scripts with their data; `web` adds the hashes of these, and nothing else runs.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def render_policy(script_hashes: Iterable[str] = ()) -> str:
    """The Content-Security-Policy that lets our own files run, and inline scripts of these hashes (`sha256-...`)."""
    return CONTENT_POLICY.format(scripts="".join(f" '{digest}'" for digest in script_hashes))


def split_host(netloc: str) -> str:
    """The host of `netloc` in lower case, without port or brackets; "" when it has none."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return ""


class Guard:
    """Refuses hosts other than `hosts` (DNS rebinding), state changes from other origins, and bodies over the bound."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = LOOPBACK_HOSTS | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = self._find_problem(scope["method"], Headers(scope=scope))
        if problem is not None:
            status, body = problem
            await render_error(status, body)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _find_problem(self, method: str, headers: Headers) -> tuple[int, ErrorBody] | None:
        host = headers.get("host", "")
        if split_host(host) not in self._hosts:
            hint = "Open it as http://127.0.0.1, or set WEB_URL to the address that people use."
            return FORBIDDEN, ErrorBody(kind="forbidden", message="This host name is not served here.", hint=hint)
        if method not in SAFE_METHODS and _is_cross_origin(headers, host):
            hint = "Use the web page of this server, the command line, or a client that sends no Origin."
            return FORBIDDEN, ErrorBody(kind="forbidden", message="Another site may not change anything.", hint=hint)
        return None


def _is_cross_origin(headers: Headers, host: str) -> bool:
    site = headers.get("sec-fetch-site", "none")
    if site not in {"none", "same-origin"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != host.lower()


class BodyLimit:
    """Answers 413 as soon as a body is known to be over its bound, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _choose_limit(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > getattr(LIMITS, limit):
            await _refuse_body(limit)(scope, receive, send)
            return
        await self._app(scope, _count_bytes(receive, limit), send)


class BodyTooLargeError(HTTPException):
    """Raised to whoever reads the body; `limit` is the bound's name."""

    def __init__(self, limit: str) -> None:
        super().__init__(TOO_LARGE, _body_message(limit))
        self.limit = limit


def _choose_limit(path: str) -> str:
    """The name of the bound: a forge sends larger bodies than a person."""
    return "webhook_body_bytes_max" if path.startswith("/webhooks/") else "body_bytes_max"


def _count_bytes(receive: Receive, limit: str) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > getattr(LIMITS, limit):  # no announced length, or a false one: the rest is not read
            raise BodyTooLargeError(limit)
        return message

    return counted


def _refuse_body(limit: str) -> ASGIApp:
    hint = "Shorten it: a question needs no whole file."
    body = ErrorBody(kind="limit", message=_body_message(limit), hint=hint, limit=limit)
    return render_error(TOO_LARGE, body, {"Connection": "close"})


def _body_message(limit: str) -> str:
    return f"The request is over {getattr(LIMITS, limit):,} bytes."


class ResponseHeaders:
    """Security headers on every response, one line of log for each request under its id, an answer to any mistake."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = render_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex
        started = perf_counter()

        has_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            has_started = True
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), request_id)
                ms = round((perf_counter() - started) * 1000, 1)
                log.info("api.request_served", status=message["status"], ms=ms)
            await send(message)

        with bound_contextvars(request_id=request_id, method=scope["method"], path=scope["path"]):
            try:
                await self._app(scope, receive, send_with_headers)
            except Exception as error:
                if has_started:  # too late for an answer: the server closes the connection
                    raise
                await render_mistake(error)(scope, receive, send_with_headers)

    def _add_headers(self, headers: MutableHeaders, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        headers.setdefault("Content-Security-Policy", self._policy)
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
