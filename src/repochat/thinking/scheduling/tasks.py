"""The names of the engine's tasks, and how admission is asked for."""

from uuid import UUID

from repochat.catalog.thinking.admission_store import lock_admission
from repochat.core.database import WriteSession
from repochat.jobs import enqueue_once

ADMIT_TASK = "admit_thinking"  # takes tenant_id
THINK_TASK = "think"  # takes tenant_id and run_id


async def request_admission(session: WriteSession, tenant_id: UUID) -> None:
    """Whoever adds work, or ends some, calls this: a pass that has begun already is followed by another.

    Holds the tenant's lock of admission until the transaction ends: end it soon. Raises LimitError when the queue is
    full; the next minute asks again.
    """
    await lock_admission(session, tenant_id)
    await enqueue_once(session, ADMIT_TASK, {"tenant_id": str(tenant_id)}, lock=f"admit:{tenant_id}", queue="quick")
