"""Review briefs: as a run of ScanDiff left them, or made now where none was."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.pull_request_store import PullRequestStore, StoredPullRequest
from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.fact_store import FactStore, StoredFact
from repochat.core.errors import NotFoundError
from repochat.git import ShouldStop, resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.thinking.changes import Brief, Sides, choose_sides, make_brief, read_brief
from repochat.thinking.changes.brief import FACT_KIND, name_brief
from repochat.thinking.changes.indexes import load_nearest
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """`run_id` and `updated_at` are None for one that was made now and is kept nowhere."""

    repo: str
    brief: Brief
    run_id: UUID | None
    updated_at: datetime | None


async def find_brief(
    resources: Resources,
    viewer: Viewer,
    repo: Repo,
    *,
    base: str | None,
    head: str | None,
    pull: int | None,
    should_stop: ShouldStop | None = None,
) -> BriefView:
    """Of a pull request, or of `base..head` (the default branch, and the commit before). Raises NotFoundError."""
    pulled = await _get_pull(resources, viewer, repo, pull) if pull is not None else None
    old, new = (pulled.base_sha, pulled.head_sha) if pulled else (base, head)
    mirror = mirror_of(resources.home.mirrors, repo)
    sides = await asyncio.to_thread(_resolve, mirror, old, new)
    stored = await _find_stored(resources, viewer, repo, name_brief(sides.base, sides.sha, pull))
    if stored is not None and stored.payload["sha"] == sides.sha:
        return BriefView(
            repo=repo.name, brief=read_brief(stored.payload), run_id=stored.run_id, updated_at=stored.updated_at
        )
    before = await load_nearest(resources.searcher, viewer, repo, sides.base)
    after = await load_nearest(resources.searcher, viewer, repo, sides.sha)
    read = await asyncio.to_thread(
        make_brief, mirror, sides, head=after, base=before, pull_number=pull, should_stop=should_stop
    )
    return BriefView(repo=repo.name, brief=read.brief, run_id=None, updated_at=None)


async def _get_pull(resources: Resources, viewer: Viewer, repo: Repo, number: int) -> StoredPullRequest:
    async with resources.database.read(viewer.scope) as session:
        found = await PullRequestStore(session).find(repo.id, number)
    if found is None:
        raise NotFoundError(
            f"Nothing is known of pull request {number} of {repo.name}.",
            hint="Connect the repository's forge, or compare two revisions.",
        )
    return found


async def _find_stored(resources: Resources, viewer: Viewer, repo: Repo, subject: str) -> StoredFact | None:
    async with resources.database.read(viewer.scope) as session:
        return await FactStore(session).find(repo.id, FACT_KIND, subject)


def _resolve(mirror: Path, base: str | None, head: str | None) -> Sides:
    sha = resolve_revision(mirror, head or None).sha
    return choose_sides(mirror, resolve_revision(mirror, base).sha if base else None, sha)
