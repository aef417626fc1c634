"""Asking for an indexing that a worker will do: the run and its job become true in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.catalog.run_store import IndexRun, IndexRunStore, IndexRunWriter, RunTrigger
from repochat.core.database import WriteSession
from repochat.jobs import enqueue, enqueue_once

INDEX_TASK = "index_repo"
RECHECK_TASK = "recheck_answers"  # takes tenant_id, repo_id and revision_id of what was published


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRequest:
    """What the worker is told: the run, and who asked for it."""

    run_id: UUID
    viewer: Viewer

    def as_args(self) -> dict[str, Any]:
        return {
            "run_id": str(self.run_id),
            "tenant_id": str(self.viewer.tenant_id),
            "viewer_name": self.viewer.name,
            "may_reach_local": self.viewer.may_reach_local,
        }


def read_request(args: Mapping[str, Any]) -> IndexRequest:
    """The inverse of `as_args`."""
    viewer = Viewer(
        tenant_id=UUID(args["tenant_id"]), name=args["viewer_name"], may_reach_local=args["may_reach_local"]
    )
    return IndexRequest(run_id=UUID(args["run_id"]), viewer=viewer)


async def request_index(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    rev: str | None,
    *,
    priority: int = 0,
    trigger: RunTrigger = "person",
) -> IndexRun:
    """The run that a worker will do when `session` commits, or the same one that waits already.

    A run that waits has fetched nothing yet: what was pushed before this call is in it. Runs of one repository are done
    one after another; a higher `priority` goes first. `trigger` is why it is asked for, as its record tells. Raises
    LimitError when the queue is full.
    """
    waiting = await IndexRunStore(session).find_queued(repo.id, rev)
    if waiting is not None:
        return waiting
    run = await IndexRunWriter(session).create(repo.id, rev, trigger)
    request = IndexRequest(run_id=run.id, viewer=viewer)
    await enqueue(session, INDEX_TASK, request.as_args(), lock=f"index:{repo.id}", priority=priority)
    return run


async def request_recheck(session: WriteSession, tenant_id: UUID, revision: Revision) -> None:
    """Stored answers are checked again, and watched questions asked, once `session` has committed.

    One job of a repository at a time: one that waits already does it for every ref that moved meanwhile. Raises
    LimitError when the queue is full.
    """
    args = {"tenant_id": str(tenant_id), "repo_id": str(revision.repo_id), "revision_id": revision.id}
    await enqueue_once(session, RECHECK_TASK, args, lock=f"age:{revision.repo_id}")
