"""Indexing a revision because somebody asks about it: here, or by a worker that is waited for."""

import asyncio
import time
from collections.abc import AsyncGenerator

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.run_store import FINAL, IndexRun, IndexRunStore
from repochat.chat.on_demand import OnDemandLimits
from repochat.core.database import Database
from repochat.core.errors import NotFoundError, UnavailableError
from repochat.indexing.progress import IndexProgress, IndexReport
from repochat.indexing.request import request_index
from repochat.workspace.indexing import index_here
from repochat.workspace.resources import Resources


class QueuedIndexing:
    """A worker does it; this process only waits. For processes that serve others."""

    def __init__(self, database: Database, limits: OnDemandLimits | None = None) -> None:
        self._database = database
        self._limits = limits or OnDemandLimits()

    async def bring(self, viewer: Viewer, repo: Repo, rev: str) -> AsyncGenerator[str]:
        """As `chat.on_demand.OnDemand`; also UnavailableError when the run failed otherwise or was cancelled."""
        async with self._database.write(viewer.scope) as session:
            run = await request_index(session, viewer, repo, rev, trigger="question")
        yield f"Indexing {rev[:40]} of {repo.name}: a worker does it."
        deadline = time.monotonic() + self._limits.wait_s_max
        shown = ""
        while run.status not in FINAL:
            if time.monotonic() > deadline:
                raise _explain_slow(repo, rev, self._limits)
            await asyncio.sleep(self._limits.poll_s)
            async with self._database.read(viewer.scope) as session:
                run = await IndexRunStore(session).get(run.id)
            said = _say_progress(run)
            if said and said != shown:
                shown = said
                yield said
        _check_done(run, repo, rev)


class LocalIndexing:
    """This process does it. For a command that nobody else may serve."""

    def __init__(self, resources: Resources, limits: OnDemandLimits | None = None) -> None:
        self._resources = resources
        self._limits = limits or OnDemandLimits()

    async def bring(self, viewer: Viewer, repo: Repo, rev: str) -> AsyncGenerator[str]:
        """As `chat.on_demand.OnDemand`."""
        yield f"Indexing {rev[:40]} of {repo.name}."
        deadline = time.monotonic() + self._limits.wait_s_max
        try:
            await self._index(viewer, repo, rev, deadline)
        except NotFoundError:
            raise
        except Exception as error:
            if time.monotonic() > deadline:
                raise _explain_slow(repo, rev, self._limits) from error
            raise

    async def _index(self, viewer: Viewer, repo: Repo, rev: str, deadline: float) -> IndexReport:
        return await index_here(
            self._resources,
            viewer,
            repo,
            rev,
            on_progress=lambda _: None,
            should_stop=lambda: time.monotonic() > deadline,
            trigger="question",
        )


def _say_progress(run: IndexRun) -> str:
    if not run.progress:
        return ""
    progress = IndexProgress(**run.progress)
    counts = f" {progress.files_done:,} of {progress.files_total:,} files" if progress.files_total else ""
    return f"Indexing: {progress.phase}{counts}."


def _check_done(run: IndexRun, repo: Repo, rev: str) -> None:
    if run.status == "done":
        return
    told = (run.error or {}).get("message", f"it was {run.status}")
    if (run.error or {}).get("kind") == "not_found":
        raise NotFoundError(told, hint=(run.error or {}).get("hint", "Ask about another revision."))
    raise UnavailableError(
        f"{rev[:40]} of {repo.name} could not be indexed: {told}",
        hint=f"Ask about an indexed revision, or see why: `repochat index {repo.source} --rev {rev[:40]}`.",
    )


def _explain_slow(repo: Repo, rev: str, limits: OnDemandLimits) -> UnavailableError:
    return UnavailableError(
        f"{rev[:40]} of {repo.name} was not indexed within {limits.wait_s_max:g} s.",
        hint=f"Ask again when `repochat status` lists it; `repochat index {repo.source} --rev {rev[:40]}` indexes it.",
    )
