"""`/index`: ask for an indexing, cancel it, and see where it stands."""

import asyncio
from uuid import UUID

from fastapi import APIRouter

from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import (
    FreshnessShape,
    IndexInput,
    RepoShape,
    RepoText,
    RevisionShape,
    RunShape,
    SkippedShape,
    StatusShape,
)
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.catalog.run_store import FINAL, IndexRunStore, IndexRunWriter
from repochat.core.database import ReadSession
from repochat.core.errors import ConflictError
from repochat.indexing.request import request_index
from repochat.workspace.freshness import judge_freshness
from repochat.workspace.status import read_known

router = APIRouter(tags=["indexing"], prefix="/index")


@router.post("/runs/{run_id}/cancel", status_code=202)
async def cancel(run_id: UUID, services: ServicesDep, viewer: ViewerDep) -> RunShape:
    """Ask a run to stop. One that waits is cancelled at once; what a running one has stored is reused next time."""
    async with services.database.write(viewer.scope) as session:
        runs = IndexRunWriter(session)
        run = await runs.request_cancel(run_id)
        if run.status in FINAL:
            raise ConflictError(f"The run is {run.status} already.", hint="Start a new one if you need it.")
        if run.status == "queued":
            await runs.finish(run_id, status="cancelled")
            session.expire_all()
        return RunShape.model_validate(await runs.get(run_id))


@router.post("/{repo:path}/initial", status_code=202)
async def index_initial(
    repo: RepoText, services: ServicesDep, viewer: ViewerDep, index_input: IndexInput | None = None
) -> RunShape:
    """Index a revision (default: the newest of the default branch). One that is indexed already costs nothing."""
    async with services.database.write(viewer.scope) as session:
        found = await get_repo(session, repo)
        run = await request_index(session, viewer, found, index_input.rev if index_input else None)
    return RunShape.model_validate(run)


@router.post("/{repo:path}/diff", status_code=202)
async def index_diff(
    repo: RepoText, services: ServicesDep, viewer: ViewerDep, index_input: IndexInput | None = None
) -> RunShape:
    """Bring an indexed repository up to date: only blobs that are new are read. 409 before the first indexing."""
    async with services.database.write(viewer.scope) as session:
        found = await get_repo(session, repo)
        if await RevisionStore(session).find(found.id) is None:
            raise ConflictError(f"{found.name} is not indexed yet.", hint=f"POST /index/{found.name}/initial first.")
        run = await request_index(session, viewer, found, index_input.rev if index_input else None)
    return RunShape.model_validate(run)


@router.get("/{repo:path}/status")
async def get_status(repo: RepoText, services: ServicesDep, viewer: ViewerDep) -> StatusShape:
    """What is indexed, how fresh it is, what was skipped and why, and the latest run."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
        revision = await RevisionStore(session).find_newest(found.id, found.default_branch)
        runs = IndexRunStore(session)
        run, active = await runs.find_latest(found.id), await runs.list_active(found.id)
        skipped = await list_skipped(session, revision)
        known = await read_known(session, found, revision)
    freshness = await asyncio.to_thread(judge_freshness, services.home.mirrors, viewer, known)
    return StatusShape(
        repo=RepoShape.model_validate(found),
        revision=RevisionShape.model_validate(revision) if revision else None,
        freshness=FreshnessShape.model_validate(freshness),
        skipped=skipped,
        run=RunShape.model_validate(run) if run else None,
        active=[RunShape.model_validate(each) for each in active],
    )


async def list_skipped(session: ReadSession, revision: Revision | None) -> list[SkippedShape]:
    """What was skipped in the revision, by reason, with the first paths of each."""
    if revision is None:
        return []
    revisions = RevisionStore(session)
    counts = await revisions.count_skips(revision)
    limit = LIMITS.skipped_paths_listed
    return [
        SkippedShape(
            reason=reason,
            count=count,
            paths=[file.path for file in await revisions.list_skips(revision, reason=reason, limit=limit)],
        )
        for reason, count in counts.items()
    ]
