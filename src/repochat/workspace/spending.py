"""What models used, and what is left of the day."""

from dataclasses import dataclass
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.budget import Budget, read_tenant_budget
from repochat.catalog.spend_store import SpendLine, SpendReport, SpendStore, Spent, choose_limits
from repochat.workspace.model_access import budget_as_json, spent_as_json
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """`budget` and `today` are of all repositories together; `today` counts what running answers reserved."""

    report: SpendReport
    budget: Budget
    today: Spent

    def as_json(self) -> dict[str, Any]:
        return {
            "budget": budget_as_json(self.budget),
            "spent_today": spent_as_json(self.today),
            "lines": [_line_as_json(line) for line in self.report.lines],
            "is_cut": self.report.is_cut,
        }


async def read_spending(resources: Resources, viewer: Viewer, days: int) -> Spending:
    """Of the last `days` days (UTC), at most 366, today among them."""
    async with resources.database.read(viewer.scope) as session:
        store = SpendStore(session, limits=choose_limits(resources.settings))
        report = await store.list_spend(days)
        today = await store.sum_today()
    return Spending(report=report, budget=read_tenant_budget(resources.settings), today=today.tenant)


def _line_as_json(line: SpendLine) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(),
        "repo": line.repo,
        "model": line.model,
        "answers": line.answers,
        "input_tokens": line.input_tokens,
        "output_tokens": line.output_tokens,
        "cost_usd": float(line.cost_usd),
        "unpriced": line.unpriced,
    }
