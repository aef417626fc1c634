"""Taking a verified delivery in: the delivery, its event and the event's job become true in one transaction."""

import asyncio
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import structlog

from repochat.catalog.delivery_store import Delivery, DeliveryWriter
from repochat.core.database import Database, WriteSession
from repochat.core.errors import InvalidError, LimitError
from repochat.forge.webhooks import (
    ForgeEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    PingEvent,
    UnknownEvent,
    parse_event,
    parse_gitlab_event,
)
from repochat.indexing.following.limits import LIMITS, PUSH_PRIORITY
from repochat.indexing.following.payload import parse_payload
from repochat.jobs import enqueue_once

log = structlog.get_logger(__name__)

HANDLE_TASK = "handle_events"
_NAME = re.compile(r"[\x21-\x7e][\x20-\x7e]*")

ForgeKind = Literal["github", "gitlab"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDelivery:
    """A delivery whose sender has proved to know a secret. `forge` is the forge's address; nothing is parsed yet."""

    forge_kind: ForgeKind
    forge: str
    delivery_id: str
    kind: str
    content_type: str
    body: bytes


async def receive_delivery(
    database: Database, tenant_id: UUID, raw: RawDelivery
) -> Literal["stored", "ignored", "known"]:
    """Stores the delivery, once by its id, for a worker to handle; what nobody acts on is stored as ignored.

    Raises InvalidError and LimitError for a body that is no event, and nothing is stored then.
    """
    _check_names(raw)
    if len(raw.body) > LIMITS.off_loop_bytes:
        delivery = await asyncio.to_thread(_read, raw)
    else:
        delivery = _read(raw)
    async with database.write(tenant_id) as session:
        added = await DeliveryWriter(session).add(tenant_id, delivery)
        if added.is_waiting:
            await call_worker(session, tenant_id, delivery.lane)
    if not added.is_new:
        return "known"
    return "stored" if delivery.state == "waiting" else "ignored"


async def call_worker(session: WriteSession, tenant_id: UUID, lane: str) -> None:
    """One job handles all that waits in `lane`. The caller holds the lane's lock."""
    args = {"tenant_id": str(tenant_id), "lane": lane}
    try:
        lock = f"events:{tenant_id}:{lane}"
        await enqueue_once(session, HANDLE_TASK, args, lock=lock, priority=PUSH_PRIORITY, queue="quick")
    except LimitError:  # the event is kept: `call_for_lost` finds it when the queue has room again
        log.warning("following.queue_full", lane=lane)


def parse_forge_event(kind: str, payload: Mapping[str, Any], *, forge_kind: ForgeKind) -> ForgeEvent:
    """What the forge says; never raises."""
    return parse_event(kind, payload) if forge_kind == "github" else parse_gitlab_event(kind, payload)


def unpack_payload(packed: bytes) -> Mapping[str, Any]:
    """The stored body of a delivery, which was within bounds when it was taken in."""
    content_type, _, body = zlib.decompress(packed).partition(b"\n")
    return parse_payload(body, content_type.decode())


def _check_names(raw: RawDelivery) -> None:
    for name in (raw.delivery_id, raw.kind):
        if len(name) > LIMITS.names_chars_max or not _NAME.fullmatch(name):
            raise InvalidError(
                "The webhook names no delivery or no kind of event.", hint="Send the headers that the forge sends."
            )


def _read(raw: RawDelivery) -> Delivery:
    payload = parse_payload(raw.body, raw.content_type)
    event = parse_forge_event(raw.kind, payload, forge_kind=raw.forge_kind)
    action = payload.get("action")
    head = raw.content_type[: LIMITS.names_chars_max].replace("\n", " ").encode("ascii", "replace")
    ignored = _judge_unknown(event) if isinstance(event, UnknownEvent) else {}
    return Delivery(
        forge=raw.forge,
        delivery_id=raw.delivery_id,
        lane=f"{raw.forge} {_name_lane(event)}",
        kind=raw.kind,
        action=action[: LIMITS.names_chars_max].replace("\0", "") if isinstance(action, str) else "",
        payload=zlib.compress(head + b"\n" + raw.body, level=1),
        **ignored,
    )


def _judge_unknown(event: UnknownEvent) -> dict[str, str]:
    if event.problem is not None:
        return {"state": "ignored", "reason": "malformed", "outcome": f"The event is not understood: {event.problem}."}
    return {"state": "ignored", "reason": "unknown_kind", "outcome": "Nothing is done on events of this kind."}


def name_repo_lane(forge: str, forge_repo_id: int | None) -> str:
    """The lane in which events of a forge's repository are handled; None: of no repository."""
    return f"{forge} other" if forge_repo_id is None else f"{forge} repository {forge_repo_id}"


def _name_lane(event: ForgeEvent) -> str:
    """Events of one repository are handled in turn, and so are those of one installation."""
    if isinstance(event, InstallationEvent | InstallationRepositoriesEvent):
        return f"installation {event.installation_id}"
    if isinstance(event, PingEvent | UnknownEvent):
        return "other" if event.repo_id is None else f"repository {event.repo_id}"
    return f"repository {event.repo_id}"
