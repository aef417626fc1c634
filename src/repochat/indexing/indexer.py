"""Runs an indexing from the source to a visible revision.

mirror -> plan the difference -> derive what is new, batch by batch -> publish in one transaction -> count the graph's
edges. Each batch is committed as it is done, so a run that dies is resumed by the next; nobody sees any of it before
it is published. The cost is that of the difference to the revision before, not that of the repository.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from repochat.accounts import Viewer
from repochat.accounts.vault import Vault
from repochat.catalog.ref_store import RefStore
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.revision_store import DETACHED, Revision, RevisionStore, RevisionWriter, is_live_ref
from repochat.core.database import Database
from repochat.core.errors import ConflictError
from repochat.core.home import Home
from repochat.git import (
    Commit,
    GitProgress,
    Source,
    is_request_ref,
    read_default_branch,
    resolve_revision,
    sync_mirror,
    tidy_mirror,
)
from repochat.indexing.branches import list_wanted_refs
from repochat.indexing.connect import mirror_of, source_of
from repochat.indexing.derive import PIPELINE_VERSION
from repochat.indexing.deriving import BlobDeriver
from repochat.indexing.difference import RevisionPlan, find_base, plan_revision
from repochat.indexing.edges import EdgeCounter
from repochat.indexing.plan import settle_files
from repochat.indexing.progress import IndexProgress, IndexReport, OnProgress, ShouldStop
from repochat.indexing.publishing import BlobsGoneError, Publisher, Settled
from repochat.llm.embedding import EmbeddingModel

log = structlog.get_logger()

SWEPT_MAX = 3  # times that a sweep may take a blob from under a run before the run gives up


class IndexCancelledError(ConflictError):
    """Somebody asked to stop; what was derived is kept for the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    viewer: Viewer
    repo: Repo
    mirror: Path
    on_progress: OnProgress
    should_stop: ShouldStop
    started_s: float

    def elapsed_s(self) -> float:
        return round(time.monotonic() - self.started_s, 3)

    def check(self) -> None:
        """Raises IndexCancelledError when somebody asked to stop."""
        if self.should_stop():
            raise IndexCancelledError("Indexing was cancelled.", hint="Start it again to resume where it stopped.")


class Indexer:
    """Indexes revisions of connected repositories. Build one per process; close it at the end."""

    def __init__(
        self, database: Database, home: Home, embedding: EmbeddingModel, *, vault: Vault | None = None
    ) -> None:
        """Without a `vault` git shows hosts what the account has that this runs as."""
        self._database = database
        self._home = home
        self._vault = vault
        self._derivation = f"p{PIPELINE_VERSION}/{embedding.name}"
        self._deriver = BlobDeriver(database, home.grammars, embedding, self._derivation)
        self._edges = EdgeCounter(database)

    def close(self) -> None:
        """Stops the processes that parse."""
        self._deriver.close()

    async def run(
        self,
        viewer: Viewer,
        repo: Repo,
        rev: str | None = None,
        *,
        on_progress: OnProgress = lambda _: None,
        should_stop: ShouldStop = lambda: False,
    ) -> IndexReport:
        """Brings the mirror up to date and makes `rev` (default: the default branch) visible.

        Indexing the same commit again reads and writes nothing. Two runs of one repository take turns. Raises
        IndexCancelledError when `should_stop` says so, and what git and the database raise; the next run resumes.
        """
        job = _Job(
            viewer=viewer,
            repo=repo,
            mirror=mirror_of(self._home.mirrors, repo),
            on_progress=on_progress,
            should_stop=should_stop,
            started_s=time.monotonic(),
        )
        try:
            await self._fetch(job, rev)
            report = await self._take_turn(job, rev)
        except ConflictError:
            job.check()  # who is told to stop while waiting for git or for another run was cancelled too
            raise
        on_progress(IndexProgress(phase="done", chunks=report.chunks))
        return report

    async def _fetch(self, job: _Job, rev: str | None) -> None:
        def on_git(progress: GitProgress) -> None:
            job.on_progress(IndexProgress(phase="mirror", detail=progress.describe()))

        job.on_progress(IndexProgress(phase="mirror"))
        source = await self._equip(job)
        further = await list_wanted_refs(self._database, job.viewer, job.repo)
        if rev and is_request_ref(rev):
            further = (*further, rev)
        await asyncio.to_thread(
            sync_mirror, job.mirror, source, further=further, on_progress=on_git, should_stop=job.should_stop
        )
        default_branch = read_default_branch(job.mirror)
        if default_branch != job.repo.default_branch:
            async with self._database.write(job.viewer.scope) as session:
                await RepoWriter(session).remember_default_branch(job.repo.id, default_branch)

    async def _equip(self, job: _Job) -> Source:
        source = source_of(job.repo, job.viewer)
        return await self._vault.equip(job.repo.tenant_id, job.repo.id, source) if self._vault else source

    async def _take_turn(self, job: _Job, rev: str | None) -> IndexReport:
        commit, ref = await _resolve(job, rev)
        known = await self._find_known(job, commit)
        if known is not None and await self._is_settled(job, known, ref):
            return _report_again(job, known)
        async with self._database.lock(f"index:{job.repo.id}", should_stop=job.should_stop):
            # Once more: whoever had the lock before may have fetched later, and a branch must not go back to us.
            commit, ref = await _resolve(job, rev)
            known = await self._find_known(job, commit)
            if known is None:
                return await self._index(job, commit, ref)
            await self._settle(job, known, ref)
        return _report_again(job, known)

    async def _find_known(self, job: _Job, commit: Commit) -> Revision | None:
        async with self._database.read(job.viewer.scope) as session:
            return await RevisionStore(session).find(job.repo.id, commit.sha, self._derivation)

    async def _is_settled(self, job: _Job, known: Revision, ref: str) -> bool:
        """Whether there is nothing left to do for a revision that is visible already."""
        async with self._database.read(job.viewer.scope) as session:
            stood = await RefStore(session).find(job.repo.id, ref)
        return _is_complete(known) and (stood == known.sha or not is_live_ref(ref))

    async def _settle(self, job: _Job, known: Revision, ref: str) -> None:
        """A ref that went to a commit that was indexed before is searched there from now on."""
        if not _is_complete(known):  # its run was killed right after it had published
            known.counts["edges"] = await self._edges.complete(job.viewer, known)
        if not await self._is_settled(job, known, ref):
            async with self._database.write(job.viewer.scope) as session:
                await RevisionWriter(session).point(known, ref)

    async def _index(self, job: _Job, commit: Commit, ref: str) -> IndexReport:
        revision = await self._publish_soon(job, commit, ref)
        job.on_progress(IndexProgress(phase="graph"))
        edges = await self._edges.complete(job.viewer, revision)
        await asyncio.to_thread(tidy_mirror, job.mirror)
        return _report(revision, edges=edges, seconds=job.elapsed_s())

    async def _publish_soon(self, job: _Job, commit: Commit, ref: str) -> Revision:
        """Blobs that a sweep takes in the meantime are derived again."""
        for _ in range(SWEPT_MAX - 1):
            try:
                return await self._publish(job, commit, ref)
            except BlobsGoneError:
                log.info("index.blobs_swept", repo_id=str(job.repo.id), sha=commit.sha)
        return await self._publish(job, commit, ref)

    async def _publish(self, job: _Job, commit: Commit, ref: str) -> Revision:
        job.check()
        job.on_progress(IndexProgress(phase="plan"))
        plan = await self._plan(job, commit)
        known = await self._deriver.find_known(job.viewer, plan.planned)
        new = await self._deriver.derive(
            job.viewer, job.mirror, plan.planned, known, on_progress=job.on_progress, should_stop=job.should_stop
        )
        job.check()
        job.on_progress(IndexProgress(phase="publish"))
        blobs = known | new
        settled = Settled(
            plan=plan,
            files=settle_files(plan.planned, blobs),
            yields={blob.id: (blob.chunks, blob.symbols) for blob in blobs.values()},
            new=frozenset(blob.id for blob in new.values()),
        )
        publisher = Publisher(self._database, job.viewer, job.repo, self._derivation)
        return await publisher.publish(commit, ref, settled, seconds=job.elapsed_s())

    async def _plan(self, job: _Job, commit: Commit) -> RevisionPlan:
        async with self._database.read(job.viewer.scope) as session:
            base = await RevisionStore(session).find(job.repo.id)
        rules = await find_base(self._database, job.viewer, base, self._derivation)
        return await asyncio.to_thread(plan_revision, job.mirror, commit.sha, base, rules)


async def _resolve(job: _Job, rev: str | None) -> tuple[Commit, str]:
    """The commit, and the ref as which it is indexed; its SHA when it was asked for as nothing else."""
    commit = await asyncio.to_thread(resolve_revision, job.mirror, rev)
    return commit, commit.ref or (DETACHED if rev is None else commit.sha)


def _is_complete(revision: Revision) -> bool:
    return "edges" in revision.counts


def _report_again(job: _Job, known: Revision) -> IndexReport:
    """The report of a commit that is visible already: all of its blobs reused, none new."""
    blobs = known.counts["reused_blobs"] + known.counts["new_blobs"]
    return _report(known, repo=job.repo.name, seconds=job.elapsed_s(), reused_blobs=blobs, new_blobs=0, files_changed=0)


def _report(revision: Revision, **values: Any) -> IndexReport:
    return IndexReport(**{**revision.counts, **values})
