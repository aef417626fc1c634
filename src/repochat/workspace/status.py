"""What is known of a connected repository: what is indexed, how fresh it is, what was skipped, what ran last."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from repochat.accounts import Viewer
from repochat.catalog.follow_store import FollowStore
from repochat.catalog.link_store import LinkStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore
from repochat.catalog.run_store import IndexRun, IndexRunStore
from repochat.core.database import ReadSession
from repochat.workspace.freshness import Freshness, Known, judge_freshness
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoStatus:
    """Everything that is said of one repository. `revisions` newest first; `skips` only when they were asked for.

    `active` runs are under way or wait.
    """

    repo: Repo
    revisions: list[Revision]
    skipped: dict[str, int]
    skips: list[FileVersion] | None
    run: IndexRun | None
    active: list[IndexRun]
    freshness: Freshness


async def read_status(resources: Resources, viewer: Viewer, repo: Repo, *, skips: str | None = None) -> RepoStatus:
    """`skips` is a reason whose files are wanted, at most `skips_listed_max`."""
    async with resources.database.read(viewer.scope) as session:
        store = RevisionStore(session)
        newest = await store.find_newest(repo.id, repo.default_branch)
        revisions = await store.list_revisions(repo.id, LIMITS.revisions_listed_max)
        skipped = await store.count_skips(newest) if newest else {}
        listed = None
        if skips is not None:
            limit = LIMITS.skips_listed_max
            listed = await store.list_skips(newest, reason=skips, limit=limit) if newest else []
        runs = IndexRunStore(session)
        run, active = await runs.find_latest(repo.id), await runs.list_active(repo.id)
        known = await read_known(session, repo, newest)
    freshness = await asyncio.to_thread(judge_freshness, resources.home.mirrors, viewer, known)
    return RepoStatus(
        repo=repo,
        revisions=revisions,
        skipped=skipped,
        skips=listed,
        run=run,
        active=active,
        freshness=freshness,
    )


async def read_known(session: ReadSession, repo: Repo, newest: Revision | None) -> Known:
    """What freshness is judged by; `newest` is the newest revision of the default branch."""
    follow, link = await FollowStore(session).find(repo.id), await LinkStore(session).find(repo.id)
    return Known(repo=repo, revision=newest, follow=follow, place=link.state if link else None)


def judge_run(run: IndexRun, *, now: datetime) -> str:
    """The run's status, or `interrupted` for one that was killed: it says it runs, but has been silent for long."""
    is_silent = run.status == "running" and now - run.updated_at > timedelta(seconds=LIMITS.run_silence_s)
    return "interrupted" if is_silent else run.status
