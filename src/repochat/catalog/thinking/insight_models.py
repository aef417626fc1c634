"""Tables of what thinking found: facts, insights with what people made of them, and the findings of each blob."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class FactRow(Table):
    """Something known about a repository. `digest` is of its inputs: while that is the same, so is the payload."""

    __tablename__ = "facts"
    __table_args__ = (Index("facts_subject", "repo_id", "kind", "subject", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject: Mapped[str]
    digest: Mapped[str]
    sha: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class InsightRow(Table):
    """A finding that stands on evidence. `identity` is what it is, wherever it moves; see `thinking.model.Insight`.

    `status`: hypothesis, reproduced, minimised, verified, accepted, rejected, duplicate. `state`: new, persisting,
    moved, fixed, suppressed, expired. `value` orders the feed; `notified_at` is when it was given its place of the day.
    `evidence_digest` is of the quoted code without its blanks ("" where none may be kept): a suppression holds while it
    is the same. `is_baseline`: it was there before anybody looked, and is never notified.
    """

    __tablename__ = "insights"
    __table_args__ = (
        Index("insights_identity", "repo_id", "identity", unique=True),
        Index("insights_feed", "repo_id", "state", "value"),
        Index("insights_rule", "repo_id", "rule"),
        Index("insights_place", "repo_id", "path"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    identity: Mapped[str]
    thought: Mapped[str]
    kind: Mapped[str]
    rule: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    severity: Mapped[str]
    confidence: Mapped[float]
    cwe: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str]
    state: Mapped[str]
    falsifier: Mapped[str] = mapped_column(server_default="")
    sha: Mapped[str]
    path: Mapped[str] = mapped_column(server_default="")
    symbol: Mapped[str] = mapped_column(server_default="")
    start_line: Mapped[int] = mapped_column(server_default="0")
    end_line: Mapped[int] = mapped_column(server_default="0")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    evidence_digest: Mapped[str] = mapped_column(server_default="")
    value: Mapped[float] = mapped_column(server_default="0")
    is_baseline: Mapped[bool] = mapped_column(server_default="false")
    notified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    suppression: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    fixed_by: Mapped[str] = mapped_column(server_default="")
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    first_sha: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class InsightEventRow(Table):
    """What a person did with an insight, or what became of it: opened, useful, dismissed, fixed, rerun and so on."""

    __tablename__ = "insight_events"
    __table_args__ = (Index("insight_events_insight", "insight_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    insight_id: Mapped[UUID] = mapped_column(ForeignKey("insights.id", ondelete="CASCADE"))
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class RuleRow(Table):
    """What people think of a rule. `state`: active, shadow (stored, not shown), off."""

    __tablename__ = "finding_rules"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    useful: Mapped[int] = mapped_column(server_default="0")
    not_useful: Mapped[int] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(server_default="active")
    changed_by: Mapped[str] = mapped_column(server_default="")
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class BlobFindingRow(Table):
    """What the tools said about a blob: `tools` names them with their versions and rules."""

    __tablename__ = "blob_findings"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    blob: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    tools: Mapped[str] = mapped_column(primary_key=True)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
