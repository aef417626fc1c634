from dataclasses import dataclass
from uuid import UUID

LOCAL_TENANT_ID = UUID("00000000-0000-7000-8000-000000000001")  # the one tenant of an embedded installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks. `may_reach_local` is false in team mode, where a source may not name this machine or its network."""

    tenant_id: UUID
    name: str
    may_reach_local: bool


def local_viewer() -> Viewer:
    """The person at this machine: the embedded installation's owner."""
    return Viewer(tenant_id=LOCAL_TENANT_ID, name="local", may_reach_local=True)
