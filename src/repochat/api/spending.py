"""`/spend` and `/audit`: what models used, and what was decided."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.accounts.audit_store import AuditStore
from repochat.api.limits import LIMITS
from repochat.api.model_access import BudgetShape, SpentShape
from repochat.api.services import OwnerDep, ServicesDep, ViewerDep
from repochat.api.shapes import Shape
from repochat.workspace.spending import read_spending

router = APIRouter(tags=["models"])


class SpendLineShape(Shape):
    """One day (UTC), repository and model."""

    day: date
    repo: str
    model: str
    answers: int
    input_tokens: int
    output_tokens: int
    cost_usd: float = Field(description="Of the answers whose price is known.")
    unpriced: int = Field(description="Answers whose price is not.")


class SpendShape(Shape):
    """`budget` and `spent_today` are of all repositories together. `lines`: the newest day first, then by tokens."""

    budget: BudgetShape
    spent_today: SpentShape
    lines: list[SpendLineShape]
    is_cut: bool = Field(description="True when there is more than is listed.")


class AuditEntryShape(Shape):
    id: int
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    created_at: datetime


class AuditList(Shape):
    """The newest first. `next_before` continues a list that reached its limit."""

    entries: list[AuditEntryShape]
    next_before: int | None


@router.get("/spend")
async def get_spend(
    services: ServicesDep, viewer: ViewerDep, days: Annotated[int, Query(ge=1, le=LIMITS.spend_days_max)] = 30
) -> SpendShape:
    """What models used in the last `days` days by day, repository and model, and what counts against today's budget."""
    spending = await read_spending(services.resources, viewer, days)
    return SpendShape.model_validate(spending.as_json())


@router.get("/audit")
async def list_audit(
    services: ServicesDep,
    viewer: OwnerDep,
    limit: Annotated[int, Query(ge=1, le=LIMITS.audit_entries_max)] = 100,
    before: Annotated[
        int | None, Query(ge=1, le=LIMITS.audit_id_max, description="`next_before` of the page before.")
    ] = None,
) -> AuditList:
    """Who decided what: consents given and taken back, budgets set."""
    async with services.database.read(viewer.scope) as session:
        entries = await AuditStore(session).list_entries(limit, before=before)
    return AuditList(
        entries=[AuditEntryShape.model_validate(entry) for entry in entries],
        next_before=entries[-1].id if len(entries) == limit else None,
    )
