"""A way to the server that can be cut: what a network does to a stream."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536


class Line:
    """Passes bytes to and from `target` (host, port); `cut` ends every connection, and new ones work again.

    While it `is_down`, new ones end at once too.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.address = ""
        self.is_down = False
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_down:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        ends = {writer, far_writer}
        self._open |= ends
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            self._open -= ends


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def cuttable(address: str) -> AsyncGenerator[Line]:
    """A line to the server at `address`, on a port of its own."""
    target = urlsplit(address)
    assert target.hostname is not None
    assert target.port is not None
    line = Line((target.hostname, target.port))
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    line.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        line.cut()
        server.close()
