"""What a run's process and its supervisor say to each other: four bytes of length, then MessagePack.

A run's process reads content that nobody vouches for, so nothing that it sends is unpickled: it is checked by type.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgpack
from pydantic import TypeAdapter, ValidationError

from repochat.core.errors import LimitError
from repochat.thinking.model import Outcome
from repochat.thinking.running.limits import LIMITS

HEADER = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A line for the run's log."""

    text: str
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far it is."""

    done: int
    total: int
    what: str
    kind: Literal["told"] = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What it reads, before it looks; it goes on when it is told to."""

    identity: str
    scope: str
    digest: str
    version: int
    kind: Literal["identified"] = "identified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What it found; `model_tokens` and `usd` are what it used of a model."""

    outcome: Outcome
    model_tokens: int = 0
    usd: float = 0.0
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """It raised: `failure` is the class of the error, `error` what people read."""

    failure: str
    error: dict[str, Any]
    model_tokens: int = 0
    usd: float = 0.0
    kind: Literal["broken"] = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """It stopped because it was told to."""

    model_tokens: int = 0
    usd: float = 0.0
    kind: Literal["stopped"] = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What it has used of a model so far."""

    model_tokens: int
    usd: float
    kind: Literal["used"] = "used"


Message = Noted | Told | Identified | Finished | Broken | Stopped | Used
_TYPES: dict[str, TypeAdapter[Any]] = {
    "noted": TypeAdapter(Noted),
    "told": TypeAdapter(Told),
    "identified": TypeAdapter(Identified),
    "finished": TypeAdapter(Finished),
    "broken": TypeAdapter(Broken),
    "stopped": TypeAdapter(Stopped),
    "used": TypeAdapter(Used),
}
GO = b"\x01"  # answers Identified: look
REUSE = b"\x00"  # an earlier run found it already: end


class WireError(Exception):
    """A run's process sent what is no message."""


def pack(message: Message) -> bytes:
    """Raises LimitError for what is over `message_bytes_max`, TypeError for what is no plain data."""
    body: bytes = msgpack.Packer(default=_pack_other).pack(_TYPES[message.kind].dump_python(message))
    if len(body) > LIMITS.message_bytes_max:
        raise LimitError(
            f"What the run found takes {len(body):,} bytes.",
            hint=f"A run may leave {LIMITS.message_bytes_max:,} bytes.",
            limit="message_bytes_max",
        )
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> Message:
    """Raises WireError."""
    try:
        told = msgpack.unpackb(body, strict_map_key=False)
        return _TYPES[told["kind"]].validate_python(told)
    except (ValueError, KeyError, TypeError, ValidationError, msgpack.UnpackException) as error:
        raise WireError(type(error).__name__) from error


async def receive(reader: asyncio.StreamReader) -> Message | None:
    """The next message; None when there is none any more. Raises WireError."""
    try:
        (length,) = HEADER.unpack(await reader.readexactly(HEADER.size))
        if length > LIMITS.message_bytes_max:
            raise WireError("too long")
        return unpack(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def receive_bytes(channel: socket.socket) -> bytes:
    """Blocks. Raises EOFError."""
    (length,) = HEADER.unpack(_read(channel, HEADER.size))
    return _read(channel, length)


def _read(channel: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = channel.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _pack_other(value: object) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()  # read again as what the field says that it is
    raise TypeError(f"{type(value).__name__} is no plain data")
