"""Events that are handled together, and the one transaction that settles them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from repochat.catalog.event_store import EventWriter, Outcome
from repochat.core.database import Database, WriteSession
from repochat.forge.webhooks import ForgeEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Events of one forge, oldest first, and their ids."""

    tenant_id: UUID
    forge: str
    kind: str
    ids: Sequence[int]
    events: Sequence[ForgeEvent]


class Settlement:
    """Collects what came of the group; what is said last is stored with the transaction."""

    def __init__(self, session: WriteSession, ids: Sequence[int]) -> None:
        self.session = session
        self.ids = ids
        self.outcome: Outcome | None = None


@asynccontextmanager
async def settling(database: Database, group: Group) -> AsyncGenerator[Settlement]:
    """A transaction for the effects of `group`. `ids` are the events that still wait: none when another was faster."""
    async with database.write(group.tenant_id) as session:
        events = EventWriter(session)
        settlement = Settlement(session, await events.claim(list(group.ids)))
        yield settlement
        if settlement.ids and settlement.outcome is not None:
            await events.settle(list(settlement.ids), settlement.outcome)


async def settle(database: Database, group: Group, outcome: Outcome) -> int:
    """Settles a group that has no effect; returns how many events that were."""
    async with settling(database, group) as settlement:
        settlement.outcome = outcome
    return len(settlement.ids)
