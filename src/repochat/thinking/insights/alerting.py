"""A Thought that can never tell is worth a word: could not tell is not nothing to do."""

from uuid import UUID

from repochat.catalog.thinking.insight_store import InsightStore
from repochat.thinking.insights.evidence import evidence_as_json
from repochat.thinking.insights.limits import LIMITS
from repochat.thinking.insights.model import OutcomeRun, ProvenInsight
from repochat.thinking.model import Insight, Outcome, Repro

RULE = "engine.unknown"


def alert_identity(thought: str) -> str:
    return f"{RULE}:{thought}"


async def find_alert(store: InsightStore, run: OutcomeRun, outcome: Outcome) -> ProvenInsight | None:
    """One when this run and those just before it could not tell; it leans on these runs."""
    if outcome.ending != "unknown" or run.id is None:
        return None
    before = await store.list_endings(run.repo_id, run.thought, run.id, LIMITS.unknown_in_a_row - 1)
    if len(before) < LIMITS.unknown_in_a_row - 1 or any(ending != "unknown" for _, ending in before):
        return None
    evidence = [_show_run(each) for each in (run.id, *(run_id for run_id, _ in before))]
    insight = Insight(
        identity=alert_identity(run.thought),
        kind="engine",
        rule=RULE,
        title=f"{run.thought} could not tell {LIMITS.unknown_in_a_row} times in a row",
        body=f"The last run says: {outcome.summary} [1]",
        severity="medium",
        confidence=1.0,
        evidence=evidence,
        status="verified",
    )
    return ProvenInsight(
        insight=insight, evidence=tuple(evidence_as_json(each, is_secret=False) for each in evidence), digest=""
    )


def _show_run(run_id: UUID) -> Repro:
    return Repro(argv=("repochat", "runs", "show", str(run_id)), why="a run that could not tell")
