"""An indexing by hand leaves the same record as a worker's: `status` and the API see it run, and may cancel it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from typing import Any

from repochat.catalog.repo_store import Repo
from repochat.catalog.run_store import IndexRunWriter
from repochat.cli.exits import describe_error
from repochat.cli.interruption import Interruption
from repochat.cli.workspace import Workspace
from repochat.core.errors import RepochatError
from repochat.indexing.indexer import Indexer
from repochat.indexing.progress import IndexProgress, IndexReport, OnProgress
from repochat.worker.recorder import RunRecorder


class Attempt:
    """One run of `repo`. `note` and `should_stop` are what the indexer is given."""

    def __init__(self, workspace: Workspace, repo: Repo, *, show: OnProgress, interruption: Interruption) -> None:
        self._workspace = workspace
        self._repo = repo
        self._show = show
        self._interruption = interruption
        self._recorder: RunRecorder | None = None

    async def run(self, rev: str | None) -> IndexReport:
        """Index `rev`. Raises what the indexer raises, after the record says so too."""
        workspace = self._workspace
        with closing(Indexer(workspace.database, workspace.home, workspace.load_embedding())) as indexer:
            return await self._index(indexer, rev)

    async def _index(self, indexer: Indexer, rev: str | None) -> IndexReport:
        async with self._recorded(rev) as finished:
            report = await indexer.run(
                self._workspace.viewer, self._repo, rev, on_progress=self._note, should_stop=self._should_stop
            )
            finished.update(status="done", report=report.as_json())
        return report

    @asynccontextmanager
    async def _recorded(self, rev: str | None) -> AsyncGenerator[dict[str, Any]]:
        tenant_id = self._workspace.viewer.tenant_id
        async with self._workspace.database.write(tenant_id) as session:
            runs = IndexRunWriter(session)
            run = await runs.create(self._repo.id, rev)
            await runs.record(run.id, status="running")
        self._recorder = RunRecorder(self._workspace.database, tenant_id, run.id)
        finished: dict[str, Any] = {"status": "cancelled"}
        try:
            async with self._recorder.recording():
                yield finished
        except RepochatError as error:
            if not self._should_stop():
                finished.update(status="failed", error=describe_error(error))
            raise
        finally:
            async with self._workspace.database.write(tenant_id) as session:
                await IndexRunWriter(session).finish(run.id, **finished)

    def _note(self, progress: IndexProgress) -> None:
        self._show(progress)
        if self._recorder is not None:
            self._recorder.note(progress)

    def _should_stop(self) -> bool:
        return self._interruption.is_asked() or (self._recorder is not None and self._recorder.is_cancelled())
