"""`/learning`: the engine that looks without being asked: on and off, think now, what it does, and what it learned."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from repochat.accounts import Viewer
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.learning_shapes import (
    ArmList,
    ArmShape,
    AskedShape,
    GaugeShape,
    LearningStatusShape,
    SwitchShape,
    TenantGauges,
    ThinkInput,
    ToggleInput,
    WaitingShape,
    shape_proposal,
    shape_repo,
    tell_spend,
)
from repochat.api.limits import LIMITS
from repochat.api.services import Services, ServicesDep, ViewerDep, WorkspaceDep, get_owner
from repochat.api.shapes import RepoText
from repochat.api.thinking import ThinkingShape, shape_thinking
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.run_model import CHANNEL
from repochat.core.errors import InvalidError, LimitError, RepochatError
from repochat.workspace.kill_switch import stop_as_json
from repochat.workspace.learning import list_arms, read_learning, retry, think_now, withdraw
from repochat.workspace.thinking import change_thinking

router = APIRouter(tags=["thinking"], prefix="/learning")


@router.post("/toggle", dependencies=[Depends(get_owner)])
async def toggle(toggle_input: ToggleInput, workspace: WorkspaceDep) -> ThinkingShape:
    """For an owner, on record: what may run in the background of a repository. The same as PUT /repos/../thinking."""
    named = toggle_input.repo or (str(toggle_input.repo_id) if toggle_input.repo_id else None)
    if named is None:
        raise InvalidError("No repository is named.", hint="Give `repo` or `repo_id`.")
    repo = await workspace.find_repo(named)
    changed = await change_thinking(workspace.resources, workspace.viewer, repo, toggle_input.read())
    return shape_thinking(workspace, *changed)


@router.get("/status", name="get_learning_status")
async def get_status(workspace: WorkspaceDep, repo: Annotated[RepoText | None, Query()] = None) -> LearningStatusShape:
    """What runs, what waits and why, and what budgets hold; of one repository, or of those that think first."""
    found = await workspace.find_repo(repo) if repo else None
    told = await read_learning(workspace.resources, workspace.viewer, found)
    status = told.status
    return LearningStatusShape(
        at=status.at,
        kill_switch=SwitchShape.model_validate(stop_as_json(status.stop)),
        is_enabled=status.is_enabled,
        workers=status.workers,
        slots=status.workers,
        running_count=status.running_count,
        waiting_count=status.waiting_count,
        tenant=TenantGauges(
            buckets=[GaugeShape.model_validate(gauge) for gauge in status.gauges],
            spend_today=tell_spend(status.gauges),
        ),
        repos=[shape_repo(each, told.attention[each.repo.id]) for each in status.repos],
        is_cut=told.is_cut,
    )


@router.post("/think")
async def think(think_input: ThinkInput, workspace: WorkspaceDep) -> AskedShape:
    """Think about it now: overtakes what waits, whatever the quiet hours; kill switch and budgets hold."""
    repo = await workspace.find_repo(think_input.repo)
    asked = await think_now(
        workspace.resources,
        workspace.viewer,
        repo,
        think_input.thought,
        rev=think_input.rev,
        base=think_input.base,
        paths=think_input.paths,
    )
    return AskedShape(proposal_id=asked.id, joined=asked.is_joined)


@router.post("/proposals/{proposal_id:uuid}/withdraw")
async def withdraw_proposal(proposal_id: UUID, workspace: WorkspaceDep) -> WaitingShape:
    """It waits no more."""
    return shape_proposal(await withdraw(workspace.resources, workspace.viewer, proposal_id))


@router.post("/proposals/{proposal_id:uuid}/retry")
async def retry_proposal(proposal_id: UUID, workspace: WorkspaceDep) -> WaitingShape:
    """What was parked waits again, its failures forgotten."""
    return shape_proposal(await retry(workspace.resources, workspace.viewer, proposal_id))


@router.get("/arms")
async def get_arms(workspace: WorkspaceDep) -> ArmList:
    """What each Thought yields at each level, by CPU minute, as the sampler believes it now."""
    arms = await list_arms(workspace.resources, workspace.viewer)
    pulls = sum(arm.pulls for arm in arms) or 1.0
    fields = [name for name in ArmShape.model_fields if name != "share"]
    return ArmList(
        arms=[ArmShape(**{name: getattr(arm, name) for name in fields}, share=arm.pulls / pulls) for arm in arms]
    )


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "`changed` events."}},
)
async def stream_changes(services: ServicesDep, viewer: ViewerDep) -> StreamingResponse:
    """`changed` whenever something of a repository did, with its id; `missed` when anything may have: read again."""
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many progress streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(_watch(services, viewer), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _watch(services: Services, viewer: Viewer) -> AsyncIterator[str]:
    seen: dict[str, bool] = {}
    async with services.bus.subscribe(CHANNEL) as hints:
        yield "event: missed\ndata: {}\n\n"
        while True:
            try:
                async with asyncio.timeout(LIMITS.heartbeat_s):
                    hint = await hints.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            repo_id = json.loads(hint)["repo"] if hint else ""
            if not repo_id:
                yield "event: missed\ndata: {}\n\n"
            elif await _may_see(services, viewer, repo_id, seen):
                yield f"event: changed\ndata: {json.dumps({'repo_id': repo_id})}\n\n"


async def _may_see(services: Services, viewer: Viewer, repo_id: str, seen: dict[str, bool]) -> bool:
    """NOTIFY reaches every tenant's listeners: whose it is, row-level security says."""
    if repo_id not in seen:
        seen[repo_id] = False
        with suppress(RepochatError):
            async with services.database.read(viewer.scope) as session:
                await RepoStore(session).get(UUID(repo_id))
            seen[repo_id] = True
    return seen[repo_id]
