"""`/spend`: what models used."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.model_access import BudgetShape, SpentShape
from repochat.api.services import ServicesDep, ViewerDep
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


@router.get("/spend")
async def get_spend(
    services: ServicesDep, viewer: ViewerDep, days: Annotated[int, Query(ge=1, le=LIMITS.spend_days_max)] = 30
) -> SpendShape:
    """What models used in the last `days` days by day, repository and model, and what counts against today's budget."""
    spending = await read_spending(services.resources, viewer, days)
    return SpendShape.model_validate(spending.as_json())
