"""Insights as people read and judge them: the feed, one with its lines, verdicts, and the rules behind them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.thinking.insight_list_store import (
    InsightAfter,
    InsightCounts,
    InsightListStore,
    InsightQuery,
    ListedInsight,
    rank_of,
)
from repochat.catalog.thinking.insight_store import InsightWriter, NewEvent
from repochat.catalog.thinking.rule_store import Rule, RuleState, RuleStore, RuleWriter
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.settings import Thought
from repochat.catalog.thinking.verdict_store import InsightEvent, VerdictStore, Votes
from repochat.core.clock import read_clock
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ForbiddenError
from repochat.git import resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.thinking.insights.attending import value_listed
from repochat.thinking.insights.judging import Judged, Said, change_reward, judge_insight
from repochat.thinking.insights.valuing import VALUE_MIN, Factor
from repochat.thinking.insights.weighing import read_worth
from repochat.thinking.scheduling.charging import revalue
from repochat.thinking.scheduling.proposing import propose
from repochat.thinking.spec import Target
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightView:
    """An insight with what people think of it."""

    insight: ListedInsight
    votes: Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightHistory:
    """What its value is the product of, and what became of it, the newest first."""

    factors: Sequence[Factor]
    events: Sequence[InsightEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightPage:
    """`after` is where the next page begins; None: this is the last."""

    insights: Sequence[InsightView]
    counts: InsightCounts
    after: InsightAfter | None


async def list_insights(
    resources: Resources, viewer: Viewer, query: InsightQuery, *, after: InsightAfter | None = None, limit: int = 50
) -> InsightPage:
    """Of all repositories that the viewer sees, the worthiest first."""
    async with resources.database.read(viewer.scope) as session:
        store = InsightListStore(session, value_min=VALUE_MIN)
        found = await store.list_insights(query, after=after, limit=limit + 1)
        page = found[:limit]
        views = await _view(session, viewer, page)
        counts = await store.count(query)
    further = InsightAfter(rank_of(page[-1]), page[-1].id) if len(found) > limit and page else None
    return InsightPage(insights=views, counts=counts, after=further)


async def read_insight(resources: Resources, viewer: Viewer, insight_id: UUID) -> InsightView:
    """Raises NotFoundError, also for one of a repository that the viewer may not see."""
    async with resources.database.read(viewer.scope) as session:
        insight = await InsightListStore(session, value_min=VALUE_MIN).get(insight_id)
        return (await _view(session, viewer, [insight]))[0]


async def read_insight_history(resources: Resources, viewer: Viewer, insight: ListedInsight) -> InsightHistory:
    """Why it ranks where it does, by what is known now."""
    async with resources.database.read(viewer.scope) as session:
        events = await VerdictStore(session).list_events(insight.id, LIMITS.insight_events_max)
        worth = await read_worth(session, insight.repo_id, [(insight.rule, insight.path)])
    _, factors = value_listed(insight, worth, read_clock())
    return InsightHistory(factors=factors, events=events)


async def give_verdict(resources: Resources, viewer: Viewer, insight_id: UUID, said: Said) -> InsightView:
    """What a person makes of it: kept, counted for its rule, and taken off or put on what its run earned.

    Raises NotFoundError, InvalidError and ConflictError.
    """
    async with resources.database.write(viewer.scope) as session:
        insight = await InsightListStore(session, value_min=VALUE_MIN).get(insight_id)
        judged = judge_insight(insight, said, who=viewer.name, now=read_clock())
        if not judged.is_once or not await VerdictStore(session).did(insight_id, viewer.key, said.verdict):
            await _keep(session, viewer, insight, said, judged)
    return await read_insight(resources, viewer, insight_id)


async def rerun_insight(resources: Resources, viewer: Viewer, insight_id: UUID) -> UUID:
    """Looks at the insight's file again, at the newest commit of the default branch; the proposal's id.

    Raises NotFoundError, also where git has no commit any more.
    """
    insight = (await read_insight(resources, viewer, insight_id)).insight
    async with resources.database.read(viewer.scope) as session:
        repo = await RepoStore(session).get(insight.repo_id)
    mirror = mirror_of(resources.home.mirrors, repo)
    head = await asyncio.to_thread(resolve_revision, mirror, None)
    target = Target(sha=head.sha, paths=(insight.path,) if insight.path else ())
    async with resources.database.write(viewer.scope) as session:
        thought = cast("Thought", insight.thought)
        proposal_id = await propose(session, viewer, repo, thought, "rerun", target, asked_by=viewer.name)
        event = NewEvent(insight_id=insight_id, kind="rerun", made_by=viewer.name, detail={"who": viewer.key})
        await InsightWriter(session).add_events([event])
    return proposal_id


async def list_rules(resources: Resources, viewer: Viewer, repo: Repo | None) -> list[tuple[Rule, int]]:
    """Each with how many of its insights are open."""
    async with resources.database.read(viewer.scope) as session:
        return await RuleStore(session).list_rules(None if repo is None else repo.id)


async def turn_rule(resources: Resources, viewer: Viewer, rule: str, state: RuleState) -> Rule:
    """For an owner, on record. Raises ForbiddenError."""
    if viewer.role != "owner":
        raise ForbiddenError("Only an owner may turn a rule for everybody.", hint="Ask whoever set this up.")
    async with resources.database.write(viewer.scope) as session:
        return await RuleWriter(session).put(viewer, rule, state)


async def _view(session: ReadSession, viewer: Viewer, insights: Sequence[ListedInsight]) -> list[InsightView]:
    votes = await VerdictStore(session).read_votes([each.id for each in insights], viewer.key)
    return [InsightView(insight=each, votes=votes.get(each.id, Votes())) for each in insights]


async def _keep(session: WriteSession, viewer: Viewer, insight: ListedInsight, said: Said, judged: Judged) -> None:
    writer = InsightWriter(session)
    if judged.values:
        await writer.change_one(insight.id, **judged.values)
    await _count_vote(session, viewer, insight, judged)
    kinds = [said.verdict, *([judged.vote] if judged.vote and judged.vote != said.verdict else [])]
    detail = {"who": viewer.key, "reason": said.reason, "until": said.until.isoformat() if said.until else None}
    await writer.add_events(
        [
            NewEvent(insight_id=insight.id, kind=kind, made_by=viewer.name, note=said.note, detail=detail)
            for kind in kinds
        ]
    )
    await writer.announce(insight.repo_id)


async def _count_vote(session: WriteSession, viewer: Viewer, insight: ListedInsight, judged: Judged) -> None:
    """Of each person the latest vote counts, so a changed one takes the earlier back."""
    if judged.vote is None:
        return
    votes = await VerdictStore(session).read_votes([insight.id], viewer.key)
    before = votes.get(insight.id, Votes()).mine
    if before == judged.vote:
        return
    counts = {"useful": 0, "not_useful": 0}
    counts[judged.vote] += 1
    if before is not None:
        counts[before] -= 1
    await RuleWriter(session).vote(viewer, insight.rule, useful=counts["useful"], not_useful=counts["not_useful"])
    if insight.run_id is not None:
        run = await RunStore(session).get(insight.run_id)
        reward = max(0.0, (run.reward or 0.0) + change_reward(insight, before, judged.vote))
        await revalue(session, run, reward)
        await InsightWriter(session).put_reward(run.id, reward)
