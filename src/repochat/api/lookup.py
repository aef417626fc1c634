"""From what a client typed to what we know: repositories by id, name or source, revisions by any of git's names."""

import asyncio

from repochat.accounts import Viewer
from repochat.api.services import Services
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.core.database import ReadSession
from repochat.core.errors import NotFoundError
from repochat.git import resolve_revision
from repochat.indexing.connect import mirror_of

SHA_DIGITS = frozenset({40, 64})


async def get_repo(session: ReadSession, text: str) -> Repo:
    """Raises NotFoundError."""
    repo = await RepoStore(session).find(text)
    if repo is None:
        raise NotFoundError(
            f"No repository is connected under {text[:200]!r}.",
            hint="`GET /repos` lists what is connected; `POST /repos` connects one.",
        )
    return repo


async def get_revision(services: Services, viewer: Viewer, text: str, rev: str | None) -> tuple[Repo, Revision]:
    """The repository and its indexed revision: the newest, or the one that `rev` names. Raises NotFoundError."""
    repo, found = await find_commit(services, viewer, text, rev)
    return repo, _check_indexed(found if isinstance(found, Revision) else None, repo, rev)


async def find_commit(services: Services, viewer: Viewer, text: str, rev: str | None) -> tuple[Repo, Revision | str]:
    """As `get_revision`; where the commit that `rev` names is not indexed, its full SHA. Raises NotFoundError."""
    async with services.database.read(viewer.scope) as session:
        repo = await get_repo(session, text)
        found = await RevisionStore(session).find(repo.id, _find_full_sha(rev))
    if not rev or found is not None:
        return repo, _check_indexed(found, repo, rev)
    commit = await asyncio.to_thread(resolve_revision, mirror_of(services.home.mirrors, repo), rev)
    async with services.database.read(viewer.scope) as session:
        found = await RevisionStore(session).find(repo.id, commit.sha)
    return repo, found or commit.sha


def _find_full_sha(rev: str | None) -> str | None:
    """None asks for the newest; a name that is no full SHA asks for what cannot be, so that git is asked next."""
    if not rev:
        return None
    return rev.lower() if len(rev) in SHA_DIGITS else "-"


def _check_indexed(revision: Revision | None, repo: Repo, rev: str | None) -> Revision:
    if revision is not None:
        return revision
    what = f"{rev} of {repo.name}" if rev else repo.name
    raise NotFoundError(f"{what} is not indexed yet.", hint=f"`POST /index/{repo.name}/initial` indexes it.")
