"""The chore that finds runs whose worker is gone, beside the sweep of its jobs."""

from collections.abc import Sequence
from uuid import UUID

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.tenant_store import TenantStore
from repochat.core.database import Database
from repochat.thinking.running import LIMITS, RunLimits, Supervisor
from repochat.thinking.running.sweeping import sweep_runs


class LostRunsSweep:
    """Every worker has one. Called again and again; each time it looks at the next `tenants_swept_max` tenants.

    Where thinking is on somewhere, `supervisor` is kept ready: a run that somebody waits for starts at once.
    """

    def __init__(self, database: Database, supervisor: Supervisor | None = None, limits: RunLimits = LIMITS) -> None:
        self._database = database
        self._supervisor = supervisor
        self._limits = limits
        self._left: list[UUID] = []
        self._is_on = False

    async def __call__(self) -> None:
        """Raises UnavailableError while the database is away."""
        for tenant_id in await self._take_tenants():
            swept = await sweep_runs(self._database, tenant_id, self._limits)
            self._is_on = self._is_on or swept.is_on
        if not self._left and self._supervisor is not None:
            self._supervisor.keep_ready(is_wanted=self._is_on)
            self._is_on = False

    async def _take_tenants(self) -> Sequence[UUID]:
        if not self._left:
            async with self._database.read(LOCAL_TENANT_ID) as session:  # the table of tenants is no tenant's own
                self._left = await TenantStore(session).list_ids()
        taken = self._left[: self._limits.tenants_swept_max]
        self._left = self._left[self._limits.tenants_swept_max :]
        return taken
