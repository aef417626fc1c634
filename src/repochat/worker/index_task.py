"""The task that indexes a repository: a run's row in, the same row finished out."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog

from repochat.catalog.ref_store import RefStore
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import RevisionStore, is_live_ref
from repochat.catalog.run_store import FINAL, IndexRun, IndexRunStore, IndexRunWriter
from repochat.core.database import Database
from repochat.core.errors import RepochatError, UnavailableError
from repochat.core.home import Home
from repochat.indexing.branches import forget_refs, list_due
from repochat.indexing.connect import mirror_of
from repochat.indexing.following.checking import note_unavailable
from repochat.indexing.indexer import IndexCancelledError, Indexer
from repochat.indexing.progress import IndexReport
from repochat.indexing.recorder import RunRecorder
from repochat.indexing.request import INDEX_TASK, IndexRequest, read_request, request_index, request_recheck
from repochat.indexing.sweeping import RUN_SILENT_S
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.search import Searcher
from repochat.thinking.registry import Registry
from repochat.thinking.scheduling.occasions import propose_moved, thinking_viewer

log = structlog.get_logger(__name__)

# A run that failed has no job any more, but for one whose worker was taken for dead while it waited to be run again.
_ENDED = FINAL - {"failed"}


def build_index_task(database: Database, home: Home, indexer: Indexer, searcher: Searcher, registry: Registry) -> Task:
    """The task on these services. `searcher` builds the new revision's hot index where the next search finds it."""
    work = _IndexWork(database, home, indexer, searcher, registry)
    return Task(name=INDEX_TASK, run=work.run, give_up=work.give_up)


class _IndexWork:
    def __init__(
        self, database: Database, home: Home, indexer: Indexer, searcher: Searcher, registry: Registry
    ) -> None:
        self._database = database
        self._mirrors = home.mirrors
        self._indexer = indexer
        self._searcher = searcher
        self._registry = registry

    async def run(self, job: Job, args: Mapping[str, Any]) -> None:
        request = read_request(args)
        run, repo = await self._load(request)
        if run.status in _ENDED:  # cancelled while it waited, or finished by a worker that died right after
            return
        if run.cancel_requested:
            await self._finish(request, status="cancelled")
            return
        await self._index(job, request, run, repo)

    async def give_up(self, args: Mapping[str, Any], error: RepochatError) -> None:
        """Record why there will be no further run; what may be there later is looked at again by itself."""
        run_id = read_request(args).run_id
        async with self._database.write(read_request(args).viewer.tenant_id) as session:
            runs = IndexRunWriter(session)
            await runs.finish(run_id, status="failed", error=error.as_json())
            if isinstance(error, UnavailableError):
                await note_unavailable(session, (await runs.get(run_id)).repo_id, error)

    async def _load(self, request: IndexRequest) -> tuple[IndexRun, Repo]:
        async with self._database.read(request.viewer.scope) as session:
            run = await IndexRunStore(session).get(request.run_id)
            return run, await RepoStore(session).get(run.repo_id)

    async def _index(self, job: Job, request: IndexRequest, run: IndexRun, repo: Repo) -> None:
        # Before anything is fetched: from now on a push needs a run of its own.
        await self._begin(request, repo)
        before = await self._list_refs(request, repo)
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
            await self._go_on(request, run, repo, report, before)

    async def _begin(self, request: IndexRequest, repo: Repo) -> None:
        async with self._database.write(request.viewer.tenant_id) as session:
            runs = IndexRunWriter(session)
            await runs.close_silent(repo.id, RUN_SILENT_S)
            await runs.begin(request.run_id)

    async def _list_refs(self, request: IndexRequest, repo: Repo) -> dict[str, str]:
        async with self._database.read(request.viewer.tenant_id) as session:
            return await RefStore(session).list_refs(repo.id)

    async def _go_on(
        self, request: IndexRequest, run: IndexRun, repo: Repo, report: IndexReport, before: Mapping[str, str]
    ) -> None:
        """What hangs on a run, which is done by now: nothing of it is lost when it fails, only later."""
        try:
            await self._propose(request, repo, before)
            await self._ask_for_others(request, run, repo)
            await self._recheck(request, run, repo, report)
            if 2 * report.files_changed >= report.files:  # else the next search goes on from the index before
                revision = await self._searcher.find_revision(request.viewer, repo, report.revision)
                await self._searcher.get_index(request.viewer, revision)
        except RepochatError as error:
            log.warning("worker.follow_up_failed", repo_id=str(repo.id), reason=error.message)

    async def _propose(self, request: IndexRequest, repo: Repo, before: Mapping[str, str]) -> None:
        """The refs that this run moved are put forward to think about."""
        tenant_id = request.viewer.tenant_id
        after = await self._list_refs(request, repo)
        moved = {ref: sha for ref, sha in after.items() if before.get(ref) != sha}
        if not moved:
            return
        async with self._database.write(tenant_id) as session:
            known = await RepoStore(session).get(repo.id)  # its default branch may be known only now
            for ref, sha in moved.items():
                await propose_moved(session, thinking_viewer(tenant_id), known, self._registry, before, ref, sha)

    async def _ask_for_others(self, request: IndexRequest, run: IndexRun, repo: Repo) -> None:
        """The fetch of a run of the default branch brought all others too."""
        if run.rev is not None:
            return
        due = await list_due(self._database, request.viewer, repo, mirror_of(self._mirrors, repo))
        await forget_refs(self._database, request.viewer, repo, due.gone)
        for ref in due.due:
            async with self._database.write(request.viewer.scope) as session:
                await request_index(session, request.viewer, repo, ref, trigger="policy")
        if due.left_out:
            log.warning("worker.refs_left_out", repo_id=str(repo.id), refs=due.left_out)

    async def _recheck(self, request: IndexRequest, run: IndexRun, repo: Repo, report: IndexReport) -> None:
        """Answers follow refs; a commit that was asked for by its SHA changes none."""
        if run.rev is not None and not is_live_ref(run.rev):
            return
        async with self._database.write(request.viewer.scope) as session:
            revision = await RevisionStore(session).find(repo.id, report.revision)
            if revision is not None:
                await request_recheck(session, repo.tenant_id, revision)

    async def _finish(self, request: IndexRequest, **values: Any) -> None:
        async with self._database.write(request.viewer.scope) as session:
            await IndexRunWriter(session).finish(request.run_id, **values)

    async def _give_back(self, request: IndexRequest) -> None:
        """The run waits again; should the database be away, its row says so later."""
        with suppress(UnavailableError):
            async with self._database.write(request.viewer.scope) as session:
                await IndexRunWriter(session).record(request.run_id, status="queued")
