"""What owners decided about models: to which hosts their code may go, and what a day may cost.

Every decision is recorded in the audit log by the transaction that makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.budget import Budget, BudgetChange
from repochat.catalog.models import ModelBudgetRow, ModelConsentRow
from repochat.catalog.repo_store import Repo
from repochat.core.database import ReadSession, WriteSession

HOSTS_MAX = 1_000  # of all repositories that are asked about at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Somebody's yes: code of a repository may go to `host`."""

    host: str
    granted_by: str
    granted_at: datetime


class ConsentStore:
    """Reads decisions about the repositories of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_consents(self, repo_id: UUID) -> list[Consent]:
        """By host, at most HOSTS_MAX."""
        query = select(ModelConsentRow).where(ModelConsentRow.repo_id == repo_id).order_by(ModelConsentRow.host)
        return [_consent(row) for row in await self._session.scalars(query.limit(HOSTS_MAX))]

    async def list_hosts(self, repo_ids: Sequence[UUID]) -> set[tuple[UUID, str]]:
        """Repository and host of every consent, in one indexed query; at most HOSTS_MAX, so a lost one means no."""
        query = select(ModelConsentRow.repo_id, ModelConsentRow.host).where(ModelConsentRow.repo_id.in_(repo_ids))
        rows = await self._session.execute(query.limit(HOSTS_MAX))
        return {(repo_id, host) for repo_id, host in rows}

    async def get_budget(self, repo_id: UUID) -> Budget:
        """The repository's own bounds; none of them unless they were set."""
        row = await self._session.get(ModelBudgetRow, repo_id)
        if row is None:
            return Budget()
        return Budget(tokens_per_day=row.tokens_per_day, usd_per_day=row.usd_per_day)


class ConsentWriter(ConsentStore):
    """Records decisions; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session
        self._audit = AuditWriter(session)

    async def allow(self, viewer: Viewer, repo: Repo, host: str) -> bool:
        """Lets code of `repo` go to `host`; False when it may already, and the first yes stays on record."""
        statement = insert(ModelConsentRow).values(repo_id=repo.id, host=host, granted_by=viewer.name)
        granted = await self._session.scalar(statement.on_conflict_do_nothing().returning(ModelConsentRow.host))
        if granted is None:
            return False
        await self._record(viewer, repo, "model.allowed", {"host": host})
        return True

    async def deny(self, viewer: Viewer, repo: Repo, host: str | None = None) -> list[str]:
        """Takes the yes for `host` back, or all of them; returns the hosts that had one. True for the next request."""
        statement = delete(ModelConsentRow).where(ModelConsentRow.repo_id == repo.id)
        if host is not None:
            statement = statement.where(ModelConsentRow.host == host)
        denied = sorted(await self._session.scalars(statement.returning(ModelConsentRow.host)))
        for each in denied:
            await self._record(viewer, repo, "model.denied", {"host": each})
        return denied

    async def set_budget(self, viewer: Viewer, repo: Repo, change: BudgetChange) -> None:
        """Sets the bounds that `change` names; None takes a bound away."""
        if not change:
            return
        statement = insert(ModelBudgetRow).values(repo_id=repo.id, **change)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["repo_id"], set_={**change}))
        shown = {name: str(value) if isinstance(value, Decimal) else value for name, value in change.items()}
        await self._record(viewer, repo, "model.budget_set", shown)

    async def _record(self, viewer: Viewer, repo: Repo, action: str, detail: dict[str, object]) -> None:
        await self._audit.add(viewer, action=action, subject=repo.name, detail={"repo_id": str(repo.id), **detail})


def _consent(row: ModelConsentRow) -> Consent:
    return Consent(host=row.host, granted_by=row.granted_by, granted_at=row.granted_at)
