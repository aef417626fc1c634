"""`/login/github`: to the forge and back. Every way ends on a page: whoever is refused reads there why."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response

from repochat.api.login_cookie import LOGIN, find_cookie, is_loopback_host, render_cookie, render_no_cookie
from repochat.api.services import Services, ServicesDep
from repochat.core.errors import RepochatError
from repochat.forge.permissions import list_scopes
from repochat.workspace.forge_login import WAITING_S

router = APIRouter(tags=["people"], prefix="/login/github", include_in_schema=False)

WAITING = "repochat_waiting"
CODE_CHARS_MAX = 500
TO_CHARS_MAX = 4_000


@router.get("")
async def begin_github_login(
    request: Request,
    services: ServicesDep,
    to: Annotated[str, Query(max_length=TO_CHARS_MAX)] = "/",
    *,
    private: bool = False,
) -> Response:
    """To the forge. `to` is where the person goes afterwards; `private` asks an OAuth app for private repositories."""
    scopes = list_scopes(["login", "private_repositories"] if private else ["login"])
    try:
        begun = await services.forge_login.begin(_write_return(request, services), check_target(to), scopes)
    except RepochatError as error:
        return _explain(error)
    cookie = render_cookie(WAITING, begun.waiting, _host_of(request), life_s=WAITING_S)
    return _redirect(begun.url, cookie)


@router.get("/callback")
async def finish_github_login(
    request: Request,
    services: ServicesDep,
    state: str | None = None,
    code: Annotated[str, Query(max_length=CODE_CHARS_MAX)] = "",
) -> Response:
    """Back from the forge, with a login or a reason."""
    host = _host_of(request)
    try:
        entered = await services.forge_login.finish(
            services.authenticator,
            _write_return(request, services),
            waiting=find_cookie(WAITING, request.headers),
            state=state,
            code=code,
        )
    except RepochatError as error:
        return _explain(error, render_no_cookie(WAITING, host))
    return _redirect(entered.to, render_no_cookie(WAITING, host), render_cookie(LOGIN, entered.token, host))


def check_target(to: str) -> str:
    """`to` if it is a path of this server, else `/`: a login leads to no other site."""
    parts = urlsplit(to.replace("\\", "/"))
    is_path = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return to if is_path and to.isprintable() else "/"


def _write_return(request: Request, services: Services) -> str:
    """The address of the callback: that of WEB_URL, unless the person is at this machine by another name."""
    host = _host_of(request)
    base = f"http://{host}" if is_loopback_host(host) else (services.settings.web_url or "").rstrip("/")
    return f"{base}{router.prefix}/callback"


def _explain(error: RepochatError, *cookies: str) -> Response:
    return _redirect(f"/?{urlencode({'login_error': f'{error.message} {error.hint}'})}", *cookies)


def _redirect(to: str, *cookies: str) -> Response:
    response = Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": to, "Cache-Control": "no-store"})
    for cookie in cookies:
        response.headers.append("Set-Cookie", cookie)
    return response


def _host_of(request: Request) -> str:
    return request.headers.get("host", "")
