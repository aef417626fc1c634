"""How a repository is followed, what happened to it, and that it is connected no longer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from repochat.api.follow_shapes import EventList, EventShape, FollowInput, FollowShape, PolicyInput, PolicyShape
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import OwnerDep, ServicesDep, ViewerDep, WorkspaceDep, get_owner
from repochat.api.shapes import RepoText
from repochat.catalog.event_store import EventStore
from repochat.indexing.following.choosing import choose_path, disconnect_repo

router = APIRouter(tags=["following"])

Before = Annotated[int | None, Query(ge=1, le=LIMITS.audit_id_max)]


@router.put("/repos/{repo:path}/follow")
async def choose_follow(repo: RepoText, chosen: FollowInput, services: ServicesDep, owner: OwnerDep) -> FollowShape:
    """Follow the repository by webhook, polling, watching (a folder of this machine), or not at all."""
    async with services.database.read(owner.scope) as session:
        found = await get_repo(session, repo)
    return FollowShape.model_validate(await choose_path(services.database, owner, found, chosen.path))


@router.get("/repos/{repo:path}/policy")
async def get_policy(repo: RepoText, workspace: WorkspaceDep) -> PolicyShape:
    """Which branches and pull requests are indexed beside the default branch, and how long revisions are kept."""
    return PolicyShape.model_validate(await workspace.read_policy(await workspace.find_repo(repo)))


@router.put("/repos/{repo:path}/policy", dependencies=[Depends(get_owner)])
async def put_policy(repo: RepoText, policy_input: PolicyInput, workspace: WorkspaceDep) -> PolicyShape:
    """For an owner, on record. A worker indexes what it wants beside the default branch."""
    found = await workspace.find_repo(repo)
    return PolicyShape.model_validate(await workspace.change_policy(found, policy_input.read()))


@router.get("/repos/{repo:path}/events")
async def list_events(repo: RepoText, services: ServicesDep, viewer: ViewerDep, before: Before = None) -> EventList:
    """What happened to the repository and what came of it, the newest first; `before` is the page's end."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
        limit = LIMITS.repo_events_max
        events = await EventStore(session).list_events(repo_id=found.id, before=before, limit=limit)
    return EventList(
        events=[EventShape.model_validate(event) for event in events],
        next_before=events[-1].id if len(events) == limit else None,
    )


@router.delete("/repos/{repo:path}", status_code=204)
async def disconnect(repo: RepoText, services: ServicesDep, owner: OwnerDep) -> None:
    """Forget the repository with all that was indexed and said of it. Its webhooks are ignored from then on."""
    async with services.database.read(owner.scope) as session:
        found = await get_repo(session, repo)
    await disconnect_repo(services.database, services.home.mirrors, owner, found)
