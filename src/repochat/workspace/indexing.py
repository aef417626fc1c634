"""Indexing in this process, which leaves the same record as a worker's: `status` and the API see it, may cancel it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_store import FINAL, IndexRun, IndexRunStore, IndexRunWriter, RunTrigger
from repochat.core.database import Database
from repochat.core.errors import LimitError, RepochatError
from repochat.indexing.indexer import Indexer
from repochat.indexing.progress import IndexProgress, IndexReport, OnProgress, ShouldStop
from repochat.indexing.recorder import RunRecorder
from repochat.indexing.request import request_recheck
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources


async def index_here(
    resources: Resources,
    viewer: Viewer,
    repo: Repo,
    rev: str | None,
    *,
    on_progress: OnProgress,
    should_stop: ShouldStop,
    trigger: RunTrigger = "person",
) -> IndexReport:
    """Index `rev` (default: the default branch). Raises what the indexer raises, after the record says so too."""
    attempt = _Attempt(resources, viewer, repo, on_progress=on_progress, should_stop=should_stop)
    return await attempt.run(rev, trigger)


async def await_run(database: Database, viewer: Viewer, run: IndexRun, *, on_change: OnProgress) -> IndexRun:
    """The run when it has ended. It waits as long as no worker takes it: the caller bounds that."""
    shown: dict[str, Any] = {}
    while run.status not in FINAL:
        await asyncio.sleep(LIMITS.run_poll_s)
        async with database.read(viewer.scope) as session:
            run = await IndexRunStore(session).get(run.id)
        if run.progress and run.progress != shown:
            shown = run.progress
            on_change(IndexProgress(**run.progress))
    return run


class _Attempt:
    """One run of `repo`."""

    def __init__(
        self, resources: Resources, viewer: Viewer, repo: Repo, *, on_progress: OnProgress, should_stop: ShouldStop
    ) -> None:
        self._resources = resources
        self._viewer = viewer
        self._repo = repo
        self._show = on_progress
        self._is_asked_to_stop = should_stop
        self._recorder: RunRecorder | None = None

    async def run(self, rev: str | None, trigger: RunTrigger) -> IndexReport:
        resources = self._resources
        with closing(
            Indexer(resources.database, resources.home, resources.embedding, vault=resources.vault)
        ) as indexer:
            async with self._recorded(rev, trigger) as finished:
                report = await indexer.run(
                    self._viewer, self._repo, rev, on_progress=self._note, should_stop=self._should_stop
                )
                finished.update(status="done", report=report.as_json())
            await self._request_recheck(report)
        return report

    async def _request_recheck(self, report: IndexReport) -> None:
        """By the next worker: what is indexed is indexed, whether or not the queue takes one more job."""
        with suppress(LimitError):
            async with self._resources.database.write(self._viewer.scope) as session:
                revision = await RevisionStore(session).find(self._repo.id, report.revision)
                if revision is not None:
                    await request_recheck(session, self._viewer.tenant_id, revision)

    @asynccontextmanager
    async def _recorded(self, rev: str | None, trigger: RunTrigger) -> AsyncGenerator[dict[str, Any]]:
        database, tenant_id = self._resources.database, self._viewer.tenant_id
        async with database.write(tenant_id) as session:
            runs = IndexRunWriter(session)
            run = await runs.create(self._repo.id, rev, trigger)
            await runs.begin(run.id)
        self._recorder = RunRecorder(database, tenant_id, run.id)
        finished: dict[str, Any] = {"status": "cancelled"}
        try:
            async with self._recorder.recording():
                yield finished
        except RepochatError as error:
            if not self._should_stop():
                finished.update(status="failed", error=error.as_json())
            raise
        finally:
            async with database.write(tenant_id) as session:
                await IndexRunWriter(session).finish(run.id, **finished)

    def _note(self, progress: IndexProgress) -> None:
        self._show(progress)
        if self._recorder is not None:
            self._recorder.note(progress)

    def _should_stop(self) -> bool:
        return self._is_asked_to_stop() or (self._recorder is not None and self._recorder.is_cancelled())
