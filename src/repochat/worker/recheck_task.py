"""The task that checks stored answers again after a push, and asks watched questions."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import structlog

from repochat.chat import Answerer
from repochat.chat.age.reading import AgeReader
from repochat.chat.age.rechecking import Rechecker
from repochat.chat.age.watching import Watcher, list_due
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.indexing.request import RECHECK_TASK
from repochat.jobs import Job, JobInterruptedError, Task
from repochat.search import Searcher

log = structlog.get_logger(__name__)


def build_recheck_task(database: Database, home: Home, searcher: Searcher, settings: Settings) -> Task:
    """The task on these services; what answers is opened only where a question is watched."""
    work = _RecheckWork(database, home, searcher, settings)
    return Task(name=RECHECK_TASK, run=work.run, give_up=work.give_up)


class _RecheckWork:
    def __init__(self, database: Database, home: Home, searcher: Searcher, settings: Settings) -> None:
        self._database = database
        self._home = home
        self._searcher = searcher
        self._settings = settings
        self._ages = AgeReader(database, home.mirrors)

    async def run(self, job: Job, args: Mapping[str, Any]) -> None:
        """Every ref that moved since the last time, whichever push it was: a killed job is simply done again."""
        tenant_id, repo_id = UUID(args["tenant_id"]), UUID(args["repo_id"])
        await Rechecker(self._database, self._ages).run(tenant_id, repo_id, should_stop=job.should_stop)
        await self._ask_watched(job, tenant_id, repo_id)
        if job.should_stop():
            raise JobInterruptedError

    async def give_up(self, args: Mapping[str, Any], error: RepochatError) -> None:
        """Nothing is lost: an answer is checked when it is opened, and the next push asks for the task again."""
        log.warning("worker.recheck_given_up", repo_id=args["repo_id"], reason=error.message)

    async def _ask_watched(self, job: Job, tenant_id: UUID, repo_id: UUID) -> None:
        due = await list_due(self._database, tenant_id, repo_id)
        if not due:
            return
        async with self._open_answerer() as answerer:
            watcher = Watcher(self._database, answerer, self._ages)
            await watcher.run(tenant_id, due, should_stop=job.should_stop)

    @asynccontextmanager
    async def _open_answerer(self) -> AsyncGenerator[Answerer]:
        answerer = Answerer(self._database, self._home, self._searcher, self._settings)
        try:
            yield answerer
        finally:
            await answerer.close()
