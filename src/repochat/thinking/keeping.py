"""What runs leave behind as files: their bytes before the transaction that names them, and the sweep of the rest."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from repochat.artifacts import LIMITS, ArtifactStore
from repochat.catalog.thinking.artifact_store import ArtifactRecordStore, ArtifactRecordWriter, NewArtifact
from repochat.core.database import Database, WriteSession
from repochat.core.errors import InvalidError, LimitError
from repochat.thinking.model import Artifact

log = structlog.get_logger(__name__)

BATCH = 500


async def put_artifacts(store: ArtifactStore, tenant_id: UUID, artifacts: Sequence[Artifact]) -> list[NewArtifact]:
    """Stores the bytes. What no transaction names afterwards, the sweep removes.

    Raises LimitError and InvalidError for what a run may not leave, UnavailableError when the store is away.
    """
    _check(artifacts)
    return [
        NewArtifact(
            name=artifact.name,
            media_type=artifact.media_type,
            size_bytes=len(artifact.content),
            sha256=await store.put(tenant_id, artifact.content),
        )
        for artifact in artifacts
    ]


async def keep_artifacts(session: WriteSession, repo_id: UUID, run_id: UUID, artifacts: Sequence[NewArtifact]) -> None:
    """Names them, in the transaction that ends the run."""
    expires_at = datetime.now(UTC) + timedelta(days=LIMITS.kept_days)
    await ArtifactRecordWriter(session).add(repo_id, run_id, artifacts, expires_at)


async def sweep_artifacts(
    database: Database,
    store: ArtifactStore,
    tenant_id: UUID,
    should_stop: Callable[[], bool],
    *,
    unclaimed_h: float = LIMITS.unclaimed_h,
) -> int:
    """Removes the bytes that no run of the tenant keeps; return how many objects they were.

    Young ones stay: their run is about to name them.
    """
    async with database.write(tenant_id) as session:
        await ArtifactRecordWriter(session).expire()
    removed, batch = 0, list[str]()
    before = datetime.now(UTC) - timedelta(hours=unclaimed_h)
    async for found in store.list_older(tenant_id, before):
        batch.append(found.sha256)
        if len(batch) >= BATCH:
            removed += await _remove_unwanted(database, store, tenant_id, batch)
            batch = []
        if should_stop():
            break
    removed += await _remove_unwanted(database, store, tenant_id, batch)
    log.info("thinking.artifacts_swept", tenant_id=str(tenant_id), removed=removed)
    return removed


async def _remove_unwanted(database: Database, store: ArtifactStore, tenant_id: UUID, digests: Sequence[str]) -> int:
    async with database.read(tenant_id) as session:
        wanted = await ArtifactRecordStore(session).list_wanted(digests)
    unwanted = [digest for digest in digests if digest not in wanted]
    for digest in unwanted:
        await store.remove(tenant_id, digest)
    return len(unwanted)


def _check(artifacts: Sequence[Artifact]) -> None:
    if len(artifacts) > LIMITS.artifacts_per_run_max:
        raise LimitError(
            f"A run left {len(artifacts)} artifacts.",
            hint=f"A run may leave {LIMITS.artifacts_per_run_max}.",
            limit="artifacts_per_run_max",
        )
    for artifact in artifacts:
        if not 0 < len(artifact.name) <= LIMITS.name_chars_max or "/" in artifact.name or "\0" in artifact.name:
            raise InvalidError("An artifact has no usable name.", hint="Give it the name of a file, without a folder.")
    if len({artifact.name for artifact in artifacts}) != len(artifacts):
        raise InvalidError("Two artifacts of a run have one name.", hint="Name each differently.")
