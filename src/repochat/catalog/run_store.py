"""Attempts to index: their progress while they run, their report or error afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, true, update
from sqlalchemy.orm import aliased

from repochat.catalog.models import IndexRunRow, RepoRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import NotFoundError

IndexStatus = Literal["queued", "running", "done", "failed", "cancelled"]
RunTrigger = Literal[
    "push", "pull_request", "polling", "watching", "reconcile", "policy", "question", "person", "unknown"
]  # `policy`: what another run fetched and the branch policy wants; `unknown`: from before this was kept
FINAL: frozenset[IndexStatus] = frozenset(("done", "failed", "cancelled"))
CHANNEL = "repochat_index"  # NOTIFY carries the run's id


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRun:
    """One attempt. `error` is {kind, message, hint}.

    `phases` are [{phase, seconds}] since `started_at`, when a worker took it the last time. `ended_at` is when its
    process was last heard of, which for one that was killed is long before somebody noticed.
    """

    id: UUID
    repo_id: UUID
    rev: str | None
    status: IndexStatus
    progress: dict[str, Any]
    report: dict[str, Any] | None
    error: dict[str, Any] | None
    cancel_requested: bool
    trigger: RunTrigger
    phases: list[dict[str, Any]]
    started_at: datetime | None
    ended_at: datetime | None
    created_at: datetime
    updated_at: datetime


class IndexRunStore:
    """Reads runs."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, run_id: UUID) -> IndexRun:
        """Raises NotFoundError."""
        row = await self._session.get(IndexRunRow, run_id)
        if row is None:
            raise NotFoundError(
                f"No index run has the id {run_id}.", hint="`GET /index/{repo}/status` names the latest."
            )
        return to_run(row)

    async def find_latest(self, repo_id: UUID) -> IndexRun | None:
        query = select(IndexRunRow).where(IndexRunRow.repo_id == repo_id)
        row = await self._session.scalar(query.order_by(IndexRunRow.created_at.desc(), IndexRunRow.id).limit(1))
        return to_run(row) if row is not None else None

    async def list_latest(self) -> dict[UUID, IndexRun]:
        """The latest run of every repository that has one."""
        latest = (
            select(IndexRunRow)
            .where(IndexRunRow.repo_id == RepoRow.id)
            .order_by(IndexRunRow.created_at.desc(), IndexRunRow.id)
            .limit(1)
            .lateral()
        )
        query = select(aliased(IndexRunRow, latest)).select_from(RepoRow).join(latest, true())
        return {row.repo_id: to_run(row) for row in await self._session.scalars(query)}

    async def list_active_of_all(self, limit: int = 500) -> list[IndexRun]:
        """Those of every repository that run or wait, in the order in which they were asked for."""
        query = select(IndexRunRow).join(RepoRow, RepoRow.id == IndexRunRow.repo_id)
        query = query.where(IndexRunRow.status.in_(("queued", "running")))
        rows = await self._session.scalars(query.order_by(IndexRunRow.created_at, IndexRunRow.id).limit(limit))
        return [to_run(row) for row in rows]

    async def list_active(self, repo_id: UUID, limit: int = 50) -> list[IndexRun]:
        """Those that run or wait, in the order in which they were asked for."""
        query = select(IndexRunRow).where(IndexRunRow.repo_id == repo_id, IndexRunRow.status.in_(("queued", "running")))
        rows = await self._session.scalars(query.order_by(IndexRunRow.created_at, IndexRunRow.id).limit(limit))
        return [to_run(row) for row in rows]

    async def find_queued(self, repo_id: UUID, rev: str | None) -> IndexRun | None:
        """The run of `rev` that waits and that nobody cancelled."""
        query = select(IndexRunRow).where(
            IndexRunRow.repo_id == repo_id,
            IndexRunRow.status == "queued",
            IndexRunRow.rev.is_not_distinct_from(rev),
            IndexRunRow.cancel_requested.is_(False),
        )
        row = await self._session.scalar(query.order_by(IndexRunRow.created_at).limit(1))
        return to_run(row) if row is not None else None


class IndexRunWriter(IndexRunStore):
    """Writes runs; each change is announced on CHANNEL when the transaction commits."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def create(self, repo_id: UUID, rev: str | None, trigger: RunTrigger = "person") -> IndexRun:
        row = IndexRunRow(id=uuid4(), repo_id=repo_id, rev=rev, status="queued", progress={}, trigger=trigger)
        self._session.add(row)
        await self._session.flush()
        await self._session.refresh(row)
        await self._announce(row.id)
        return to_run(row)

    async def begin(self, run_id: UUID) -> None:
        """A process takes the run, perhaps not for the first time: its clock starts again."""
        values = {"status": "running", "phases": [], "started_at": func.now(), "ended_at": None}
        statement = update(IndexRunRow).where(IndexRunRow.id == run_id).values(updated_at=func.now(), **values)
        await self._session.execute(statement)
        await self._announce(run_id)

    async def record(
        self,
        run_id: UUID,
        *,
        status: IndexStatus,
        progress: dict[str, Any] | None = None,
        phases: list[dict[str, Any]] | None = None,
    ) -> bool:
        """Stores where the run is; returns whether somebody asked to cancel it."""
        values: dict[str, Any] = {"status": status, "updated_at": func.now()}
        if progress is not None:
            values["progress"] = progress
        if phases is not None:
            values["phases"] = phases
        statement = update(IndexRunRow).where(IndexRunRow.id == run_id).values(**values)
        cancelled = await self._session.scalar(statement.returning(IndexRunRow.cancel_requested))
        await self._announce(run_id)
        return bool(cancelled)

    async def finish(
        self,
        run_id: UUID,
        *,
        status: IndexStatus,
        report: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
    ) -> None:
        now = func.now()
        values = {"status": status, "report": report, "error": error, "updated_at": now, "ended_at": now}
        await self._session.execute(update(IndexRunRow).where(IndexRunRow.id == run_id).values(**values))
        await self._announce(run_id)

    async def close_silent(self, repo_id: UUID, silent_s: float) -> int:
        """Ends runs whose process has said nothing for so long: it was killed. Returns how many.

        A worker's run that is given back to the queue is run again all the same.
        """
        error = {
            "kind": "unavailable",
            "message": "The process that indexed ended in the middle.",
            "hint": "Index again: it resumes where it stopped.",
        }
        is_silent = IndexRunRow.updated_at < func.now() - timedelta(seconds=silent_s)
        statement = update(IndexRunRow).where(
            IndexRunRow.repo_id == repo_id, IndexRunRow.status == "running", is_silent
        )
        closed = await self._session.scalars(
            statement.values(
                status="failed", error=error, ended_at=IndexRunRow.updated_at, updated_at=func.now()
            ).returning(IndexRunRow.id)
        )
        runs = list(closed)
        for run_id in runs:
            await self._announce(run_id)
        return len(runs)

    async def request_cancel(self, run_id: UUID) -> IndexRun:
        """Asks the run to stop at its next step. Raises NotFoundError."""
        await self.get(run_id)
        statement = update(IndexRunRow).where(IndexRunRow.id == run_id).values(cancel_requested=True)
        await self._session.execute(statement.execution_options(synchronize_session="fetch"))
        await self._announce(run_id)
        return await self.get(run_id)

    async def _announce(self, run_id: UUID) -> None:
        await self._session.execute(
            text("SELECT pg_notify(:channel, :run)"), {"channel": CHANNEL, "run": f'{{"run": "{run_id}"}}'}
        )


def to_run(row: IndexRunRow) -> IndexRun:
    """The run of a row."""
    return IndexRun(
        id=row.id,
        repo_id=row.repo_id,
        rev=row.rev,
        status=cast("IndexStatus", row.status),
        progress=row.progress,
        report=row.report,
        error=row.error,
        cancel_requested=row.cancel_requested,
        trigger=cast("RunTrigger", row.trigger),
        phases=row.phases,
        started_at=row.started_at,
        ended_at=row.ended_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
