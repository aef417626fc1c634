"""Runs an indexing from the source to a visible revision.

mirror -> plan -> derive what is new, batch by batch -> graph -> publish in one transaction. Each batch is committed as
it is done, so a run that dies is resumed by the next; nobody sees any of it before the last step.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobKey, BlobStore, BlobWriter, DerivedBlob, KnownBlob
from repochat.catalog.graph import SourceFile, build_graph
from repochat.catalog.piece import Piece
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore, RevisionWriter
from repochat.core.database import Database
from repochat.core.errors import ConflictError
from repochat.core.home import Home
from repochat.git import Commit, GitProgress, list_tree, read_mirror_info, resolve_revision, sync_mirror
from repochat.indexing.connect import mirror_of, source_of
from repochat.indexing.derive import PIPELINE_VERSION
from repochat.indexing.links import LinkCache, unpack_all
from repochat.indexing.plan import PlannedFile, diff_files, list_tasks, plan_files, settle_files
from repochat.indexing.pool import Batch, DerivedBatch, DerivePool, embed_heads
from repochat.indexing.progress import IndexProgress, IndexReport, OnProgress, ParseMeter, ShouldStop
from repochat.llm.embedding import EmbeddingModel

log = structlog.get_logger()

WRITE_BYTES = 700_000  # derived bytes that make one transaction, written while the next are parsed


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

    def __init__(self, database: Database, home: Home, embedding: EmbeddingModel) -> None:
        self._database = database
        self._home = home
        self._embedding = embedding
        self._derivation = f"p{PIPELINE_VERSION}/{embedding.name}"
        self._static = embedding.is_instant
        self._pool = DerivePool(home.grammars)
        self._links = LinkCache()

    def close(self) -> None:
        """Stops the processes that parse."""
        self._pool.close()

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
            report = await self._take_turn(job, await self._fetch(job, rev))
        except ConflictError:
            job.check()  # who is told to stop while waiting for git or for another run was cancelled too
            raise
        on_progress(IndexProgress(phase="done", chunks=report.chunks))
        return report

    async def _take_turn(self, job: _Job, commit: Commit) -> IndexReport:
        report = await self._find_report(job, commit)
        if report is None:
            async with self._database.lock(f"index:{job.repo.id}", should_stop=job.should_stop):
                report = await self._find_report(job, commit) or await self._index(job, commit)
        return report

    async def _fetch(self, job: _Job, rev: str | None) -> Commit:
        def on_git(progress: GitProgress) -> None:
            job.on_progress(IndexProgress(phase="mirror", detail=progress.describe()))

        job.on_progress(IndexProgress(phase="mirror"))
        source = source_of(job.repo, job.viewer)
        await asyncio.to_thread(sync_mirror, job.mirror, source, on_progress=on_git, should_stop=job.should_stop)
        info = await asyncio.to_thread(read_mirror_info, job.mirror)
        if info.default_branch != job.repo.default_branch:
            async with self._database.write(job.viewer.scope) as session:
                await RepoWriter(session).remember_default_branch(job.repo.id, info.default_branch)
        return await asyncio.to_thread(resolve_revision, job.mirror, rev)

    async def _find_report(self, job: _Job, commit: Commit) -> IndexReport | None:
        """The report of a commit that is the newest one visible already: all of its blobs reused, none new."""
        async with self._database.read(job.viewer.scope) as session:
            store = RevisionStore(session)
            known = await store.find(job.repo.id, commit.sha, self._derivation)
        if known is None:
            return None
        await self._follow_branch(job, commit, known)
        blobs = known.counts["reused_blobs"] + known.counts["new_blobs"]
        again: dict[str, Any] = {
            "reused_blobs": blobs,
            "new_blobs": 0,
            "seconds": job.elapsed_s(),
            "repo": job.repo.name,
        }
        return IndexReport(**{**known.counts, **again})

    async def _follow_branch(self, job: _Job, commit: Commit, known: Revision) -> None:
        """A default branch that went back to a commit that was indexed before is searched there from now on."""
        async with self._database.read(job.viewer.scope) as session:
            branch = (await RepoStore(session).get(job.repo.id)).default_branch
            newest = await RevisionStore(session).find_newest(job.repo.id, branch, model=self._embedding.name)
        ref = f"refs/heads/{branch}"
        if commit.ref != ref or newest is None or (newest.id, newest.ref) == (known.id, ref):
            return
        async with self._database.write(job.viewer.scope) as session:
            await RevisionWriter(session).point(known, ref)

    async def _index(self, job: _Job, commit: Commit) -> IndexReport:
        job.check()
        job.on_progress(IndexProgress(phase="plan"))
        planned = await asyncio.to_thread(_plan, job.mirror, commit.sha)
        keys = {file.key for file in planned if file.read_as}
        known = await self._find_known(job, keys)
        reused = len(known)
        await self._derive(job, planned, known)
        job.check()
        job.on_progress(IndexProgress(phase="graph"))
        files = settle_files(planned, known)
        edges = await self._count_edges(job, files)
        job.check()
        job.on_progress(IndexProgress(phase="publish"))
        report = _count(job, commit, planned, files, known, edges=edges, reused=reused)
        await self._publish(job, commit, files, report)
        return replace(report, seconds=job.elapsed_s())

    async def _find_known(self, job: _Job, keys: set[BlobKey]) -> dict[BlobKey, KnownBlob]:
        async with self._database.read(job.viewer.scope) as session:
            return await BlobStore(session).find_known(keys, self._derivation)

    async def _derive(self, job: _Job, planned: Sequence[PlannedFile], known: dict[BlobKey, KnownBlob]) -> None:
        """Derives and stores what `known` lacks, and adds it there."""
        tasks = list_tasks(planned, known)
        meter = ParseMeter(files_total=len(tasks), bytes_total=sum(task.size_bytes for task in tasks))
        job.on_progress(meter.read())
        waiting: list[DerivedBlob] = []
        work = self._pool.derive(job.mirror, tasks, static_model=self._static, should_stop=job.should_stop)
        async for batch, derived in work:
            waiting += await self._finish_batch(derived)
            job.on_progress(_measure(meter, batch, derived))
            if sum(len(blob.piece) + len(blob.vectors) for blob in waiting) > WRITE_BYTES:
                known |= await self._store(job, waiting)
                waiting = []
        known |= await self._store(job, waiting)
        job.check()

    async def _finish_batch(self, derived: DerivedBatch) -> list[DerivedBlob]:
        """The blobs of a batch that may be stored; a provider's vectors are fetched here, outside any transaction."""
        blobs = derived.blobs
        if derived.heads:
            vectors = await asyncio.to_thread(embed_heads, self._embedding, derived.heads)
            blobs = [replace(blob, vectors=packed) for blob, packed in zip(blobs, vectors, strict=True)]
        return [blob for blob in blobs if blob.skip_reason != "missing"]

    async def _store(self, job: _Job, blobs: Sequence[DerivedBlob]) -> dict[BlobKey, KnownBlob]:
        if not blobs:
            return {}
        async with self._database.write(job.viewer.scope) as session:
            ids = await BlobWriter(session).add(job.viewer.tenant_id, self._derivation, blobs)
        return {
            (blob.oid, blob.read_as): KnownBlob(
                id=ids[blob.oid, blob.read_as],
                language=blob.language,
                skip_reason=blob.skip_reason,
                chunks=len(blob.chunks),
                symbols=len(blob.symbols),
            )
            for blob in blobs
        }

    async def _count_edges(self, job: _Job, files: Sequence[FileVersion]) -> int:
        ids = {file.blob_id for file in files if file.blob_id is not None}
        kept = self._links.find(ids)
        async with self._database.read(job.viewer.scope) as session:
            packed = await BlobStore(session).load_pieces(sorted(ids - kept.keys()))
        read = await asyncio.to_thread(unpack_all, packed)
        self._links.keep(read)
        return await asyncio.to_thread(_resolve_edges, files, kept | read)

    async def _publish(self, job: _Job, commit: Commit, files: Sequence[FileVersion], report: IndexReport) -> None:
        async with self._database.write(job.viewer.scope) as session:
            writer = RevisionWriter(session)
            newest = await writer.find(job.repo.id)
            before = await writer.get_manifest(newest) if newest else []
            removed, added = diff_files(before, files)
            await writer.publish(
                repo_id=job.repo.id,
                sha=commit.sha,
                ref=commit.ref or commit.sha,
                committed_at=datetime.fromtimestamp(commit.committed_at, UTC),
                derivation=self._derivation,
                counts=report.as_json(),
                removed=removed,
                added=added,
            )
        log.info("index.revision_published", repo_id=str(job.repo.id), sha=commit.sha, new_blobs=report.new_blobs)


def _plan(mirror: Path, sha: str) -> list[PlannedFile]:
    return plan_files(mirror, list_tree(mirror, sha))


def _resolve_edges(files: Sequence[FileVersion], pieces: Mapping[int, Piece]) -> int:
    sources = [
        SourceFile(path=file.path, language=file.language, piece=pieces[file.blob_id])
        for file in files
        if file.blob_id is not None
    ]
    return build_graph(sources).edges


def _measure(meter: ParseMeter, batch: Batch, derived: DerivedBatch) -> IndexProgress:
    return meter.add(
        files=len(batch.tasks),
        size_bytes=sum(task.size_bytes for task in batch.tasks),
        chunks=sum(len(blob.chunks) for blob in derived.blobs),
    )


def _count(
    job: _Job,
    commit: Commit,
    planned: Sequence[PlannedFile],
    files: Sequence[FileVersion],
    known: dict[BlobKey, KnownBlob],
    *,
    edges: int,
    reused: int,
) -> IndexReport:
    skipped: dict[str, int] = {}
    for file in files:
        if file.skip_reason is not None:
            skipped[file.skip_reason] = skipped.get(file.skip_reason, 0) + 1
    read = [known[file.key] for file in planned if file.read_as and file.key in known]
    return IndexReport(
        repo=job.repo.name,
        revision=commit.sha,
        files=sum(file.blob_id is not None for file in files),
        skipped=dict(sorted(skipped.items())),
        chunks=sum(blob.chunks for blob in read),
        symbols=sum(blob.symbols for blob in read),
        edges=edges,
        seconds=job.elapsed_s(),
        reused_blobs=reused,
        new_blobs=len(known) - reused,
    )
