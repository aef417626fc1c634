"""Events: what happened to repositories, what is still to be handled, and what came of the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import func, select, text, update

from repochat.catalog.follow_models import EventRow
from repochat.core.database import ReadSession, WriteSession

EventState = Literal["waiting", "done", "ignored", "failed"]
EventOrigin = Literal["webhook", "polling", "watching", "reconcile"]

LIST_MAX = 500
OUTCOME_CHARS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`payload` is the compressed body of a webhook, None when there was none or it was forgotten."""

    id: int
    repo_id: UUID | None
    origin: EventOrigin
    forge: str
    lane: str
    kind: str
    action: str
    payload: bytes | None
    state: EventState
    reason: str
    outcome: str
    received_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an event: a constant word, and a sentence for people."""

    state: EventState
    reason: str
    outcome: str
    repo_id: UUID | None = None


class EventStore:
    """Reads events."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_events(
        self, *, repo_id: UUID | None = None, before: int | None = None, limit: int = 100
    ) -> list[Event]:
        """Newest first, at most LIST_MAX, without their payloads; `before` is the id of the last of the page before."""
        query = select(EventRow)
        if repo_id is not None:
            query = query.where(EventRow.repo_id == repo_id)
        if before is not None:
            query = query.where(EventRow.id < before)
        rows = await self._session.scalars(query.order_by(EventRow.id.desc()).limit(min(limit, LIST_MAX)))
        return [_event(row, with_payload=False) for row in rows]

    async def list_forgotten_lanes(self, *, older_than_s: float, limit: int = LIST_MAX) -> list[str]:
        """Lanes whose events have waited so long that their job must have been lost, at most LIST_MAX."""
        waited = EventRow.received_at < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, older_than_s)
        query = select(EventRow.lane).where(EventRow.state == "waiting", waited).distinct()
        return list(await self._session.scalars(query.limit(min(limit, LIST_MAX))))


class EventWriter(EventStore):
    """Takes events out of their lane and says what came of them."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def lock_lane(self, lane: str) -> None:
        """Until the transaction ends, nothing is added to `lane`; what was added is visible to the next statement."""
        await self._session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:lane, 0))"), {"lane": lane})

    async def list_waiting(self, lane: str, *, after: int = 0, limit: int) -> list[Event]:
        """The oldest events of `lane` with an id above `after` that wait."""
        query = select(EventRow).where(EventRow.lane == lane, EventRow.state == "waiting", EventRow.id > after)
        rows = await self._session.scalars(query.order_by(EventRow.id).limit(limit))
        return [_event(row, with_payload=True) for row in rows]

    async def claim(self, event_ids: list[int]) -> list[int]:
        """Those that still wait; nobody else can settle them before the transaction ends."""
        query = select(EventRow.id).where(EventRow.id.in_(event_ids), EventRow.state == "waiting")
        return list(await self._session.scalars(query.order_by(EventRow.id).with_for_update()))

    async def settle(self, event_ids: list[int], outcome: Outcome) -> None:
        """Says what came of events."""
        values = {
            "state": outcome.state,
            "reason": outcome.reason,
            "outcome": outcome.outcome[:OUTCOME_CHARS_MAX].replace("\0", ""),
            "repo_id": outcome.repo_id,
            "handled_at": func.now(),
        }
        await self._session.execute(update(EventRow).where(EventRow.id.in_(event_ids)).values(**values))

    async def note(self, tenant_id: UUID, repo_id: UUID, *, origin: EventOrigin, kind: str, outcome: Outcome) -> None:
        """Keeps what we noticed by ourselves."""
        row = EventRow(
            tenant_id=tenant_id,
            repo_id=repo_id,
            origin=origin,
            forge="",
            lane=f"repo:{repo_id}",
            kind=kind,
            action="",
            state=outcome.state,
            reason=outcome.reason,
            outcome=outcome.outcome,
        )
        self._session.add(row)
        await self._session.flush()

    async def forget(self, *, payload_days: int, event_days: int, limit: int) -> int:
        """Drops payloads and then whole events (with their deliveries) that are old; returns how many rows it met."""
        old = EventRow.received_at < func.now() - func.make_interval(0, 0, 0, payload_days)
        due = select(EventRow.id).where(old, EventRow.payload.is_not(None), EventRow.state != "waiting").limit(limit)
        emptied = await self._session.scalars(
            update(EventRow).where(EventRow.id.in_(due)).values(payload=None).returning(EventRow.id)
        )
        removed = await self._session.scalars(
            text(
                "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE state <> 'waiting'"
                " AND received_at < now() - make_interval(days => :days) LIMIT :most) RETURNING id"
            ),
            {"days": event_days, "most": limit},
        )
        return len(emptied.all()) + len(removed.all())


def _event(row: EventRow, *, with_payload: bool) -> Event:
    return Event(
        id=row.id,
        repo_id=row.repo_id,
        origin=cast("EventOrigin", row.origin),
        forge=row.forge,
        lane=row.lane,
        kind=row.kind,
        action=row.action,
        payload=row.payload if with_payload else None,
        state=cast("EventState", row.state),
        reason=row.reason,
        outcome=row.outcome,
        received_at=row.received_at,
        handled_at=row.handled_at,
    )
