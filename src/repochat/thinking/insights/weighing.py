"""What the worth of insights is read from: votes on their rules, the risk of their files, what was learned."""

from collections.abc import Sequence
from uuid import UUID

from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.risk_store import RiskStore
from repochat.catalog.thinking.rule_store import RuleStore
from repochat.core.database import ReadSession
from repochat.thinking.insights.valuing import Worth

PRIORITIES = "priorities"  # the kind of fact that `thoughts.prioritize` makes


async def read_worth(session: ReadSession, repo_id: UUID, places: Sequence[tuple[str, str]]) -> Worth:
    """For insights of these (rule, path)."""
    percentiles = await RiskStore(session).list_percentiles(repo_id, sorted({path for _, path in places if path}))
    learned = await FactStore(session).find(repo_id, PRIORITIES)
    return Worth(
        votes=await RuleStore(session).list_votes(sorted({rule for rule, _ in places})),
        percentiles={path: percentile / 100 for path, percentile in percentiles.items()},
        priorities={} if learned is None else {rule: each["mean"] for rule, each in learned.payload["rules"].items()},
    )
