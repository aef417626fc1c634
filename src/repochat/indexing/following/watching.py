"""Watching local repositories: their refs, not their files. Runs beside the jobs of a worker process.

Several workers may watch the same repository: of those that see it move, one is told so (`FollowWriter.see`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from repochat.accounts.tenant_store import TenantStore
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.repo_store import RepoStore
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.ref_stamp import RefStamp, find_git_dirs, read_stamp

log = structlog.get_logger(__name__)

OnMoved = Callable[[UUID, UUID], Awaitable[object]]
"""Told of (tenant, repository) whose refs may have moved."""
NANOSECONDS = 1_000_000_000


@dataclass(slots=True, kw_only=True)
class _Watched:
    tenant_id: UUID
    git_dir: Path
    common_dir: Path
    stamp: RefStamp | None = None
    is_racy: bool = False


class RefWatcher:
    """`await run()` watches until it is cancelled."""

    def __init__(self, database: Database, on_moved: OnMoved) -> None:
        self._database = database
        self._on_moved = on_moved
        self._watched: dict[UUID, _Watched] = {}

    async def run(self) -> None:
        """Looks every `watch_s`; a database that is away is waited for."""
        clock = asyncio.get_running_loop()
        list_again_at = 0.0
        while True:
            if clock.time() >= list_again_at:
                list_again_at = clock.time() + LIMITS.watch_list_s
                await self._list()
            for repo_id in self.find_moved():
                await self._tell(repo_id)
            await asyncio.sleep(LIMITS.watch_s)

    def find_moved(self) -> list[UUID]:
        """Those of the watched whose refs may have moved since the last call, new ones among them.

        What changed just now is told once more: its time may hide a second change.
        """
        moved: list[UUID] = []
        for repo_id, watched in self._watched.items():
            stamp = read_stamp(watched.git_dir, watched.common_dir, watched.stamp)
            has_moved = stamp is not watched.stamp
            if has_moved or watched.is_racy:
                moved.append(repo_id)
            watched.is_racy = has_moved and time.time_ns() - stamp.newest_ns < LIMITS.racy_s * NANOSECONDS
            watched.stamp = stamp
        return moved

    async def refresh(self) -> None:
        """Learns which repositories are to be watched now; one that cannot be read is left to the nightly look."""
        found: dict[UUID, _Watched] = {}
        async with self._database.read(UUID(int=0)) as session:
            tenants = await TenantStore(session).list_ids()
        for tenant_id in tenants:
            for repo_id, source in await self._list_sources(tenant_id):
                known = self._watched.get(repo_id)
                if known is None:
                    git_dir, common_dir = await asyncio.to_thread(find_git_dirs, source)
                    known = _Watched(tenant_id=tenant_id, git_dir=git_dir, common_dir=common_dir)
                found[repo_id] = known
        self._watched = found

    async def _list_sources(self, tenant_id: UUID) -> list[tuple[UUID, str]]:
        async with self._database.write(tenant_id) as session:
            follows = FollowWriter(session)
            await follows.add_missing()
            wanted = {state.repo_id for state in await follows.list_states("watching")}
            repos = await RepoStore(session).list_repos()
        return [(repo.id, repo.source) for repo in repos if repo.id in wanted and repo.source_kind == "path"]

    async def _list(self) -> None:
        try:
            await self.refresh()
        except (RepochatError, OSError) as error:
            log.warning("following.watch_unlisted", reason=str(error))

    async def _tell(self, repo_id: UUID) -> None:
        try:
            await self._on_moved(self._watched[repo_id].tenant_id, repo_id)
        except RepochatError as error:
            log.warning("following.move_untold", repo_id=str(repo_id), reason=error.message)
            self._watched[repo_id].is_racy = True  # told again with the next look
