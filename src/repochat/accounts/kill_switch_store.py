"""The kill switch of a tenant: while it is on, no model is asked, no draft is opened and nothing thinks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.limits import LIMITS
from repochat.accounts.models import KillSwitchRow
from repochat.accounts.viewer import Viewer
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import InvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Who stopped everything, when, and why ("" when they did not say)."""

    reason: str
    stopped_by: str
    stopped_at: datetime

    def tell(self) -> str:
        """As a sentence for people."""
        why = f": {self.reason.rstrip('.')}" if self.reason else ""
        return f"The kill switch is on since {self.stopped_at:%Y-%m-%d %H:%M} UTC, by {self.stopped_by}{why}."


class KillSwitchStore:
    """Reads the switch of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find(self) -> Stop | None:
        """None while everything may act."""
        row = await self._session.scalar(select(KillSwitchRow).limit(1))
        return None if row is None else Stop(reason=row.reason, stopped_by=row.stopped_by, stopped_at=row.stopped_at)


class KillSwitchWriter(KillSwitchStore):
    """Turns it, on record; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session
        self._audit = AuditWriter(session)

    async def stop(self, viewer: Viewer, reason: str) -> bool:
        """False when it was on already, and the first reason stays. Raises InvalidError for one that is too long."""
        told = " ".join(reason.split())
        if len(told) > LIMITS.stop_reason_chars_max or "\0" in told:
            raise InvalidError(
                "The reason is too long.", hint=f"Give at most {LIMITS.stop_reason_chars_max} characters."
            )
        values = {"tenant_id": viewer.tenant_id, "reason": told, "stopped_by": viewer.name}
        statement = insert(KillSwitchRow).values(**values).on_conflict_do_nothing()
        if await self._session.scalar(statement.returning(KillSwitchRow.tenant_id)) is None:
            return False
        await self._audit.add(viewer, action="kill_switch.on", subject="everything", detail={"reason": told})
        return True

    async def release(self, viewer: Viewer) -> bool:
        """False when it was off already."""
        statement = delete(KillSwitchRow).where(KillSwitchRow.tenant_id == viewer.tenant_id)
        if await self._session.scalar(statement.returning(KillSwitchRow.tenant_id)) is None:
            return False
        await self._audit.add(viewer, action="kill_switch.off", subject="everything", detail={})
        return True
