"""Runs of Thoughts: every attempt, its log, and who may write its results."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from repochat.catalog.models import RepoRow
from repochat.catalog.thinking.run_model import LIMITS, Claim, ListedRun, LogLine, Run, RunAfter, RunStatus
from repochat.catalog.thinking.run_models import RunLogRow, RunRow
from repochat.core.database import ReadSession
from repochat.core.errors import NotFoundError

REUSABLE = {"changed", "nothing"}  # what could not tell may be able to the next time
FIELDS = tuple(field.name for field in fields(Run))


class RunStore:
    """Reads runs that the session sees."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, run_id: UUID) -> Run:
        """Raises NotFoundError."""
        run = await self.find(run_id)
        if run is None:
            raise NotFoundError(f"No run has the id {run_id}.", hint="`repochat runs` lists what there is.")
        return run

    async def find(self, run_id: UUID) -> Run | None:
        query = select(RunRow).where(RunRow.id == run_id)
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else to_run(row)

    async def get_listed(self, run_id: UUID) -> ListedRun:
        """With the name of its repository. Raises NotFoundError."""
        run = await self.get(run_id)
        name = await self._session.scalar(select(RepoRow.name).where(RepoRow.id == run.repo_id))
        return ListedRun(repo=name or str(run.repo_id), run=run)

    async def list_runs(
        self,
        *,
        repo_id: UUID | None = None,
        thought: str | None = None,
        statuses: Sequence[RunStatus] = (),
        after: RunAfter | None = None,
        limit: int = 50,
    ) -> list[ListedRun]:
        """The newest first, at most `listed_max`; without `statuses` those of every status."""
        query = select(RunRow, RepoRow.name).join(RepoRow, RepoRow.id == RunRow.repo_id)
        if repo_id is not None:
            query = query.where(RunRow.repo_id == repo_id)
        if thought is not None:
            query = query.where(RunRow.thought == thought)
        if statuses:
            query = query.where(RunRow.status.in_(statuses))
        if after is not None:
            query = query.where(tuple_(RunRow.created_at, RunRow.id) < tuple_(after.created_at, after.id))
        return await self._list(query, limit)

    async def list_open(self, *, repo_id: UUID | None = None, limit: int = LIMITS.listed_max) -> list[Run]:
        """Those that wait for a worker or run, in the order in which they were admitted."""
        query = select(RunRow).where(RunRow.status.in_(("queued", "running")))
        if repo_id is not None:
            query = query.where(RunRow.repo_id == repo_id)
        rows = await self._session.scalars(query.order_by(RunRow.created_at, RunRow.id).limit(limit))
        return [to_run(row) for row in rows]

    async def list_overdue(self, *, lease_s: float, limit: int) -> list[Run]:
        """Those that run and whose lease is over, by the database's clock; none for `lease_s` after its start."""
        query = select(RunRow).where(RunRow.status == "running", *overdue(lease_s))
        return [to_run(row) for row in await self._session.scalars(query.order_by(RunRow.lease_until).limit(limit))]

    async def list_forgotten(self, *, waits_s: float, limit: int) -> list[Run]:
        """Those that wait for a worker for so long that it is worth a look whether anybody calls one."""
        query = select(RunRow).where(
            RunRow.status == "queued", RunRow.created_at < func.clock_timestamp() - timedelta(seconds=waits_s)
        )
        return [to_run(row) for row in await self._session.scalars(query.order_by(RunRow.created_at).limit(limit))]

    async def holds(self, claim: Claim) -> bool:
        """Whether `claim` may still write."""
        return await self._session.scalar(select(RunRow.id).where(*held(claim))) is not None

    async def list_lines(self, run_id: UUID, *, after: int = 0, limit: int = LIMITS.log_lines_max) -> list[LogLine]:
        """Of its log, those after the line `after`."""
        query = select(RunLogRow).where(RunLogRow.run_id == run_id, RunLogRow.number > after)
        rows = await self._session.scalars(query.order_by(RunLogRow.number).limit(limit))
        return [LogLine(number=row.number, text=row.text, at=row.at) for row in rows]

    async def count_lines(self, run_id: UUID) -> int:
        count = select(func.coalesce(func.max(RunLogRow.number), 0)).where(RunLogRow.run_id == run_id)
        return int(await self._session.scalar(count) or 0)

    async def find_reusable(self, run: Run, *, identity: str, scope: str) -> Run | None:
        """The finished run whose outcome stands for `run`'s: it read the same, and nothing else was found since.

        A look at a change depends on nothing later. A look at a state is stale once a later run of the same `scope`
        found another: then what stands in the catalog is of that one.
        """
        done = select(RunRow).where(
            RunRow.repo_id == run.repo_id, RunRow.thought == run.thought, RunRow.status == "done"
        )
        if run.target.get("base") is not None:
            query = done.where(RunRow.identity == identity, RunRow.reused_from.is_(None))
        else:
            query = done.where(RunRow.inputs["scope"].astext == scope)
        row = await self._session.scalar(query.order_by(RunRow.ended_at.desc(), RunRow.id.desc()).limit(1))
        if row is None or row.identity != identity or row.outcome not in REUSABLE:
            return None
        return to_run(row) if row.reused_from is None else await self.find(row.reused_from)

    async def _list(self, query: Select[RunRow, str], limit: int) -> list[ListedRun]:
        ordered = query.order_by(RunRow.created_at.desc(), RunRow.id.desc())
        rows = await self._session.execute(ordered.limit(max(0, min(limit, LIMITS.listed_max + 1))))
        return [ListedRun(repo=name, run=to_run(row)) for row, name in rows]


def held(claim: Claim) -> tuple[Any, ...]:
    """What a row must be for `claim` to write it: the fence tells it from every later claim."""
    return (RunRow.id == claim.run_id, RunRow.fence == claim.fence, RunRow.status == "running")


def overdue(lease_s: float) -> tuple[Any, ...]:
    """That a row's lease is over.

    Nobody could renew one while the database was away: so for `lease_s` after its start none counts as over.
    """
    now = func.clock_timestamp()
    return (RunRow.lease_until < now, func.pg_postmaster_start_time() < now - timedelta(seconds=lease_s))


def to_run(row: RunRow) -> Run:
    """The run of a row."""
    return Run(**{name: getattr(row, name) for name in FIELDS})
