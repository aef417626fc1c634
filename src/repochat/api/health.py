"""`/healthz`: the process answers. `/readyz`: what it depends on answers too."""

import asyncio
from collections.abc import Awaitable
from importlib.metadata import version

from fastapi import APIRouter, Response

from repochat.accounts import LOCAL_TENANT_ID
from repochat.api.limits import LIMITS
from repochat.api.services import Services, ServicesDep
from repochat.api.shapes import CheckShape, HealthShape, ReadyShape
from repochat.core.errors import RepochatError
from repochat.core.migrations import find_head
from repochat.core.migrations.state import read_schema_revision
from repochat.jobs import get_queue_state

router = APIRouter(tags=["health"])

NOT_READY = 503


@router.get("/healthz")
async def check_health() -> HealthShape:
    """The process is alive; says nothing of what it depends on."""
    return HealthShape(status="ok", version=version("repochat"))


@router.get("/readyz", responses={NOT_READY: {"model": ReadyShape, "description": "Something is missing"}})
async def check_readiness(services: ServicesDep, response: Response) -> ReadyShape:
    """Whether the database answers, is migrated, and its queue can be read. 503 when one of them fails."""
    checks = {
        "database": await _try(_check_database(services)),
        "migrations": await _try(_check_migrations(services)),
        "queue": await _try(_check_queue(services)),
    }
    ready = all(check.ok for check in checks.values())
    if not ready:
        response.status_code = NOT_READY
    return ReadyShape(ready=ready, checks=checks)


async def _try(check: Awaitable[CheckShape]) -> CheckShape:
    try:
        async with asyncio.timeout(LIMITS.ready_s):
            return await check
    except (RepochatError, TimeoutError) as error:
        return CheckShape(ok=False, detail=str(error) or f"No answer in {LIMITS.ready_s} s.")


async def _check_database(services: Services) -> CheckShape:
    async with services.database.read(LOCAL_TENANT_ID):
        return CheckShape(ok=True, detail="PostgreSQL answers.")


async def _check_migrations(services: Services) -> CheckShape:
    head = find_head()
    async with services.database.read(LOCAL_TENANT_ID) as session:
        current = await read_schema_revision(session)
    if current == head:
        return CheckShape(ok=True, detail=f"The schema is at {head}.")
    return CheckShape(ok=False, detail=f"The schema is at {current}, this release needs {head}: run `make mig`.")


async def _check_queue(services: Services) -> CheckShape:
    async with services.database.read(LOCAL_TENANT_ID) as session:
        state = await get_queue_state(session)
    detail = f"{state.workers} workers, {state.running} jobs running, {state.waiting} waiting."
    return CheckShape(ok=True, detail=detail)
