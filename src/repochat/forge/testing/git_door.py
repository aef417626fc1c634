"""Git over smart HTTP: who may come in. What git says behind the door is the test's own, for this package runs none."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from repochat.forge.testing.wire import HttpRequest, HttpResponse
from repochat.forge.testing.world import RepositoryRecord, TokenRecord, World

_PATH = re.compile(r"/(?P<full_name>[\w.-]+/[\w.-]+?)(?:\.git)?/(?P<rest>info/refs|git-upload-pack)")
_ASK = {"WWW-Authenticate": 'Basic realm="GitHub"'}


@dataclass(frozen=True, kw_only=True)
class GitRequest:
    """`path` is what follows the repository's address: `/info/refs` or `/git-upload-pack`."""

    repo_id: int
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


AnswerGit = Callable[[GitRequest], HttpResponse]
"""May block: it is called in a thread of its own."""


def is_git(path: str) -> bool:
    return _PATH.fullmatch(path) is not None


def open_door(request: HttpRequest, world: World, base: str) -> GitRequest | HttpResponse:
    """As GitHub does: nobody is asked who they are, and a stranger finds nothing."""
    match = _PATH.fullmatch(request.path)
    if match is None:
        return HttpResponse(status=404)
    token, is_known = _find_token(request, world)
    record = world.find_repository(match["full_name"])
    moved = world.find_renamed(match["full_name"]) if record is None else None
    if not is_known:
        return HttpResponse(status=401, headers=_ASK)
    if moved is not None and not moved.is_private:
        query = f"?{request.query_text}" if request.query_text else ""
        location = f"{base}/{moved.full_name}.git/{match['rest']}{query}"
        return HttpResponse(status=301, headers={"Location": location})
    record = record or moved  # git follows no redirect once it has shown a token, so a private one is served at both
    if record is None or world.find_role(record, token) is None:
        return HttpResponse(status=404) if token is not None else HttpResponse(status=401, headers=_ASK)
    return _pass_on(request, record, match["rest"])


def _pass_on(request: HttpRequest, record: RepositoryRecord, rest: str) -> GitRequest:
    return GitRequest(
        repo_id=record.repo_id,
        method=request.method,
        path=f"/{rest}",
        query=request.query_text,
        headers=request.headers,
        body=request.body,
    )


def _find_token(request: HttpRequest, world: World) -> tuple[TokenRecord | None, bool]:
    """The token that is shown as a password, and whether what is shown is good."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None, True
    try:
        password = base64.b64decode(value).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None, False
    token = world.tokens.get(password)
    is_good = token is not None and (token.expires_at is None or token.expires_at > world.now())
    return token, is_good
