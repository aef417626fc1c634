"""The audit log: what somebody decided, kept and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, tuple_
from sqlalchemy.orm import aliased

from repochat.accounts.models import AuditRow
from repochat.accounts.viewer import Viewer
from repochat.core.database import ReadSession, WriteSession

LIST_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """`actor` did `action` (constant: `model.allowed`) to `subject`; `detail` holds what else it takes to tell."""

    id: int
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What is empty does not matter. `action` is a whole one, or its area: `model` is `model.allowed` too."""

    action: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL; `until` is not in."""
        area = AuditRow.action.startswith(f"{self.action}.", autoescape=True)
        found = [or_(AuditRow.action == self.action, area)] if self.action else []
        found += [AuditRow.actor == self.actor] if self.actor else []
        found += [AuditRow.created_at >= self.since] if self.since else []
        return found + ([AuditRow.created_at < self.until] if self.until else [])


ALL = AuditFilter()


class AuditStore:
    """Reads the log of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_entries(
        self, limit: int = LIST_MAX, *, before: int | None = None, wanted: AuditFilter = ALL
    ) -> list[AuditEntry]:
        """The newest first, at most LIST_MAX; `before` is the id of the last entry of the page before."""
        place = (AuditRow.created_at, AuditRow.id)
        query = select(AuditRow).where(*wanted.conditions())
        query = query.order_by(*(column.desc() for column in place)).limit(min(limit, LIST_MAX))
        if before is not None:
            last = aliased(AuditRow)
            cursor = select(last.created_at, last.id).where(last.id == before).scalar_subquery()
            query = query.where(tuple_(*place) < cursor)
        return [_entry(row) for row in await self._session.scalars(query)]

    async def list_actions(self) -> list[str]:
        """Those that there are, in order, at most LIST_MAX."""
        query = select(AuditRow.action).distinct().order_by(AuditRow.action).limit(LIST_MAX)
        return list(await self._session.scalars(query))

    async def list_actors(self) -> list[str]:
        """Those that there are, in order, at most LIST_MAX."""
        query = select(AuditRow.actor).distinct().order_by(AuditRow.actor).limit(LIST_MAX)
        return list(await self._session.scalars(query))


class AuditWriter(AuditStore):
    """Adds to the log in the transaction of what it tells: both are stored, or neither."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, viewer: Viewer, *, action: str, subject: str, detail: dict[str, Any]) -> None:
        """Records that `viewer` did it now. `detail` holds no secret and no code."""
        values = {"actor": viewer.name, "action": action, "subject": subject, "detail": detail}
        await self._session.execute(insert(AuditRow).values(tenant_id=viewer.tenant_id, **values))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail=row.detail,
        created_at=row.created_at,
    )
