"""`/repos`: connect a repository, list those that are."""

from fastapi import APIRouter

from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import RepoInput, RepoList, RepoListed, RepoShape, RevisionShape
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.indexing.connect import connect_repo

router = APIRouter(tags=["repositories"])


@router.post("/repos", status_code=201)
async def connect(repo_input: RepoInput, services: ServicesDep, viewer: ViewerDep) -> RepoShape:
    """Connect a repository by path, URL or owner/name. One that is connected already is returned as it is."""
    repo = await connect_repo(services.database, viewer, repo_input.source, name=repo_input.name)
    return RepoShape.model_validate(repo)


@router.get("/repos")
async def list_repos(services: ServicesDep, viewer: ViewerDep) -> RepoList:
    """All connected repositories by name, each with its newest indexed revision."""
    async with services.database.read(viewer.scope) as session:
        repos = await RepoStore(session).list_repos()
        latest = {repo.id: await RevisionStore(session).find(repo.id) for repo in repos}
    return RepoList(
        repos=[
            RepoListed(
                **RepoShape.model_validate(repo).model_dump(),
                latest=None if (revision := latest[repo.id]) is None else RevisionShape.model_validate(revision),
            )
            for repo in repos
        ]
    )
