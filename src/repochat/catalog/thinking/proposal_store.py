"""What was proposed to think about, until it is settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import delete, func, select, text, update

from repochat.catalog.thinking.run_model import CHANNEL
from repochat.catalog.thinking.run_models import ProposalRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.errors import ConflictError, NotFoundError
from repochat.core.ids import create_id

ProposalState = Literal["waiting", "admitted", "done", "parked", "withdrawn"]
LIST_MAX = 500

_ADD = text(
    """
    INSERT INTO proposals AS p
        (id, tenant_id, repo_id, thought, trigger, target, key, priority, is_urgent, rank_at, worth, asked_by)
    VALUES (:id, :tenant_id, :repo_id, :thought, :trigger, CAST(:target AS jsonb), :key, :priority, :is_urgent,
            now() - make_interval(secs => CAST(:head_start_s AS double precision)), :worth, :asked_by)
    ON CONFLICT (repo_id, key) WHERE state = 'waiting' DO UPDATE SET
        trigger = CASE WHEN excluded.priority > p.priority THEN excluded.trigger ELSE p.trigger END,
        asked_by = CASE WHEN excluded.priority > p.priority THEN excluded.asked_by ELSE p.asked_by END,
        priority = greatest(p.priority, excluded.priority),
        is_urgent = p.is_urgent OR excluded.is_urgent,
        rank_at = least(p.rank_at, excluded.rank_at),
        worth = greatest(p.worth, excluded.worth),
        not_before = CASE WHEN excluded.asked_by <> '' THEN least(p.not_before, now()) ELSE p.not_before END
    RETURNING id, xmax <> 0 AS is_joined, pg_notify(:channel, json_build_object('repo', CAST(:repo_id AS text))::text)
    """
)
_GIVE_TO_TWIN = text(
    """
    UPDATE proposals AS twin
    SET attempts = mine.attempts, failures = mine.failures, not_before = greatest(twin.not_before, :not_before)
    FROM proposals AS mine
    WHERE mine.id = :id AND twin.repo_id = mine.repo_id AND twin.key = mine.key AND twin.state = 'waiting'
          AND twin.id <> mine.id
    RETURNING twin.id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """As its row says. `target` is `thinking.spec.Target` as JSON; `failures` are [{class, message, at}]."""

    id: UUID
    tenant_id: UUID
    repo_id: UUID
    thought: str
    trigger: str
    target: Mapping[str, Any]
    key: str
    priority: int
    is_urgent: bool
    rank_at: datetime
    worth: float
    state: ProposalState
    reason_code: str
    reason: str
    asked_by: str
    attempts: int
    failures: Sequence[Mapping[str, Any]]
    not_before: datetime
    proposed_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """`target_json` is JSON. `head_start_s` is what the priority is worth: it ranks as if proposed so much earlier."""

    tenant_id: UUID
    repo_id: UUID
    thought: str
    trigger: str
    target_json: str
    key: str
    priority: int
    is_urgent: bool
    head_start_s: float
    worth: float
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """`is_joined`: the same waited already."""

    id: UUID
    is_joined: bool


class ProposalStore:
    """Reads proposals."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, proposal_id: UUID) -> Proposal:
        """Raises NotFoundError."""
        row = await self._session.get(ProposalRow, proposal_id, populate_existing=True)
        if row is None:
            raise NotFoundError(f"No proposal has the id {proposal_id}.", hint="`repochat think status` lists them.")
        return to_proposal(row)

    async def list_waiting(self, repo_id: UUID, limit: int) -> list[Proposal]:
        """In the order in which they are looked at: what is urgent, then the longest wait with its head start."""
        query = select(ProposalRow).where(ProposalRow.repo_id == repo_id, ProposalRow.state == "waiting")
        query = query.order_by(ProposalRow.is_urgent.desc(), ProposalRow.rank_at, ProposalRow.id).limit(limit)
        return [to_proposal(row) for row in await self._session.scalars(query)]

    async def list_parked(self, repo_id: UUID, limit: int) -> list[Proposal]:
        """The newest first."""
        query = select(ProposalRow).where(ProposalRow.repo_id == repo_id, ProposalRow.state == "parked")
        query = query.order_by(ProposalRow.settled_at.desc(), ProposalRow.id).limit(limit)
        return [to_proposal(row) for row in await self._session.scalars(query)]

    async def count_waiting(
        self, repo_ids: Sequence[UUID], *, at_most: int, is_urgent: bool | None = None
    ) -> dict[UUID, int]:
        """By repository, of one lane or (None) of both, told as `at_most` where there are more; without: absent."""
        query = select(ProposalRow.repo_id, func.count()).where(ProposalRow.state == "waiting")
        if is_urgent is not None:
            query = query.where(ProposalRow.is_urgent.is_(is_urgent))
        rows = await self._session.execute(query.where(ProposalRow.repo_id.in_(repo_ids)).group_by(ProposalRow.repo_id))
        return {row[0]: min(row[1], at_most) for row in rows}


class ProposalWriter(ProposalStore):
    """Writes proposals; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, new: NewProposal) -> Added:
        """The same key that waits already is joined: its priority may rise, and what a person asks waits no longer."""
        values = {name: getattr(new, name) for name in NewProposal.__dataclass_fields__}
        values["target"] = values.pop("target_json")
        row = (await self._session.execute(_ADD, {**values, "id": create_id(), "channel": CHANNEL})).one()
        return Added(id=row.id, is_joined=row.is_joined)

    async def settle(self, proposal_id: UUID, state: ProposalState, *, reason_code: str = "", reason: str = "") -> None:
        """It waits no more: done, parked or withdrawn, and why."""
        values = {"state": state, "reason_code": reason_code, "reason": reason, "settled_at": func.now()}
        await self._session.execute(update(ProposalRow).where(ProposalRow.id == proposal_id).values(**values))

    async def postpone(
        self,
        proposal_id: UUID,
        *,
        not_before: datetime | None = None,
        failure: Mapping[str, Any] | None = None,
    ) -> None:
        """It waits again, until `not_before` where that is given; a `failure` is one more of its attempts.

        Where the same was proposed anew meanwhile, that one goes on, with the failures of this one.
        """
        proposal = await self.get(proposal_id)
        failures = [*proposal.failures, *([failure] if failure else [])]
        values: dict[str, Any] = {"attempts": proposal.attempts + (failure is not None), "failures": failures}
        await self._update(proposal_id, **values)
        due = not_before or proposal.not_before
        twin = await self._session.scalar(_GIVE_TO_TWIN, {"id": proposal_id, "not_before": due})
        if twin is not None:
            await self.settle(proposal_id, "withdrawn", reason_code="joined", reason="The same was proposed anew.")
            return
        await self._update(proposal_id, state="waiting", not_before=due, settled_at=None, reason_code="", reason="")

    async def withdraw(self, proposal_id: UUID, by: str) -> Proposal:
        """Raises NotFoundError, and ConflictError for one that does not wait."""
        proposal = await self.get(proposal_id)
        if proposal.state not in {"waiting", "parked"}:
            raise ConflictError("That does not wait any more.", hint="Cancel its run instead.")
        await self.settle(proposal_id, "withdrawn", reason_code="person", reason=f"Withdrawn by {by}.")
        return await self.get(proposal_id)

    async def retry(self, proposal_id: UUID) -> Proposal:
        """What was parked or withdrawn waits again, its failures forgotten. Raises NotFoundError and ConflictError."""
        proposal = await self.get(proposal_id)
        if proposal.state in {"admitted", "done"}:
            raise ConflictError("That was run already.", hint="Run it again: `repochat runs` has its id.")
        await self._update(proposal_id, attempts=0, failures=[], not_before=func.now())
        await self.postpone(proposal_id)
        return await self.get(proposal_id)

    async def put_worth(self, worth: Mapping[UUID, float]) -> None:
        """How much is expected where each looks, 0 to 1; those that wait no more are left."""
        statement = text(
            "UPDATE proposals AS p SET worth = w.worth FROM unnest(CAST(:ids AS uuid[]), CAST(:worth AS float8[]))"
            " AS w (id, worth) WHERE p.id = w.id AND p.state = 'waiting'"
        )
        await self._session.execute(statement, {"ids": list(worth), "worth": list(worth.values())})

    async def forget_settled(self, days: int, limit: int) -> int:
        """Deletes what was settled so many days ago, at most `limit`, with its runs. Returns how many."""
        old = func.now() - func.make_interval(0, 0, 0, days)
        ids = select(ProposalRow.id).where(ProposalRow.settled_at < old).order_by(ProposalRow.settled_at).limit(limit)
        statement = delete(ProposalRow).where(ProposalRow.id.in_(ids)).returning(ProposalRow.id)
        return len((await self._session.scalars(statement)).all())

    async def _update(self, proposal_id: UUID, **values: Any) -> None:
        await self._session.execute(update(ProposalRow).where(ProposalRow.id == proposal_id).values(**values))


def to_proposal(row: ProposalRow) -> Proposal:
    """The proposal of a row."""
    return Proposal(
        id=row.id,
        tenant_id=row.tenant_id,
        repo_id=row.repo_id,
        thought=row.thought,
        trigger=row.trigger,
        target=row.target,
        key=row.key,
        priority=row.priority,
        is_urgent=row.is_urgent,
        rank_at=row.rank_at,
        worth=row.worth,
        state=cast("ProposalState", row.state),
        reason_code=row.reason_code,
        reason=row.reason,
        asked_by=row.asked_by,
        attempts=row.attempts,
        failures=row.failures,
        not_before=row.not_before,
        proposed_at=row.proposed_at,
        settled_at=row.settled_at,
    )
