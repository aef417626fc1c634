"""Waiting until everything that was pushed is indexed, and what hangs on it is done. Bounded."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.event_store import EventStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_store import IndexRunStore
from repochat.chat.age.desk import WatchDesk
from repochat.core.errors import UnavailableError
from repochat.workspace import Workspace

WAIT_S = 180
POLL_S = 0.1


async def await_settled(workspace: Workspace, repo: Repo, heads: list[str]) -> None:
    """Until `heads` are indexed, no event waits and nothing runs. Raises UnavailableError after WAIT_S seconds."""

    async def is_settled() -> bool:
        async with workspace.database.read(LOCAL_TENANT_ID) as session:
            indexed = [await RevisionStore(session).find(repo.id, head) for head in heads]
            events = await EventStore(session).list_events()
            active = await IndexRunStore(session).list_active(repo.id)
        return all(indexed) and not active and all(event.state != "waiting" for event in events)

    await _wait(is_settled, "The demo's pushes were not indexed in time.")


async def await_reports(workspace: Workspace, watch_id: UUID) -> int:
    """How many reports the watched question has, one at least. Raises UnavailableError after WAIT_S seconds."""
    desk = WatchDesk(workspace.database)

    async def is_reported() -> bool:
        return bool(await desk.list_reports(workspace.viewer, watch_id))

    await _wait(is_reported, "The demo's watched question was not asked again in time.")
    return len(await desk.list_reports(workspace.viewer, watch_id))


async def _wait(is_done: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    try:
        async with asyncio.timeout(WAIT_S):
            while not await is_done():  # noqa: ASYNC110  what is waited for stands in the database
                await asyncio.sleep(POLL_S)
    except TimeoutError as error:
        raise UnavailableError(otherwise, hint="Look into the logs, then seed again: it begins anew.") from error
