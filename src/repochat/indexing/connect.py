"""Connecting a repository: what a person typed -> a row that names it."""

from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.follow_store import FollowWriter
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.core.database import Database
from repochat.core.errors import NotFoundError, RepochatError
from repochat.git import Source, parse_source


async def connect_repo(database: Database, viewer: Viewer, text: str, *, name: str | None = None) -> Repo:
    """The repository of that source, new or known. Nothing is fetched yet. Raises InvalidError and ForbiddenError."""
    source = parse_source(text, may_reach_local=viewer.may_reach_local)
    async with database.write(viewer.scope) as session:
        repo = await RepoWriter(session).connect(
            tenant_id=viewer.tenant_id, name=name or source.name, source=source.url, source_kind=source.kind
        )
        path = "watching" if source.is_local else "polling"  # until a first webhook of it arrives
        await FollowWriter(session).start(repo.id, path, may_reach_local=viewer.may_reach_local)
        return repo


async def find_repo(database: Database, viewer: Viewer, text: str) -> Repo:
    """A connected repository by id, name, source or path. Raises NotFoundError with what to do."""
    async with database.read(viewer.scope) as session:
        store = RepoStore(session)
        found = await store.find(text)
        if found is None and (url := _find_url(text, viewer)) is not None:
            found = await store.find(url)
    if found is None:
        raise NotFoundError(
            f"{text!r} is not a connected repository.", hint=f"Index it first: `repochat index {text}`."
        )
    return found


def source_of(repo: Repo, viewer: Viewer) -> Source:
    """What git is given for `repo`, checked again: the viewer may have lost the right to reach it."""
    return parse_source(repo.source, may_reach_local=viewer.may_reach_local)


def mirror_of(mirrors: Path, repo: Repo) -> Path:
    return mirrors / f"{repo.id}.git"


def _find_url(text: str, viewer: Viewer) -> str | None:
    try:
        return parse_source(text, may_reach_local=viewer.may_reach_local).url
    except RepochatError:
        return None
