"""What reached our webhooks: each delivery once, and a count of what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from repochat.core.database import ReadSession, WriteSession

REFUSALS_LISTED_MAX = 100

# Taken here, and by whoever handles the lane before looking for what waits (`EventWriter.lock_lane`): so a job that has
# not looked yet sees this event, and one that has looked is followed by another.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:lane, 0))")
_ADD = text(
    """
    WITH known AS (
        UPDATE webhook_deliveries SET times = times + 1
        WHERE tenant_id = :tenant AND forge = :forge AND delivery_id = :delivery RETURNING event_id
    ),
    event AS (
        INSERT INTO events (tenant_id, origin, forge, lane, kind, action, payload, state, reason, outcome, handled_at)
        SELECT :tenant, 'webhook', :forge, :lane, :kind, :action, :payload, CAST(:state AS text), :reason, :outcome,
               CASE WHEN CAST(:state AS text) = 'waiting' THEN NULL ELSE now() END
        WHERE NOT EXISTS (SELECT 1 FROM known) RETURNING id
    ),
    delivery AS (
        INSERT INTO webhook_deliveries (tenant_id, forge, delivery_id, event_id)
        SELECT :tenant, :forge, :delivery, id FROM event RETURNING event_id
    )
    SELECT (SELECT event_id FROM known), (SELECT event_id FROM delivery)
    """
)
_RENEW = text(
    "UPDATE events SET state = 'waiting', reason = '', outcome = '', handled_at = NULL"
    " WHERE id = :event AND state = 'failed' RETURNING id"
)
_REFUSE = text(
    """
    INSERT INTO webhook_refusals (tenant_id, forge, reason, times) VALUES (:tenant, :forge, :reason, :times)
    ON CONFLICT (tenant_id, forge, reason) DO UPDATE
    SET times = webhook_refusals.times + excluded.times, last_at = now()
    """
)
_REFUSALS = text("SELECT forge, reason, times, last_at FROM webhook_refusals ORDER BY last_at DESC LIMIT :most")
_HEALTH = text(
    """
    SELECT (SELECT max(received_at) FROM webhook_deliveries),
           (SELECT count(*) FROM webhook_deliveries WHERE received_at > now() - interval '1 day'),
           count(*) FILTER (WHERE reason = 'unknown_kind'),
           count(*) FILTER (WHERE reason IN ('unknown_repository', 'forged')),
           count(*) FILTER (WHERE state = 'failed'),
           count(*) FILTER (WHERE state = 'waiting'),
           min(received_at) FILTER (WHERE state = 'waiting')
    FROM events WHERE origin = 'webhook' AND received_at > now() - interval '1 day'
    """
)


# Pings change nothing, so they are of no repository: they are found by the lane, which names it.
_REPO_HEALTH = text(
    """
    SELECT count(*) FILTER (WHERE received_at > now() - interval '1 day'),
           count(*) FILTER (WHERE received_at > now() - interval '1 day' AND state = 'failed'),
           count(*) FILTER (WHERE state = 'waiting'),
           max(received_at) FILTER (WHERE kind = 'ping')
    FROM events WHERE origin = 'webhook' AND (repo_id = :repo OR lane = :lane)
    """
)
_FIND = text(
    """
    SELECT e.id, e.kind, e.state, e.outcome, e.received_at, e.handled_at FROM webhook_deliveries d
    JOIN events e ON e.id = d.event_id WHERE d.forge = :forge AND d.delivery_id = :delivery
    """
)
_PINGS = text(
    """
    SELECT e.id, e.kind, e.state, e.outcome, e.received_at, e.handled_at FROM webhook_deliveries d
    JOIN events e ON e.id = d.event_id
    WHERE e.lane = :lane AND e.kind = 'ping' AND e.id > :after AND d.delivery_id <> :own ORDER BY e.id LIMIT 1
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoWebhooks:
    """Of one repository: deliveries of the last 24 hours, and what waits."""

    deliveries: int
    failed: int
    waiting: int
    last_ping_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A delivery that came; `handled_at` None: no worker has looked at it yet."""

    event_id: int
    kind: str
    state: str
    outcome: str
    received_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A verified delivery. `state` is waiting, or ignored with its `reason` and `outcome`; `payload` is compressed."""

    forge: str
    delivery_id: str
    lane: str
    kind: str
    action: str
    payload: bytes
    state: str = "waiting"
    reason: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedDelivery:
    """`is_new` is False for a redelivery; `is_waiting` when its event is now to be handled."""

    is_new: bool
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """How often deliveries to `forge` were refused for `reason`, and when last."""

    forge: str
    reason: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookHealth:
    """Counts are of the last 24 hours. `oldest_waiting_at` is None when everything is handled."""

    last_delivery_at: datetime | None
    deliveries: int
    unknown_kinds: int
    unknown_repositories: int
    failed: int
    waiting: int
    oldest_waiting_at: datetime | None
    refusals: tuple[Refusals, ...]


class DeliveryStore:
    """Reads how webhooks fare."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def read_health(self) -> WebhookHealth:
        found = (await self._session.execute(_HEALTH)).one()
        refused = await self._session.execute(_REFUSALS, {"most": REFUSALS_LISTED_MAX})
        return WebhookHealth(
            last_delivery_at=found[0],
            deliveries=found[1],
            unknown_kinds=found[2],
            unknown_repositories=found[3],
            failed=found[4],
            waiting=found[5],
            oldest_waiting_at=found[6],
            refusals=tuple(Refusals(forge=row[0], reason=row[1], times=row[2], last_at=row[3]) for row in refused),
        )

    async def read_repo_health(self, repo_id: UUID, lane: str) -> RepoWebhooks:
        """`lane` is the one of its events, "" when its place on a forge is not known."""
        found = (await self._session.execute(_REPO_HEALTH, {"repo": repo_id, "lane": lane})).one()
        return RepoWebhooks(deliveries=found[0], failed=found[1], waiting=found[2], last_ping_at=found[3])

    async def find_arrived(self, forge: str, delivery_id: str) -> Arrived | None:
        """The delivery by the forge's id of it."""
        return _arrived((await self._session.execute(_FIND, {"forge": forge, "delivery": delivery_id})).one_or_none())

    async def find_ping(self, lane: str, *, after: int, own: str) -> Arrived | None:
        """The first ping of a lane behind the event `after` that is not the delivery `own`."""
        values = {"lane": lane, "after": after, "own": own}
        return _arrived((await self._session.execute(_PINGS, values)).one_or_none())


def _arrived(row: Row[*tuple[Any, ...]] | None) -> Arrived | None:
    if row is None:
        return None
    return Arrived(event_id=row[0], kind=row[1], state=row[2], outcome=row[3], received_at=row[4], handled_at=row[5])


class DeliveryWriter(DeliveryStore):
    """Takes deliveries in."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, tenant_id: UUID, delivery: Delivery) -> AddedDelivery:
        """Stores the delivery and its event, unless its id is known: then only a failed event waits again.

        Holds the lane's lock until the transaction ends.
        """
        values = {
            "tenant": tenant_id,
            "forge": delivery.forge,
            "delivery": delivery.delivery_id,
            "lane": delivery.lane,
            "kind": delivery.kind,
            "action": delivery.action,
            "payload": delivery.payload,
            "state": delivery.state,
            "reason": delivery.reason,
            "outcome": delivery.outcome,
        }
        await self._session.execute(_LOCK, {"lane": delivery.lane})
        known, added = (await self._session.execute(_ADD, values)).one()
        if added is not None:
            return AddedDelivery(is_new=True, is_waiting=delivery.state == "waiting")
        renewed = await self._session.scalar(_RENEW, {"event": known})
        return AddedDelivery(is_new=False, is_waiting=renewed is not None)

    async def count_refused(self, tenant_id: UUID, refused: Mapping[tuple[str, str], int]) -> None:
        """Adds to the counts, by forge and reason."""
        for (forge, reason), times in sorted(refused.items()):
            values = {"tenant": tenant_id, "forge": forge, "reason": reason, "times": times}
            await self._session.execute(_REFUSE, values)
