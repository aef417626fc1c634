"""HTTP/1.1 on loopback, just enough of it: one event loop in a thread, connections kept open, bodies in memory."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """`headers` are in lower case; `path` is without the query."""

    method: str
    path: str
    query: Mapping[str, str]
    query_text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; an empty one when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True, kw_only=True)
class HttpResponse:
    """`status` 0 hangs up without an answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


def reply(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer in JSON."""
    body = b"" if value is None else json.dumps(value).encode()
    return HttpResponse(status=status, headers={"Content-Type": "application/json", **(headers or {})}, body=body)


Answerer = Callable[[HttpRequest], Awaitable[HttpResponse]]


async def converse(answer: Answerer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, until either side closes it."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while request := await _read_request(reader):
            response = await answer(request)
            if not response.status:
                break
            writer.write(_encode(response, request.method))
            await writer.drain()
    writer.transport.abort()


async def _read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ", 2)
    path, _, query = target.partition("?")
    return HttpRequest(
        method=method,
        path=path,
        query=dict(parse_qsl(query)),
        query_text=query,
        headers=headers,
        body=await _read_body(reader, headers),
    )


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return bytes(body)


def _encode(response: HttpResponse, method: str) -> bytes:
    phrase = next((known.phrase for known in HTTPStatus if known == response.status), "Unknown")
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    lines = [f"HTTP/1.1 {response.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if method == "HEAD" else response.body)
