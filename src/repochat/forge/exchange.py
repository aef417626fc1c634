"""One HTTP request and its answer, bounded in size and time."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

import httpx

from repochat.core.errors import LimitError
from repochat.forge.limits import ForgeLimits

API_VERSION = "2022-11-28"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`headers` are in lower case; `body` is parsed JSON, None when there is none that can be parsed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: object = None

    @property
    def is_success(self) -> bool:
        """304 is one: it answers a conditional request."""
        return self.status < HTTPStatus.MULTIPLE_CHOICES or self.is_unchanged

    @property
    def is_unchanged(self) -> bool:
        return self.status == HTTPStatus.NOT_MODIFIED

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")


def open_http(transport: httpx.AsyncBaseTransport | None, limits: ForgeLimits) -> httpx.AsyncClient:
    """A client that follows no redirect by itself, so that a token never goes where nobody sent it."""
    timeout = httpx.Timeout(limits.request_timeout_s, connect=limits.connect_timeout_s)
    headers = {
        "Accept": "application/vnd.github+json",
        "User-Agent": "repochat",
        "X-GitHub-Api-Version": API_VERSION,
    }
    return httpx.AsyncClient(
        transport=transport, timeout=timeout, headers=headers, follow_redirects=False, verify=_load_trust()
    )


@lru_cache(maxsize=1)
def _load_trust() -> ssl.SSLContext:
    """The authorities that this machine trusts, read once: it takes 30 ms, and each job opens a client."""
    return httpx.create_ssl_context()


async def exchange(http: httpx.AsyncClient, request: httpx.Request, limits: ForgeLimits) -> Answer:
    """Raises httpx.TransportError when no answer came, LimitError when it is too long."""
    response = await http.send(request, stream=True)
    try:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > limits.response_bytes_max:
                raise LimitError(
                    f"The forge answered more than {limits.response_bytes_max} bytes.",
                    hint="Ask for less at once.",
                    limit="response_bytes_max",
                )
    finally:
        await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=_parse(bytes(content)))


def _parse(content: bytes) -> object:
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return None
