"""Which commit is meant, and whether it is indexed."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.core.errors import NotFoundError
from repochat.git import resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAt:
    """A repository at one commit. `revision` is None where that is not indexed: git alone tells then."""

    repo: Repo
    mirror: Path
    sha: str
    revision: Revision | None


async def find_code(resources: Resources, viewer: Viewer, repo: Repo, rev: str | None) -> CodeAt:
    """What `rev` names; None: the newest indexed revision, or where the default branch stands.

    Raises NotFoundError and InvalidError.
    """
    mirror = mirror_of(resources.home.mirrors, repo)
    try:
        revision = await resources.searcher.find_revision(viewer, repo, rev)
    except NotFoundError:
        commit = await asyncio.to_thread(resolve_revision, mirror, rev)
        return CodeAt(repo=repo, mirror=mirror, sha=commit.sha, revision=None)
    return CodeAt(repo=repo, mirror=mirror, sha=revision.sha, revision=revision)
