"""Which tenants there are. Their table is shared: a session of any tenant reads it."""

from uuid import UUID

from sqlalchemy import select

from repochat.accounts.models import TenantRow
from repochat.core.database import ReadSession

LIST_MAX = 10_000


class TenantStore:
    """Reads tenants."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def list_ids(self) -> list[UUID]:
        """All of them, at most LIST_MAX: work for nobody in particular is done tenant by tenant."""
        return list(await self._session.scalars(select(TenantRow.id).order_by(TenantRow.id).limit(LIST_MAX)))
