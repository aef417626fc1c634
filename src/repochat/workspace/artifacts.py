"""Artifacts as people get at them: by an address that a run shows, for some minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

from repochat.artifacts import ArtifactAddress, open_address, seal_address
from repochat.catalog.thinking.artifact_store import ArtifactRecordStore, KeptArtifact
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedArtifact:
    """An artifact with its bytes."""

    record: KeptArtifact
    content: bytes


def write_artifact_address(resources: Resources, tenant_id: UUID, artifact: KeptArtifact) -> str:
    """A path on this server that opens the artifact, to whoever has it, for `address_s`."""
    address = ArtifactAddress(tenant_id=tenant_id, run_id=artifact.run_id, name=artifact.name)
    sealed = seal_address(resources.sealer, address, datetime.now(UTC))
    return f"/artifacts/{sealed}/{quote(artifact.name, safe='')}"


async def open_artifact(resources: Resources, sealed: str) -> OpenedArtifact:
    """Raises NotFoundError for an address that leads nowhere, UnavailableError when the store is away."""
    address = open_address(resources.sealer, sealed, datetime.now(UTC))
    async with resources.database.read(address.tenant_id) as session:
        record = await ArtifactRecordStore(session).get(address.run_id, address.name)
    content = await resources.artifacts.get(address.tenant_id, record.sha256)
    return OpenedArtifact(record=record, content=content)
