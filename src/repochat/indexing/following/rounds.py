"""What is done again and again for every tenant: looks that are due, events whose job was lost, the nightly work."""

from collections.abc import Callable
from uuid import UUID

import structlog

from repochat.accounts.tenant_store import TenantStore
from repochat.catalog.event_store import EventStore, EventWriter
from repochat.catalog.follow_store import FollowWriter
from repochat.core.database import Database
from repochat.indexing.following.checking import RepoChecker
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.receiving import call_worker

log = structlog.get_logger(__name__)

NOBODY = UUID(int=0)


async def list_tenants(database: Database) -> list[UUID]:
    async with database.read(NOBODY) as session:
        return await TenantStore(session).list_ids()


async def check_due_repos(database: Database, checker: RepoChecker) -> int:
    """Looks at all repositories that are due and calls a worker for events that have none; returns how many looks."""
    looked = 0
    for tenant_id in await list_tenants(database):
        await call_for_lost(database, tenant_id)
        looked += await checker.check_due(tenant_id)
    return looked


async def call_for_lost(database: Database, tenant_id: UUID, *, older_than_s: float = LIMITS.lost_after_s) -> int:
    """Events that waited so long have no job: the queue was full, or it gave up. Returns how many lanes got one."""
    async with database.read(tenant_id) as session:
        lanes = await EventStore(session).list_forgotten_lanes(older_than_s=older_than_s)
    for lane in lanes:
        async with database.write(tenant_id) as session:
            await EventWriter(session).lock_lane(lane)
            await call_worker(session, tenant_id, lane)
    if lanes:
        log.info("following.lanes_called", lanes=len(lanes))
    return len(lanes)


async def reconcile_repos(database: Database, should_stop: Callable[[], bool]) -> None:
    """Has every repository compared with its source within `reconcile_within_s`, and forgets old events in steps."""
    for tenant_id in await list_tenants(database):
        async with database.write(tenant_id) as session:
            follows = FollowWriter(session)
            await follows.add_missing()
            await follows.reconcile_all(within_s=LIMITS.reconcile_within_s)
        met = LIMITS.forget_rows_max
        while met >= LIMITS.forget_rows_max and not should_stop():
            async with database.write(tenant_id) as session:
                met = await EventWriter(session).forget(
                    payload_days=LIMITS.payload_days, event_days=LIMITS.event_days, limit=LIMITS.forget_rows_max
                )
