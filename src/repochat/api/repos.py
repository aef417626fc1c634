"""`/repos`: connect a repository, list those that are."""

from uuid import UUID

from fastapi import APIRouter

from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import FreshnessShape, RepoInput, RepoList, RepoListed, RepoShape, RevisionShape
from repochat.catalog.follow_store import FollowStore, index_by_repo
from repochat.catalog.link_store import LinkState, LinkStore
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.indexing.connect import connect_repo
from repochat.workspace.freshness import Known, recall_freshness

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
        repos = await RepoStore(session).list_repos()
        revisions = RevisionStore(session)
        newest = {repo.id: await revisions.find_newest(repo.id, repo.default_branch) for repo in repos}
        follows = index_by_repo(await FollowStore(session).list_states())
        places: dict[UUID, LinkState] = {link.repo_id: link.state for link in await LinkStore(session).list_links()}
    known = [
        Known(repo=repo, revision=newest[repo.id], follow=follows.get(repo.id), place=places.get(repo.id))
        for repo in repos
    ]
    return RepoList(repos=[_describe(each) for each in known])


def _describe(known: Known) -> RepoListed:
    return RepoListed(
        **RepoShape.model_validate(known.repo).model_dump(),
        latest=None if known.revision is None else RevisionShape.model_validate(known.revision),
        freshness=FreshnessShape.model_validate(recall_freshness(known)),
    )
