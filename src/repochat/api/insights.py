"""`/insights`: what thinking found, by worth, each with its evidence; and what people make of it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from repochat.api.cursors import read_insight_cursor, write_insight_cursor
from repochat.api.insight_shapes import (
    InsightCountsShape,
    InsightDetail,
    InsightList,
    InsightsAsked,
    InsightShape,
    RerunShape,
    RuleInput,
    RuleList,
    RuleShape,
    SarifImportedShape,
    VerdictInput,
)
from repochat.api.limits import LIMITS
from repochat.api.services import WorkspaceDep, get_owner
from repochat.api.shapes import NoNul, RepoText
from repochat.workspace.evidence import show_evidence
from repochat.workspace.insight_sarif import export_sarif, import_sarif
from repochat.workspace.insights import (
    InsightView,
    give_verdict,
    list_insights,
    list_rules,
    read_insight,
    read_insight_history,
    rerun_insight,
    turn_rule,
)
from repochat.workspace.workspace import Workspace

SARIF = "application/sarif+json"
router = APIRouter(tags=["insights"], prefix="/insights")


@router.get("")
async def get_insights(workspace: WorkspaceDep, asked: Annotated[InsightsAsked, Query()]) -> InsightList:
    """By worth: what is new before what was there before anybody looked, over all repositories that you see."""
    named = str(asked.repo_id) if asked.repo_id else asked.repo
    repo_id = (await workspace.find_repo(named)).id if named else None
    place = read_insight_cursor(asked.after) if asked.after else None
    page = await list_insights(
        workspace.resources, workspace.viewer, asked.read(repo_id), after=place, limit=asked.limit
    )
    return InsightList(
        insights=await _show(workspace, page.insights),
        counts=InsightCountsShape.model_validate(page.counts),
        next_after=write_insight_cursor(page.after) if page.after else None,
    )


@router.get(
    "/sarif", response_class=Response, responses={200: {"content": {SARIF: {}}, "description": "A log of SARIF 2.1.0."}}
)
async def get_sarif(workspace: WorkspaceDep, repo: RepoText) -> Response:
    """All insights of a repository, with their states, and who suppressed them why."""
    found = await workspace.find_repo(repo)
    return Response(await export_sarif(workspace.resources, workspace.viewer, found), media_type=SARIF)


@router.post("/sarif")
async def post_sarif(workspace: WorkspaceDep, repo: RepoText, request: Request) -> SarifImportedShape:
    """Bring in what another tool found. It is listed on lines that git has, never notified, and not believed."""
    found = await workspace.find_repo(repo)
    done = await import_sarif(workspace.resources, workspace.viewer, found, await request.body())
    return SarifImportedShape.model_validate(done)


@router.get("/rules")
async def get_rules(workspace: WorkspaceDep, repo: RepoText | None = None) -> RuleList:
    """Rules that found something or were voted on, by name. A noisy one goes to shadow by itself."""
    found = await workspace.find_repo(repo) if repo else None
    rules = await list_rules(workspace.resources, workspace.viewer, found)
    return RuleList(rules=[RuleShape.of(rule, count) for rule, count in rules])


@router.put("/rules/{rule:path}", dependencies=[Depends(get_owner)])
async def put_rule(
    rule: Annotated[str, Path(max_length=LIMITS.rule_chars_max), NoNul], state: RuleInput, workspace: WorkspaceDep
) -> RuleShape:
    """For an owner, on record. A rule that is brought back begins its count anew."""
    return RuleShape.of(await turn_rule(workspace.resources, workspace.viewer, rule, state.state), None)


@router.get("/{insight_id:uuid}")
async def get_insight(insight_id: UUID, workspace: WorkspaceDep) -> InsightDetail:
    """One, with what its value is made of and what became of it."""
    return await _detail(workspace, await read_insight(workspace.resources, workspace.viewer, insight_id))


@router.post("/{insight_id:uuid}/verdict")
async def post_verdict(insight_id: UUID, verdict: VerdictInput, workspace: WorkspaceDep) -> InsightDetail:
    """What you make of it. Each person's latest vote counts; what is dismissed stays so until its code changes."""
    view = await give_verdict(workspace.resources, workspace.viewer, insight_id, verdict.read())
    return await _detail(workspace, view)


@router.post("/{insight_id:uuid}/rerun")
async def rerun(insight_id: UUID, workspace: WorkspaceDep) -> RerunShape:
    """Have its Thought look at its file again, before all that nobody waits for."""
    return RerunShape(proposal_id=await rerun_insight(workspace.resources, workspace.viewer, insight_id))


async def _show(workspace: Workspace, views: Sequence[InsightView]) -> list[InsightShape]:
    evidence = await show_evidence(workspace.resources, workspace.viewer, [each.insight for each in views])
    return [InsightShape.of(view, pieces) for view, pieces in zip(views, evidence, strict=True)]


async def _detail(workspace: Workspace, view: InsightView) -> InsightDetail:
    (evidence,) = await show_evidence(workspace.resources, workspace.viewer, [view.insight])
    history = await read_insight_history(workspace.resources, workspace.viewer, view.insight)
    return InsightDetail.of_one(view, evidence, history)
