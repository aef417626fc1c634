"""A GitHub on loopback: one event loop in a thread, for tests that are sync or async, of one process or of many."""

import asyncio
import email.utils
import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from repochat.forge.address import ForgeAddress
from repochat.forge.testing.actions import Actions
from repochat.forge.testing.calls import Call, Happening, RefusalError
from repochat.forge.testing.deliveries import Delivery, Postman
from repochat.forge.testing.git_door import AnswerGit, is_git, open_door
from repochat.forge.testing.happenings import list_letters
from repochat.forge.testing.login_routes import authorize, create_access_token, create_app_from_manifest
from repochat.forge.testing.routes import find_route
from repochat.forge.testing.switches import Switches
from repochat.forge.testing.wire import HttpRequest, HttpResponse, converse
from repochat.forge.testing.world import AppRecord, TokenRecord, World

_API = "/api/v3"
_ASSERTION_LIFETIME_MAX_S = 600


class GitHubServer:
    """`do` is what people do there, `switches` what goes wrong, `received` what came in, `deliveries` what went out.

    `visitor` is who sits at the browser when an authorize page is opened; None is somebody who refuses.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, answer_git: AnswerGit | None) -> None:
        self.world = World()
        self.switches = Switches()
        self.received: list[HttpRequest] = []
        self.visitor: str | None = None
        self.url = ""
        self._answer_git = answer_git
        self._postman = Postman(loop)
        self._lock = threading.RLock()

    @property
    def address(self) -> ForgeAddress:
        return ForgeAddress(self.url)

    @property
    def do(self) -> Actions:
        return Actions(self.world, self, self.url, self._lock)

    @property
    def deliveries(self) -> list[Delivery]:
        return list(self._postman.sent)

    def wait_for_deliveries(self, timeout_s: float = 20.0) -> None:
        """Until every receiver has answered; raises TimeoutError."""
        self._postman.wait(timeout_s)

    def redeliver(self, delivery: Delivery) -> None:
        """The same bytes under the same id once more, as the button at GitHub does."""
        self._postman.send(delivery)

    def open_page(self, url: str) -> str:
        """What a browser does with a login's address: where it is sent afterwards."""
        return httpx.get(url, follow_redirects=False).headers["location"]

    def tell(self, happening: Happening) -> None:
        with self._lock:
            record = self.world.repositories[happening.repo_id]
            for event, hook, payload in list_letters(happening, record, self.world, self.url):
                self._post(self._postman.write(event, hook, payload))

    def tell_app(self, app_id: int, event: str, payload: dict[str, Any]) -> None:
        """Installations are told to the App's hook whatever it asked for."""
        hook = self.world.apps[app_id].hook
        if hook is not None:
            self._post(self._postman.write(event, hook, payload))

    def _post(self, delivery: Delivery) -> None:
        if not self.switches.loses_deliveries:
            self._postman.send(delivery)

    async def answer(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            self.received.append(request)
            outage = self.switches.find_outage(request.method)
        if outage is not None:
            return outage
        response = await self._serve_git(request) if is_git(request.path) else self._serve(request)
        date = email.utils.format_datetime(self.world.now(), usegmt=True)
        return HttpResponse(status=response.status, headers={"Date": date, **response.headers}, body=response.body)

    async def _serve_git(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            opened = open_door(request, self.world, self.url)
        if isinstance(opened, HttpResponse):
            return opened
        if self._answer_git is None:
            return HttpResponse(status=501)
        return await asyncio.to_thread(self._answer_git, opened)

    def _serve(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            call = Call(request=request, world=self.world, base=self.url)
            try:
                response = self._route(call)
            except RefusalError as error:
                return error.response
            for happening in call.happenings:
                self.tell(happening)
            return response

    def _route(self, call: Call) -> HttpResponse:
        path = call.request.path
        if path.startswith(f"{_API}/"):
            return self._serve_api(call, path.removeprefix(_API))
        if path == "/login/oauth/authorize":
            return authorize(call, login=self.visitor)
        if path == "/login/oauth/access_token":
            return create_access_token(call)
        if path == "/settings/apps/new" and call.request.method == "POST":
            return create_app_from_manifest(call)
        raise RefusalError(404, "Not Found")

    def _serve_api(self, call: Call, path: str) -> HttpResponse:
        refusal = self.switches.find_refusal(self.world)
        if refusal is not None:
            return refusal
        call.token, call.app = self._identify(call.request)
        found = find_route(call.request.method, path)
        if found is None:
            raise RefusalError(404, "Not Found")
        handler, call.parts = found
        response = self._spoil(handler(call), call.request)
        if response.status != 200 or call.request.method != "GET":  # noqa: PLR2004  OK
            self.switches.rate_left -= 1
            return self._with_headers(response)
        return self._make_conditional(response, call.request)

    def _make_conditional(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        etag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return self._with_headers(HttpResponse(status=304, headers={"ETag": etag}))
        self.switches.rate_left -= 1
        return self._with_headers(
            HttpResponse(status=200, headers={**response.headers, "ETag": etag}, body=response.body)
        )

    def _with_headers(self, response: HttpResponse) -> HttpResponse:
        headers = {**response.headers, **self.switches.list_rate_headers(self.world)}
        return HttpResponse(status=response.status, headers=headers, body=response.body)

    def _spoil(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        if self.switches.ignores_drafts and request.method == "POST" and request.path.endswith("/pulls"):
            return HttpResponse(
                status=response.status,
                headers=response.headers,
                body=response.body.replace(b'"draft": true', b'"draft": false'),
            )
        return response

    def _identify(self, request: HttpRequest) -> tuple[TokenRecord | None, AppRecord | None]:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            return None, None
        if value.count(".") == 2:  # noqa: PLR2004  the three parts of a JWT
            return None, self._identify_app(value)
        token = self.world.tokens.get(value)
        if token is None or (token.expires_at is not None and token.expires_at <= self.world.now()):
            raise RefusalError(401, "Bad credentials")
        return token, None

    def _identify_app(self, assertion: str) -> AppRecord:
        now = self.world.now().timestamp()
        for app in self.world.apps.values():
            try:
                claims = jwt.decode(assertion, RSAKey.import_key(app.public_key), algorithms=["RS256"]).claims
            except JoseError:
                continue
            if claims["iss"] != str(app.app_id) or claims["iat"] > now:
                raise RefusalError(401, "'Issued at' claim ('iat') must be an Integer representing a past time")
            if not now < claims["exp"] <= now + _ASSERTION_LIFETIME_MAX_S:
                raise RefusalError(401, "'Expiration time' claim ('exp') is too far in the future")
            return app
        raise RefusalError(401, "A JSON web token could not be decoded")


@contextmanager
def run_github_server(*, answer_git: AnswerGit | None = None) -> Generator[GitHubServer]:
    """Listens on a free port of 127.0.0.1 until the block ends, as a GitHub Enterprise server would.

    `answer_git` serves the repositories' git over HTTP to those who may see them.
    """
    loop = asyncio.new_event_loop()
    server = GitHubServer(loop, answer_git)
    ready, over = threading.Event(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_serve(server, ready, over)), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


async def _serve(server: GitHubServer, ready: threading.Event, over: asyncio.Event) -> None:
    tasks: set[asyncio.Task[None]] = set()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(converse(server.answer, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(welcome, "127.0.0.1", 0, backlog=512)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    ready.set()
    await over.wait()
    listener.close()
    rest = [*tasks, *(task for task in asyncio.all_tasks() if task is not asyncio.current_task())]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
