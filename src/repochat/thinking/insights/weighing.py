"""What the worth of insights is read from: votes on their rules, the risk of their files, what was learned."""

from collections.abc import Sequence
from uuid import UUID

from repochat.catalog.thinking.fact_store import FactStore
from repochat.catalog.thinking.insight_store import InsightStore
from repochat.catalog.thinking.rule_store import RuleStore
from repochat.core.database import ReadSession
from repochat.thinking.insights.model import ProvenInsight
from repochat.thinking.insights.valuing import Worth

PRIORITIES = "priorities"  # the kind of fact that `thoughts.prioritize` makes


async def read_worth(session: ReadSession, repo_id: UUID, found: Sequence[ProvenInsight]) -> Worth:
    rules = sorted({each.insight.rule for each in found})
    paths = sorted({each.insight.path for each in found if each.insight.path})
    learned = await FactStore(session).find(repo_id, PRIORITIES)
    return Worth(
        votes=await RuleStore(session).list_votes(rules),
        percentiles=await InsightStore(session).read_percentiles(repo_id, paths),
        priorities={} if learned is None else {rule: each["mean"] for rule, each in learned.payload["rules"].items()},
    )
