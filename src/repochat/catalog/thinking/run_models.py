"""Tables of what was proposed, run and used in the background."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class ProposalRow(Table):
    """Something to think about, until it is settled. `key` is the Thought and its target: of each key one waits.

    `state`: waiting, admitted, done, parked (it failed the same way too often), withdrawn. While it waits, `reason` is
    the sentence that people read and `reason_code` its kind. `failures` are [{class, message, at}] of its attempts.
    `rank_at` is when it was proposed, less what its priority is worth: the oldest goes first, however long both wait.
    `worth`, 0 to 1, says how much is expected where it looks.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        Index("proposals_open", "repo_id", "key", unique=True, postgresql_where=text("state = 'waiting'")),
        Index(
            "proposals_waiting",
            "repo_id",
            "is_urgent",
            "thought",
            "rank_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("proposals_urgent", "tenant_id", "rank_at", postgresql_where=text("state = 'waiting' AND is_urgent")),
        Index("proposals_occasion", "repo_id", "trigger", "thought", "proposed_at"),
        Index("proposals_time", "repo_id", "proposed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    thought: Mapped[str]
    trigger: Mapped[str]
    target: Mapped[dict[str, Any]] = mapped_column(JSONB)
    key: Mapped[str]
    priority: Mapped[int]
    is_urgent: Mapped[bool] = mapped_column(server_default="false")
    rank_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    worth: Mapped[float] = mapped_column(server_default="0.5")
    state: Mapped[str] = mapped_column(server_default="waiting")
    reason_code: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    asked_by: Mapped[str] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    failures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RunRow(Table):
    """One attempt at a proposal. `status`: queued, running, done, failed, cancelled, lost (its worker died).

    `outcome` of a done one: changed, nothing, unknown. `fence` grows with each claim: what an older claim writes is
    refused. `asked` and `used` are {cpu_s, gpu_s, memory_bytes, io_bytes, model_tokens, usd}. `identity` hashes
    Thought, version, inputs and configuration; `reused_from` is the finished run whose outcome stands for this one's.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index("runs_time", "tenant_id", "created_at", "id"),
        Index("runs_repo", "repo_id", "created_at", "id"),
        Index("runs_proposal", "proposal_id"),
        Index("runs_identity", "repo_id", "identity", postgresql_where=text("status = 'done'")),
        Index("runs_uncharged", "tenant_id", postgresql_where=text("NOT is_charged")),
        Index("runs_open", "tenant_id", "status", postgresql_where=text("status IN ('queued', 'running')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    thought: Mapped[str]
    version: Mapped[int]
    identity: Mapped[str] = mapped_column(server_default="")
    trigger: Mapped[str]
    target: Mapped[dict[str, Any]] = mapped_column(JSONB)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    level: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="queued")
    outcome: Mapped[str | None]
    reused_from: Mapped[UUID | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    worker: Mapped[str] = mapped_column(server_default="")
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    used: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    is_charged: Mapped[bool] = mapped_column(server_default="false")
    policy: Mapped[str] = mapped_column(server_default="")
    propensity: Mapped[float] = mapped_column(server_default="1")
    context: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    reward: Mapped[float | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    summary: Mapped[str] = mapped_column(server_default="")
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    exit_code: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RunLogRow(Table):
    """A line of a run's log; numbers count from 1."""

    __tablename__ = "run_logs"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class BucketRow(Table):
    """A token bucket of a repository, or (no `repo_id`) of the tenant. An estimate's error may leave `level` below 0.

    `level` is what may still be reserved, `reserved` what open runs hold, `at_risk` what these may take beyond it.
    `used` was used on `used_day` (UTC).
    """

    __tablename__ = "budget_buckets"
    __table_args__ = (
        Index(
            "budget_buckets_owner", "tenant_id", "repo_id", "resource", unique=True, postgresql_nulls_not_distinct=True
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID | None] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    resource: Mapped[str]
    level: Mapped[float]
    reserved: Mapped[float] = mapped_column(server_default="0")
    at_risk: Mapped[float] = mapped_column(server_default="0")
    used_day: Mapped[date] = mapped_column(server_default=func.current_date())
    used: Mapped[float] = mapped_column(server_default="0")
    refilled_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class FairShareRow(Table):
    """Whose turn it is: start and finish of a repository's last run in the virtual time of fair queueing (CPU seconds).

    `blocked_until`: until then its budget was seen to be too low for what it wants.
    """

    __tablename__ = "fair_shares"
    __table_args__ = (Index("fair_shares_tenant", "tenant_id", "started_s"),)

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    started_s: Mapped[float] = mapped_column(server_default="0")
    served_s: Mapped[float] = mapped_column(server_default="0")
    blocked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    served_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ArmRow(Table):
    """What a Thought at a budget level yielded so far, discounted to `updated_at`."""

    __tablename__ = "bandit_arms"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    thought: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    pulls: Mapped[float] = mapped_column(server_default="0")
    reward: Mapped[float] = mapped_column(server_default="0")
    reward_squared: Mapped[float] = mapped_column(server_default="0")
    cpu_minutes: Mapped[float] = mapped_column(server_default="0")
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ArtifactRow(Table):
    """A named blob that a run left. Its bytes stand under their hash in the store of artifacts, sealed."""

    __tablename__ = "artifacts"
    __table_args__ = (
        Index("artifacts_name", "run_id", "name", unique=True),
        Index("artifacts_content", "sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
