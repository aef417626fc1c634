from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from repochat.core.database import Scope

LOCAL_TENANT_ID = UUID("00000000-0000-7000-8000-000000000001")  # the one tenant of an embedded installation

Role = Literal["owner", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks. `user_id` None is the owner of this machine, or work that is done for nobody in particular.

    `may_reach_local` is false in team mode, where a source may not name this machine or its network.
    """

    tenant_id: UUID
    name: str
    may_reach_local: bool
    user_id: UUID | None = None
    role: Role = "member"

    @property
    def scope(self) -> Scope:
        """What sessions opened for the viewer see."""
        return Scope(self.tenant_id, self.user_id)

    @property
    def key(self) -> str:
        """What tells them from all others: names are changed, and taken by somebody else."""
        return str(self.user_id) if self.user_id else self.name


def local_viewer() -> Viewer:
    """The person at this machine: the embedded installation's owner."""
    return Viewer(tenant_id=LOCAL_TENANT_ID, name="local", may_reach_local=True, role="owner")
