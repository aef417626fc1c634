"""Brings the index of a revision into memory as soon as it is published, so that no first search or find waits."""

import json
from typing import Any, cast
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import CHANNEL
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.jobs import EventBus
from repochat.search import Searcher
from repochat.search.quick import QuickFinder

log = structlog.get_logger(__name__)


async def prefetch_published(bus: EventBus, database: Database, searcher: Searcher, quick: QuickFinder) -> None:
    """Runs until cancelled. Of what was published while it was busy, each repository's newest is brought in once.

    What is missed while the database is away costs the next search its time, and nothing else.
    """
    searcher.expect_changes()
    async with bus.subscribe(CHANNEL) as payloads:
        while True:
            published = [await payloads.get()]
            while not payloads.empty():
                published.append(payloads.get_nowait())
            for repo_id, tenant_id in dict(filter(None, map(_parse_payload, published))).items():
                await _prefetch(database, searcher, quick, repo_id, tenant_id)


async def _prefetch(database: Database, searcher: Searcher, quick: QuickFinder, repo_id: UUID, tenant_id: UUID) -> None:
    viewer = Viewer(tenant_id=tenant_id, name="prefetching", may_reach_local=False)
    try:
        async with database.read(tenant_id) as session:
            repo = await RepoStore(session).get(repo_id)
        await searcher.prefetch(viewer, repo)
        await quick.prefetch(viewer, repo)
    except RepochatError as error:
        log.warning("api.index_not_prefetched", repo_id=str(repo_id), reason=error.message)


def _parse_payload(payload: str) -> tuple[UUID, UUID] | None:
    """The repository and its tenant; None for a reconnect's empty payload."""
    if not payload:
        return None
    about = cast("dict[str, Any]", json.loads(payload))
    return UUID(str(about["repo_id"])), UUID(str(about["tenant_id"]))
