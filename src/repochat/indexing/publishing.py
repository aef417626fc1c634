"""Makes a revision visible: its difference to the one before, its counts, and where its ref stands, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from repochat.accounts import Viewer
from repochat.catalog.blob_store import BlobStore, BlobWriter
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore, RevisionWriter
from repochat.core.database import Database, ReadSession, WriteSession
from repochat.core.errors import ConflictError
from repochat.git import Commit
from repochat.indexing.counting import Tally, Yields, count_change, count_files
from repochat.indexing.difference import RevisionPlan
from repochat.indexing.plan import diff_files

log = structlog.get_logger()


class BlobsGoneError(ConflictError):
    """A sweep took a blob that no revision had, when this run was about to use it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Planned files as they are stored, what their blobs yielded, and which of these this run derived."""

    plan: RevisionPlan
    files: Sequence[FileVersion]
    yields: Yields
    new: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """`before` are the files of the base at the planned paths, `elsewhere` blobs that it has at other paths as well."""

    before: Sequence[FileVersion]
    yields: Yields
    elsewhere: frozenset[int]


class Publisher:
    """Publishes one revision of `repo`, whose lock the caller holds."""

    def __init__(self, database: Database, viewer: Viewer, repo: Repo, derivation: str) -> None:
        self._database = database
        self._viewer = viewer
        self._repo = repo
        self._derivation = derivation

    async def publish(self, commit: Commit, ref: str, settled: Settled, *, seconds: float) -> Revision:
        """The revision, whose counts lack its edges yet.

        Raises BlobsGoneError when blobs have to be derived again, ConflictError when another run was faster.
        """
        async with self._database.read(self._viewer.scope) as session:
            change = await _read_change(session, settled)
        removed, added = diff_files(change.before, settled.files)
        tally = _count(settled, change)
        async with self._database.write(self._viewer.scope) as session:
            await _check(session, self._repo, settled.plan.base, added)
            revision = await RevisionWriter(session).publish(
                repo_id=self._repo.id,
                sha=commit.sha,
                ref=ref,
                committed_at=datetime.fromtimestamp(commit.committed_at, UTC),
                derivation=self._derivation,
                counts=self._describe(commit, settled, tally, seconds)
                | {"files_changed": len({*removed, *(file.path for file in added)})},
                removed=removed,
                added=added,
            )
        log.info("index.revision_published", repo_id=str(self._repo.id), sha=commit.sha, changes=len(added))
        return revision

    def _describe(self, commit: Commit, settled: Settled, tally: Tally, seconds: float) -> dict[str, Any]:
        new = len(settled.new & {file.blob_id for file in settled.files})
        return {
            "repo": self._repo.name,
            "revision": commit.sha,
            "files": tally.files,
            "skipped": dict(tally.skipped),
            "chunks": tally.chunks,
            "symbols": tally.symbols,
            "seconds": seconds,
            "reused_blobs": tally.blobs - new,
            "new_blobs": new,
        }


async def _read_change(session: ReadSession, settled: Settled) -> _Change:
    store, plan = RevisionStore(session), settled.plan
    if plan.base is None or plan.paths is None:
        before = await store.get_manifest(plan.base) if plan.base else []
        return _Change(before=before, yields={}, elsewhere=frozenset())
    before = await store.get_files(plan.base, plan.paths)
    ids = _ids_of(before)
    elsewhere = await store.list_blobs_elsewhere(plan.base, sorted(ids | _ids_of(settled.files)), plan.paths)
    yields = await BlobStore(session).count_yields(sorted(ids))
    return _Change(before=before, yields=yields, elsewhere=frozenset(elsewhere))


def _count(settled: Settled, change: _Change) -> Tally:
    if settled.plan.base is None or settled.plan.paths is None:
        return count_files(settled.files, settled.yields)
    before = count_files(change.before, change.yields, but=change.elsewhere)
    after = count_files(settled.files, settled.yields, but=change.elsewhere)
    return count_change(settled.plan.base.counts, before, after)


async def _check(session: WriteSession, repo: Repo, base: Revision | None, added: Sequence[FileVersion]) -> None:
    newest = await RevisionStore(session).find(repo.id)
    if (newest and newest.id) != (base and base.id):  # the lock was lost with its connection
        raise ConflictError(
            "Another run published a revision of this repository meanwhile.", hint="Index again: it resumes."
        )
    if not await BlobWriter(session).hold(sorted(_ids_of(added))):
        raise BlobsGoneError("Blobs that this run found were swept meanwhile.", hint="Index again: it derives them.")


def _ids_of(files: Sequence[FileVersion]) -> set[int]:
    return {file.blob_id for file in files if file.blob_id is not None}
