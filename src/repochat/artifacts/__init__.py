"""Puts and gets blobs by the hash of their content, in a folder or any S3 store, sealed at rest.

Knows nothing of runs: who keeps an artifact, for how long and who may see it stands in the catalog.
"""

from repochat.artifacts.address import ArtifactAddress, open_address, seal_address
from repochat.artifacts.limits import LIMITS, ArtifactLimits
from repochat.artifacts.store import ArtifactStore, StoredArtifact, open_artifact_store

__all__ = [
    "LIMITS",
    "ArtifactAddress",
    "ArtifactLimits",
    "ArtifactStore",
    "StoredArtifact",
    "open_address",
    "open_artifact_store",
    "seal_address",
]
