"""`/repos`: connect a repository, list those that are."""

from fastapi import APIRouter

from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import FreshnessShape, RepoInput, RepoList, RepoListed, RepoShape, RevisionShape
from repochat.indexing.connect import connect_repo
from repochat.workspace.freshness import Known, recall_freshness
from repochat.workspace.overview import list_known

router = APIRouter(tags=["repositories"])


@router.post("/repos", status_code=201)
async def connect(repo_input: RepoInput, services: ServicesDep, viewer: ViewerDep) -> RepoShape:
    """Connect a repository by path, URL or owner/name. One that is connected already is returned as it is."""
    repo = await connect_repo(services.database, viewer, repo_input.source, name=repo_input.name)
    return RepoShape.model_validate(repo)


@router.get("/repos")
async def list_repos(services: ServicesDep, viewer: ViewerDep) -> RepoList:
    """All connected repositories by name, each with its newest indexed revision and how fresh that is."""
    async with services.database.read(viewer.scope) as session:
        known = await list_known(session)
    return RepoList(repos=[describe_known(each) for each in known])


def describe_known(known: Known) -> RepoListed:
    """A repository as lists show it."""
    return RepoListed(
        **RepoShape.model_validate(known.repo).model_dump(),
        latest=None if known.revision is None else RevisionShape.model_validate(known.revision),
        freshness=FreshnessShape.model_validate(recall_freshness(known)),
    )
