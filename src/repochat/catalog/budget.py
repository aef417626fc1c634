"""What models may use in a day (UTC): of the whole tenant by the settings, of a repository by its owner."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TypedDict

from repochat.core.settings import Settings

USD_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """None: no bound."""

    tokens_per_day: int | None = None
    usd_per_day: Decimal | None = None


class BudgetChange(TypedDict, total=False):
    """The bounds to set; one that is absent stays as it is."""

    tokens_per_day: int | None
    usd_per_day: Decimal | None


def read_tenant_budget(settings: Settings) -> Budget:
    """What the answers about all repositories together may use."""
    return Budget(tokens_per_day=settings.llm_budget_tokens_day, usd_per_day=round_usd(settings.llm_budget_usd_day))


def round_usd(usd: float | Decimal) -> Decimal:
    """To the millionth, upwards: what is spent is never understated."""
    return Decimal(str(usd)).quantize(USD_STEP, ROUND_CEILING)
