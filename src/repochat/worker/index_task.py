"""The task that indexes a repository: a run's row in, the same row finished out."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog

from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.run_store import FINAL, IndexRun, IndexRunStore, IndexRunWriter
from repochat.core.database import Database
from repochat.core.errors import RepochatError, UnavailableError
from repochat.indexing.indexer import IndexCancelledError, Indexer
from repochat.indexing.recorder import RunRecorder
from repochat.indexing.request import INDEX_TASK, IndexRequest, read_request
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.search import Searcher

log = structlog.get_logger(__name__)


def build_index_task(database: Database, indexer: Indexer, searcher: Searcher) -> Task:
    """The task on these services. `searcher` builds the new revision's hot index where the next search finds it."""
    work = _IndexWork(database, indexer, searcher)
    return Task(name=INDEX_TASK, run=work.run, give_up=work.give_up)


class _IndexWork:
    def __init__(self, database: Database, indexer: Indexer, searcher: Searcher) -> None:
        self._database = database
        self._indexer = indexer
        self._searcher = searcher

    async def run(self, job: Job, args: Mapping[str, Any]) -> None:
        request = read_request(args)
        run, repo = await self._load(request)
        if run.status in FINAL:  # cancelled while it waited, or finished by a worker that died right after
            return
        if run.cancel_requested:
            await self._finish(request, status="cancelled")
            return
        await self._index(job, request, run, repo)

    async def give_up(self, args: Mapping[str, Any], error: RepochatError) -> None:
        """Record why there will be no further run."""
        async with self._database.write(read_request(args).viewer.tenant_id) as session:
            await IndexRunWriter(session).finish(read_request(args).run_id, status="failed", error=error.as_json())

    async def _load(self, request: IndexRequest) -> tuple[IndexRun, Repo]:
        async with self._database.read(request.viewer.scope) as session:
            run = await IndexRunStore(session).get(request.run_id)
            return run, await RepoStore(session).get(run.repo_id)

    async def _index(self, job: Job, request: IndexRequest, run: IndexRun, repo: Repo) -> None:
        recorder = RunRecorder(self._database, request.viewer.tenant_id, run.id)
        try:
            async with recorder.recording():
                report = await self._indexer.run(
                    request.viewer,
                    repo,
                    run.rev,
                    on_progress=recorder.note,
                    should_stop=lambda: job.should_stop() or recorder.is_cancelled(),
                )
        except IndexCancelledError as error:
            if not recorder.is_cancelled():
                await self._give_back(request)
                raise JobInterruptedError from error
            await self._finish(request, status="cancelled")
        except BaseException as error:
            if isinstance(error, UnavailableError) or not isinstance(error, Exception):
                await self._give_back(request)
            raise
        else:
            await self._finish(request, status="done", report=report.as_json())
            log.info("worker.repo_indexed", repo_id=str(repo.id), seconds=report.seconds)
            await self._warm(request, repo, report.revision)

    async def _warm(self, request: IndexRequest, repo: Repo, sha: str) -> None:
        """The run is done by now: without a prepared index the next search only takes longer."""
        try:
            revision = await self._searcher.find_revision(request.viewer, repo, sha)
            await self._searcher.get_index(request.viewer, revision)
        except RepochatError as error:
            log.warning("worker.index_not_warmed", repo_id=str(repo.id), reason=error.message)

    async def _finish(self, request: IndexRequest, **values: Any) -> None:
        async with self._database.write(request.viewer.scope) as session:
            await IndexRunWriter(session).finish(request.run_id, **values)

    async def _give_back(self, request: IndexRequest) -> None:
        """The run waits again; should the database be away, its row says so later."""
        with suppress(UnavailableError):
            async with self._database.write(request.viewer.scope) as session:
                await IndexRunWriter(session).record(request.run_id, status="queued")
