"""Frees what no policy keeps: old revisions, their files, blobs and runs, and mirrors of repositories that are gone."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.policy_store import PolicyStore
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.run_store import IndexRunWriter
from repochat.catalog.sweep_store import LIMITS, SweepLimits, SweepWriter
from repochat.core.database import Database
from repochat.git import ShouldStop, remove_mirror
from repochat.indexing.connect import mirror_of

log = structlog.get_logger(__name__)

RUN_SILENT_S = 600  # a run writes its progress every second; one that is silent for so long has no process


@dataclass(slots=True, kw_only=True)
class Swept:
    """What a sweep removed, and whether a bound or a stop left something for the next."""

    blobs: int = 0
    files: int = 0
    revisions: int = 0
    runs: int = 0
    mirrors: int = 0
    left: bool = False
    silent_runs: int = 0


class Sweeper:
    """Sweeps tenant by tenant, repository by repository; each step is a transaction of its own."""

    def __init__(self, database: Database, mirrors: Path, limits: SweepLimits = LIMITS) -> None:
        self._database = database
        self._mirrors = mirrors
        self._limits = limits

    async def run(self, tenant_ids: Sequence[UUID], *, should_stop: ShouldStop = lambda: False) -> Swept:
        """These tenants, which are all that there are. Ends early, and says so, when `should_stop` does."""
        swept = Swept()
        folders = await asyncio.to_thread(_list_mirrors, self._mirrors)  # before the repositories: none may be new
        known: set[UUID] = set()
        for tenant_id in tenant_ids:
            await self._sweep_blobs(tenant_id, swept, should_stop)
            async for repo_id in self._iter_repos(tenant_id):
                known.add(repo_id)
                await self._sweep_repo(tenant_id, repo_id, swept, should_stop)
        for repo_id in folders.keys() - known:
            await asyncio.to_thread(remove_mirror, folders[repo_id])
            swept.mirrors += 1
        swept.left = swept.left or should_stop()
        log.info("sweep.done", blobs=swept.blobs, files=swept.files, revisions=swept.revisions, left=swept.left)
        return swept

    async def _iter_repos(self, tenant_id: UUID) -> AsyncGenerator[UUID]:
        page: list[UUID] = []
        while True:
            async with self._database.write(tenant_id) as session:
                page = await SweepWriter(session, self._limits).list_repo_ids(page[-1] if page else None)
            for repo_id in page:
                yield repo_id
            if not page:
                return

    async def _sweep_blobs(self, tenant_id: UUID, swept: Swept, should_stop: ShouldStop) -> None:
        after: int | None = 0
        for _ in range(self._limits.steps_max):
            if after is None or should_stop():
                return
            async with self._database.write(tenant_id) as session:
                step = await SweepWriter(session, self._limits).drop_blobs(after)
            after = step.last
            swept.blobs += step.removed
        swept.left = True

    async def _sweep_repo(self, tenant_id: UUID, repo_id: UUID, swept: Swept, should_stop: ShouldStop) -> None:
        if should_stop():
            return
        async with self._database.write(tenant_id) as session:
            policy = await PolicyStore(session).get(repo_id)
            swept.silent_runs += await IndexRunWriter(session).close_silent(repo_id, RUN_SILENT_S)
        repeat = _Repeat(self._database, tenant_id, self._limits, should_stop)
        most = self._limits
        swept.files += await repeat.run(lambda writer: writer.drop_intervals(repo_id), most.intervals_per_step)
        swept.revisions += await repeat.run(
            lambda writer: writer.drop_revisions(repo_id, policy), most.revisions_per_step
        )
        swept.runs += await repeat.run(lambda writer: writer.drop_runs(repo_id, policy), most.runs_per_step)
        swept.left = swept.left or repeat.left


class _Repeat:
    """Steps of one kind, a transaction each, until one finds less than it may remove."""

    def __init__(self, database: Database, tenant_id: UUID, limits: SweepLimits, should_stop: ShouldStop) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._limits = limits
        self._should_stop = should_stop
        self.left = False

    async def run(self, step: Callable[[SweepWriter], Awaitable[int]], per_step: int) -> int:
        removed = 0
        for _ in range(self._limits.steps_max):
            if self._should_stop():
                break
            async with self._database.write(self._tenant_id) as session:
                count = await step(SweepWriter(session, self._limits))
            removed += count
            if count < per_step:
                return removed
        self.left = True
        return removed


async def remove_repo(database: Database, mirrors: Path, viewer: Viewer, repo: Repo) -> None:
    """Forgets `repo`, its mirror and all that hangs on it; its blobs go with the next sweeps."""
    async with database.write(viewer.scope) as session:
        await RepoWriter(session).remove(repo.id)
    await asyncio.to_thread(remove_mirror, mirror_of(mirrors, repo))


def _list_mirrors(mirrors: Path) -> dict[UUID, Path]:
    found: dict[UUID, Path] = {}
    for path in mirrors.glob("*.git"):
        try:
            found[UUID(path.stem)] = path
        except ValueError:
            continue  # not of our making
    return found
