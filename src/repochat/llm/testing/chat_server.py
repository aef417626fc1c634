"""A scripted chat provider on loopback: one event loop in a thread of its own, so that many streams cost little."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

from repochat.llm.testing.anthropic_wire import ANTHROPIC_WIRE
from repochat.llm.testing.openai_wire import OPENAI_WIRE
from repochat.llm.testing.received import Protocol, ReceivedChat
from repochat.llm.testing.script import Answer, Refusal, Reply, ScriptEntry

_WIRES = {"openai": OPENAI_WIRE, "anthropic": ANTHROPIC_WIRE}
_PATHS: dict[str, Protocol] = {"/v1/chat/completions": "openai", "/v1/messages": "anthropic"}
_SILENCE_S = 60.0


class _HungUpError(Exception):
    """The client closed its side before the answer's end."""


class ChatServer:
    """Answers by `script`, one entry a request; its last entry is repeated. `received` is what came in.

    An entry that is a function gets the request and answers it, with a text or with what a script holds. It speaks
    both protocols, at `url_of`; it can be asked from any thread or process of this machine.
    """

    def __init__(self, script: Sequence[ScriptEntry]) -> None:
        self.script = list(script)
        self.received: list[ReceivedChat] = []
        self.port = 0
        self._lock = threading.Lock()

    def url_of(self, protocol: Protocol) -> str:
        """What LLM_BASE_URL is for a client of this protocol."""
        return f"http://127.0.0.1:{self.port}{_WIRES[protocol].base_path}"

    def accept(self, request: ReceivedChat) -> tuple[Answer, int]:
        """The answer, and how many requests came so far."""
        with self._lock:
            self.received.append(request)
            number = len(self.received)
            entry = self.script[min(number, len(self.script)) - 1]
        answer = entry(request) if callable(entry) else entry
        return (Reply(text=answer) if isinstance(answer, str) else answer), number


@contextmanager
def run_chat_server(*script: ScriptEntry) -> Generator[ChatServer]:
    """Listens on a free port of 127.0.0.1 until the block ends. Works in sync and async tests alike."""
    server = ChatServer(script or (Reply(text="Hello."),))
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_serve(server, ready, over)), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


async def _serve(server: ChatServer, ready: threading.Event, over: asyncio.Event) -> None:
    tasks: set[asyncio.Task[None]] = set()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_converse(server, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(welcome, "127.0.0.1", 0, backlog=512)
    server.port = listener.sockets[0].getsockname()[1]
    ready.set()
    await over.wait()
    listener.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _converse(server: ChatServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection: requests one after another, until one is broken on purpose or the client leaves."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while request := await _read_request(reader):
            answer, number = server.accept(request)
            try:
                goes_on = await _answer(request, answer, number, _Line(reader, writer))
            except (_HungUpError, ConnectionError):
                request.closed_early.set()
                break
            if not goes_on:
                break
            request.answered.set()
    writer.transport.abort()


async def _read_request(reader: asyncio.StreamReader) -> ReceivedChat | None:
    """None when the client closed the connection between two requests."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    path = first.split(" ")[1].partition("?")[0]
    body = cast("dict[str, Any]", json.loads(await reader.readexactly(int(headers["content-length"]))))
    return ReceivedChat(protocol=_PATHS[path], path=path, headers=headers, body=body)


class _Line:
    """The way back to the client. Waiting notices when it hangs up, which no write would."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if not await self._reader.read(1):
                    raise _HungUpError

    async def send_chunk(self, data: bytes) -> None:
        """A part of a body of unknown length; an empty part is its end (RFC 9112, section 7.1)."""
        await self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def send(self, data: bytes) -> None:
        if self._reader.at_eof() or self._writer.is_closing():
            raise _HungUpError
        self._writer.write(data)
        await self._writer.drain()


async def _answer(request: ReceivedChat, answer: Answer, number: int, line: _Line) -> bool:
    """Whether the connection may serve another request."""
    if answer.delay_s:
        await line.wait(answer.delay_s)
    if isinstance(answer, Refusal):
        body = _WIRES[request.protocol].encode_refusal(answer)
        length = {"Content-Length": str(len(body)), "Content-Type": "application/json"}
        await line.send(_head(answer.status, {**length, **answer.headers}) + body)
        return True
    await line.send(_head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}))
    return await _stream(request, answer, number, line)


async def _stream(request: ReceivedChat, reply: Reply, number: int, line: _Line) -> bool:
    wire = _WIRES[request.protocol]
    for index, frame in enumerate(wire.encode_reply(reply, request, number)):
        if reply.breaks and index == reply.breaks_after:
            if reply.breaks == "silence":
                await line.wait(_SILENCE_S)
            if reply.breaks not in wire.breaks:
                return False
            if frame := wire.breaks[reply.breaks]:
                await line.send_chunk(frame)
            break
        if index and reply.delta_delay_s:
            await line.wait(reply.delta_delay_s)
        await line.send_chunk(frame)
    await line.send_chunk(b"")
    return True


def _head(status: int, headers: dict[str, str]) -> bytes:
    phrase = next((known.phrase for known in HTTPStatus if known == status), "Scripted")
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
