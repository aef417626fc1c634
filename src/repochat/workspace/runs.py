"""Runs of Thoughts, as every entry point shows, cancels and repeats them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.artifact_store import ArtifactRecordStore, KeptArtifact
from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_model import FINAL, ListedRun, LogLine, Run, RunAfter, RunStatus
from repochat.catalog.thinking.run_model import LIMITS as STORED
from repochat.catalog.thinking.run_store import RunStore
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.catalog.thinking.settings import Thought
from repochat.core.errors import ConflictError
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.proposing import propose
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import Amounts, read_target
from repochat.workspace.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """A run with its log, and what it left."""

    listed: ListedRun
    lines: Sequence[LogLine]
    artifacts: Sequence[KeptArtifact]

    @property
    def is_log_cut(self) -> bool:
        return len(self.lines) >= STORED.log_lines_max


async def list_runs(
    resources: Resources,
    viewer: Viewer,
    *,
    repo_id: UUID | None = None,
    thought: str | None = None,
    statuses: Sequence[RunStatus] = (),
    after: RunAfter | None = None,
    limit: int = 50,
) -> list[ListedRun]:
    """The newest first, at most `listed_max`."""
    async with resources.database.read(viewer.scope) as session:
        return await RunStore(session).list_runs(
            repo_id=repo_id, thought=thought, statuses=statuses, after=after, limit=limit
        )


async def read_run(resources: Resources, viewer: Viewer, run_id: UUID, *, after_line: int = 0) -> RunDetail:
    """With the lines of its log after `after_line`. Raises NotFoundError."""
    async with resources.database.read(viewer.scope) as session:
        runs = RunStore(session)
        return RunDetail(
            listed=await runs.get_listed(run_id),
            lines=await runs.list_lines(run_id, after=after_line),
            artifacts=await ArtifactRecordStore(session).list_of_run(run_id),
        )


async def cancel_run(resources: Resources, viewer: Viewer, run_id: UUID) -> ListedRun:
    """One that waits ends at once, one that runs within a second; on record.

    Raises NotFoundError, and ConflictError for one that has ended.
    """
    async with resources.database.write(viewer.scope) as session:
        runs = RunWriter(session)
        before = await runs.get(run_id)
        if before.status in FINAL:
            raise ConflictError("That run has ended already.", hint="There is nothing to cancel.")
        run = await runs.request_cancel(run_id)
        await AuditWriter(session).add(viewer, action="run.cancelled", subject=str(run_id), detail=_describe(run))
        if run.status == "cancelled":
            reason = f"Cancelled by {viewer.name}."
            await ProposalWriter(session).settle(run.proposal_id, "withdrawn", reason_code="cancelled", reason=reason)
            await charge(session, run, Amounts())
            await request_admission(session, run.tenant_id)
        return await runs.get_listed(run_id)


async def rerun(resources: Resources, viewer: Viewer, run_id: UUID) -> UUID:
    """Proposes the same once more, from the start: no earlier outcome is reused. Returns the proposal's id.

    Raises NotFoundError.
    """
    async with resources.database.write(viewer.scope) as session:
        run = await RunStore(session).get(run_id)
        repo = await RepoStore(session).get(run.repo_id)
        thought = cast("Thought", run.thought)
        return await propose(session, viewer, repo, thought, "rerun", read_target(run.target), viewer.name)


def _describe(run: Run) -> dict[str, str]:
    return {"repo_id": str(run.repo_id), "thought": run.thought}
