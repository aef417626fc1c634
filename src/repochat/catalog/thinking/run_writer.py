"""Writes runs. Whatever a claim writes is checked by its fence, and every change is announced on CHANNEL."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from repochat.catalog.thinking.run_model import CHANNEL, FINAL, LIMITS, Claim, NewLines, Quantities, Run, RunStatus
from repochat.catalog.thinking.run_models import RunLogRow, RunRow
from repochat.catalog.thinking.run_store import RunStore, held, overdue
from repochat.core.database import WriteSession
from repochat.core.ids import create_id

_QUEUE = text(
    """
    WITH queued AS (
        INSERT INTO runs (id, tenant_id, repo_id, proposal_id, attempt, thought, version, trigger, target, level, asked,
            policy, propensity, context)
        VALUES (:id, :tenant_id, :repo_id, :proposal_id, :attempt, :thought, :version, :trigger,
            CAST(:target AS jsonb), :level, CAST(:asked AS jsonb), :policy, :propensity, CAST(:context AS jsonb))
    )
    SELECT pg_notify(:channel, :told)
    """
)
_NOTIFY = text("SELECT pg_notify(:channel, :told)")
CUT = "The log is cut here: it reached its bound."


class Proposed(Protocol):
    """What a run takes over from its proposal."""

    @property
    def id(self) -> UUID: ...
    @property
    def tenant_id(self) -> UUID: ...
    @property
    def repo_id(self) -> UUID: ...
    @property
    def thought(self) -> str: ...
    @property
    def trigger(self) -> str: ...
    @property
    def attempts(self) -> int: ...


class RunWriter(RunStore):
    """Needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def queue(
        self,
        proposal: Proposed,
        *,
        target: Mapping[str, Any],
        version: int,
        level: str,
        asked: Quantities,
        policy: str,
        propensity: float,
        context: Mapping[str, Any],
    ) -> UUID:
        """A run of an admitted proposal, `attempts` of which were made before; whoever calls enqueues its job.

        One statement, which announces it too: admission waits for it.
        """
        run_id = create_id()
        taken: dict[str, Any] = {
            name: getattr(proposal, name) for name in ("tenant_id", "repo_id", "thought", "trigger")
        }
        values = {"version": version, "level": level, "policy": policy, "propensity": propensity}
        documents = {"target": json.dumps(target), "asked": json.dumps(asked), "context": json.dumps(context)}
        told = {"channel": CHANNEL, "told": _tell(proposal.repo_id, run_id)}
        attempt = {"id": run_id, "proposal_id": proposal.id, "attempt": proposal.attempts + 1}
        await self._session.execute(_QUEUE, {**taken, **attempt, **values, **documents, **told})
        return run_id

    async def claim(self, run_id: UUID, *, worker: str, lease_s: float) -> tuple[Run, Claim] | None:
        """Takes a run that waits. None: it is taken, ended, or to be cancelled. Times are the database's alone."""
        statement = (
            update(RunRow)
            .where(RunRow.id == run_id, RunRow.status == "queued", RunRow.cancel_requested.is_(False))
            .values(
                status="running",
                fence=RunRow.fence + 1,
                worker=worker,
                lease_until=func.clock_timestamp() + timedelta(seconds=lease_s),
                started_at=func.clock_timestamp(),
            )
        )
        if await self._session.scalar(statement.returning(RunRow.id)) is None:
            return None
        run = await self.get(run_id)
        await self.announce(run)
        return run, Claim(tenant_id=run.tenant_id, run_id=run.id, fence=run.fence)

    async def renew(self, claim: Claim, *, lease_s: float) -> bool:
        """False: somebody else has the run by now, or it ended."""
        until = func.clock_timestamp() + timedelta(seconds=lease_s)
        statement = update(RunRow).where(*held(claim)).values(lease_until=until).returning(RunRow.id)
        return await self._session.scalar(statement) is not None

    async def note(
        self, claim: Claim, *, lines: NewLines, progress: Mapping[str, Any] | None, used: Quantities | None = None
    ) -> bool:
        """Adds to the log, bounded by `log_lines_max`, and says how far it is. False: the claim is no longer good."""
        values: dict[str, Any] = {"fence": claim.fence}
        if progress is not None:
            values["progress"] = dict(progress)
        if used is not None:
            values["used"] = dict(used)
        statement = update(RunRow).where(*held(claim)).values(**values).returning(RunRow.repo_id)
        repo_id = await self._session.scalar(statement)
        if repo_id is None:
            return False
        await self._add_lines(claim.run_id, lines)
        await self._notify(repo_id, claim.run_id)
        return True

    async def identify(self, claim: Claim, *, identity: str, version: int, inputs: Mapping[str, Any]) -> bool:
        """What it reads is known now. False: the claim is no longer good."""
        values = {"identity": identity, "version": version, "inputs": dict(inputs)}
        statement = update(RunRow).where(*held(claim)).values(**values).returning(RunRow.id)
        return await self._session.scalar(statement) is not None

    async def end(
        self,
        claim: Claim,
        *,
        status: RunStatus,
        used: Quantities,
        summary: str,
        outcome: str | None = None,
        reused_from: UUID | None = None,
        error: Mapping[str, Any] | None = None,
        exit_code: int | None = None,
    ) -> Run | None:
        """Ends the run: the gate of the transaction that writes its results. None: the claim is no longer good."""
        values = {
            "status": status,
            "outcome": outcome,
            "used": dict(used),
            "summary": summary[: LIMITS.summary_chars_max],
            "reused_from": reused_from,
            "error": None if error is None else dict(error),
            "exit_code": exit_code,
            "lease_until": None,
            "ended_at": func.clock_timestamp(),
        }
        return await self._close(update(RunRow).where(*held(claim)).values(**values), claim.run_id)

    async def give_back(self, claim: Claim, *, used: Quantities) -> Run | None:
        """It waits again, for any worker; what it used so far is kept. None: the claim is no longer good."""
        values = {"status": "queued", "used": dict(used), "lease_until": None, "progress": {}}
        return await self._close(update(RunRow).where(*held(claim)).values(**values), claim.run_id)

    async def set_reward(self, run_id: UUID, reward: float | None) -> None:
        await self._session.execute(update(RunRow).where(RunRow.id == run_id).values(reward=reward))

    async def request_cancel(self, run_id: UUID) -> Run:
        """Asks it to stop; one that waits ends at once. Raises NotFoundError."""
        await self.get(run_id)
        await self._session.execute(update(RunRow).where(RunRow.id == run_id).values(cancel_requested=True))
        ended = {"status": "cancelled", "ended_at": func.clock_timestamp(), "summary": "Cancelled before it began."}
        waits = update(RunRow).where(RunRow.id == run_id, RunRow.status == "queued")
        await self._session.execute(waits.values(**ended))
        run = await self.get(run_id)
        await self.announce(run)
        return run

    async def lose(self, run: Run, *, lease_s: float, summary: str) -> Run | None:
        """Ends a run whose lease is over. None: it was renewed, or ended, meanwhile."""
        claim = Claim(tenant_id=run.tenant_id, run_id=run.id, fence=run.fence)
        values = {"status": "lost", "summary": summary, "lease_until": None, "ended_at": func.clock_timestamp()}
        return await self._close(update(RunRow).where(*held(claim), *overdue(lease_s)).values(**values), run.id)

    async def mark_charged(self, run_id: UUID) -> None:
        await self._session.execute(update(RunRow).where(RunRow.id == run_id).values(is_charged=True))

    async def log(self, run_id: UUID, texts: list[str]) -> None:
        """More lines of a run that this transaction ends."""
        await self._add_lines(run_id, NewLines(after=await self.count_lines(run_id), texts=texts))

    async def forget_surplus(self) -> int:
        """Deletes ended runs beyond the newest `kept_of_repo_max` of each repository; returns how many."""
        newest = func.row_number().over(
            partition_by=RunRow.repo_id, order_by=(RunRow.created_at.desc(), RunRow.id.desc())
        )
        ranked = select(RunRow.id, RunRow.status, newest.label("place")).subquery()
        surplus = select(ranked.c.id).where(ranked.c.place > LIMITS.kept_of_repo_max, ranked.c.status.in_(FINAL))
        statement = delete(RunRow).where(RunRow.id.in_(surplus.limit(LIMITS.swept_at_once_max))).returning(RunRow.id)
        return len((await self._session.scalars(statement)).all())

    async def announce(self, run: Run) -> None:
        await self._notify(run.repo_id, run.id)

    async def _close(self, statement: Any, run_id: UUID) -> Run | None:
        if await self._session.scalar(statement.returning(RunRow.id)) is None:
            return None
        run = await self.get(run_id)
        await self.announce(run)
        return run

    async def _add_lines(self, run_id: UUID, lines: NewLines) -> None:
        rows = [
            {"run_id": run_id, "number": number, "text": _clip(line)}
            for number, line in enumerate(lines.texts, start=lines.after + 1)
            if number <= LIMITS.log_lines_max
        ]
        if rows and rows[-1]["number"] == LIMITS.log_lines_max:
            rows[-1]["text"] = CUT
        if rows:
            await self._session.execute(insert(RunLogRow).values(rows).on_conflict_do_nothing())

    async def _notify(self, repo_id: UUID, run_id: UUID) -> None:
        await self._session.execute(_NOTIFY, {"channel": CHANNEL, "told": _tell(repo_id, run_id)})


def _tell(repo_id: UUID, run_id: UUID) -> str:
    return json.dumps({"repo": str(repo_id), "run": str(run_id)})


def _clip(line: str) -> str:
    return line.replace("\0", "")[: LIMITS.log_line_chars_max]
