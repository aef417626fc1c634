"""Acting on events: whatever waits in a lane, oldest first, each settled with what it changed or with nothing.

Safe to kill at any point: an event's effect and its outcome become true in one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from repochat.catalog.event_store import Event, EventWriter, Outcome
from repochat.core.database import Database
from repochat.core.errors import RepochatError, UnavailableError
from repochat.forge.webhooks import (
    ForgeEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    MemberEvent,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    RefEvent,
    RepositoryEvent,
    UnknownEvent,
)
from repochat.indexing.following.forge_desk import ForgeDesk
from repochat.indexing.following.installations import settle_installation, settle_installation_repositories
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.members import settle_member
from repochat.indexing.following.pull_requests import settle_pull_requests
from repochat.indexing.following.pushes import settle_refs
from repochat.indexing.following.receiving import ForgeKind, parse_forge_event, unpack_payload
from repochat.indexing.following.repositories import settle_repository
from repochat.indexing.following.settling import Group, settle

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHandler:
    """What events are acted on with."""

    database: Database
    desk: ForgeDesk

    async def handle_lane(self, tenant_id: UUID, lane: str, *, should_stop: Callable[[], bool]) -> int:
        """Handle all that waits in `lane`; returns how many events were settled.

        One that fails by itself is settled as failed. Raises UnavailableError when some must wait for a forge or the
        database to be back; all others are settled then.
        """
        after, settled = 0, 0
        away: UnavailableError | None = None
        while not should_stop():
            async with self.database.write(tenant_id) as session:
                events = EventWriter(session)
                await events.lock_lane(lane)
                waiting = await events.list_waiting(lane, after=after, limit=LIMITS.batch_max)
            if not waiting:
                break
            after = waiting[-1].id
            for group in group_events(tenant_id, waiting):
                try:
                    settled += await self._handle(group)
                except UnavailableError as error:
                    away = error
        if away is not None:
            raise away
        return settled

    async def _handle(self, group: Group) -> int:
        try:
            return await self._settle(group)
        except UnavailableError:
            raise
        except Exception as error:
            # One event that nobody thought of must not stop those behind it.
            log.exception("following.event_failed", event_id=group.ids[0], kind=group.kind)
            said = error.message if isinstance(error, RepochatError) else f"By our mistake ({type(error).__name__})."
            outcome = Outcome(state="failed", reason="failed", outcome=said)
            return await settle(self.database, group, outcome)

    async def _settle(self, group: Group) -> int:
        match group.events[-1]:
            case PushEvent() | RefEvent():
                settled = settle_refs(self.database, group)
            case PullRequestEvent():
                settled = settle_pull_requests(self.database, group)
            case RepositoryEvent() as event:
                settled = settle_repository(self.database, group, event, self.desk)
            case InstallationEvent() as event:
                settled = settle_installation(self.database, group, event)
            case InstallationRepositoriesEvent() as event:
                settled = settle_installation_repositories(self.database, group, event)
            case MemberEvent() as event:
                settled = settle_member(self.database, group, event)
            case PingEvent() | UnknownEvent() as event:
                settled = settle(self.database, group, _judge_rest(event))
        return await settled


def group_events(tenant_id: UUID, waiting: Sequence[Event]) -> list[Group]:
    """Events that one look answers are handled together: pushes to one repository, and changes of its pull requests."""
    groups: dict[object, Group] = {}
    for stored in waiting:
        event = _parse(stored)
        key = _choose_key(event) or stored.id
        found = groups.get(key)
        groups[key] = Group(
            tenant_id=tenant_id,
            forge=stored.forge,
            kind=stored.kind,
            ids=[*(found.ids if found else ()), stored.id],
            events=[*(found.events if found else ()), event],
        )
    return list(groups.values())


def _parse(stored: Event) -> ForgeEvent:
    if stored.payload is None:
        return UnknownEvent(kind=stored.kind, problem="its payload was forgotten")
    kind: ForgeKind = "gitlab" if stored.kind.endswith(" Hook") else "github"
    return parse_forge_event(stored.kind, unpack_payload(stored.payload), forge_kind=kind)


def _choose_key(event: ForgeEvent) -> object:
    if isinstance(event, PushEvent | RefEvent):
        return ("refs", event.repo_id, event.full_name)
    if isinstance(event, PullRequestEvent):
        return ("pull requests", event.repo_id, event.full_name)
    return None


def _judge_rest(event: PingEvent | UnknownEvent) -> Outcome:
    if isinstance(event, PingEvent):
        return Outcome(state="done", reason="ping", outcome="The webhook reaches us.")
    return Outcome(state="ignored", reason="malformed", outcome=f"The event is not understood: {event.problem}.")
