"""The map of a repository, as MapRepo drew it last."""

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.fact_store import FactStore, StoredFact
from repochat.catalog.thinking.repo_map import KIND, SUBJECT, RepoMap, read_map
from repochat.core.database import Database
from repochat.core.errors import NotFoundError


async def read_repo_map(database: Database, viewer: Viewer, repo: Repo) -> tuple[RepoMap, StoredFact]:
    """With the fact that holds it. Raises NotFoundError when none was drawn."""
    async with database.read(viewer.scope) as session:
        fact = await FactStore(session).find(repo.id, KIND, SUBJECT)
    if fact is None:
        raise NotFoundError(
            f"{repo.name} has no map yet.",
            hint=f"Run `repochat think now MapRepo --repo {repo.name}`, or turn background thinking on.",
        )
    return read_map(fact.payload), fact
