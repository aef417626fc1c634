"""Tables of `catalog` that hold how a repository is followed, and what its forge sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table

Moment = DateTime(timezone=True)


class RepoNameRow(Table):
    """A name or source that a repository had, and that still leads to it."""

    __tablename__ = "repo_names"
    __table_args__ = (Index("repo_names_repo", "repo_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))


class RepoFollowRow(Table):
    """How we learn that a repository changed: `path` is webhook, polling, watching or manual.

    `is_chosen` when a person said so. `may_reach_local` is the right of who connected it. `refs_digest` and `head_sha`
    are of its refs as they were seen last; `quiet_checks` counts looks in a row that found them unchanged. `problem` is
    {message, hint}. All times are the database's.
    """

    __tablename__ = "repo_follows"
    __table_args__ = (Index("repo_follows_due", "next_check_at"),)

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str]
    is_chosen: Mapped[bool] = mapped_column(server_default="false")
    may_reach_local: Mapped[bool] = mapped_column(server_default="false")
    is_full_due: Mapped[bool] = mapped_column(server_default="true")
    failures: Mapped[int] = mapped_column(server_default="0")
    quiet_checks: Mapped[int] = mapped_column(server_default="0")
    next_check_at: Mapped[datetime] = mapped_column(Moment, server_default=func.now())
    last_event_at: Mapped[datetime | None] = mapped_column(Moment)
    last_checked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    head_sha: Mapped[str | None]
    refs_digest: Mapped[str | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class EventRow(Table):
    """Something that happened to a repository: told by a webhook, or noticed by polling, watching or the reconcile.

    Events of one `lane` are handled one after another. `payload` is what was sent, compressed, until it is forgotten.
    `state` is waiting, done, ignored or failed; `reason` a constant word for it, `outcome` a sentence.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("events_waiting", "tenant_id", "lane", "id", postgresql_where="state = 'waiting'"),
        Index("events_time", "tenant_id", "received_at"),
        Index("events_repo", "repo_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID | None] = mapped_column(ForeignKey("repos.id", ondelete="SET NULL"))
    origin: Mapped[str]
    forge: Mapped[str]
    lane: Mapped[str]
    kind: Mapped[str]
    action: Mapped[str]
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(server_default="waiting")
    reason: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[str] = mapped_column(server_default="")
    received_at: Mapped[datetime] = mapped_column(Moment, server_default=func.now())
    handled_at: Mapped[datetime | None] = mapped_column(Moment)


class WebhookDeliveryRow(Table):
    """A delivery that was accepted, by the id that its forge gave it; `times` counts it with its redeliveries."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("webhook_deliveries_event", "event_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    forge: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    times: Mapped[int] = mapped_column(server_default="1")
    received_at: Mapped[datetime] = mapped_column(Moment, server_default=func.now())


class WebhookRefusalRow(Table):
    """How often deliveries were refused for a reason: nothing else is kept of who cannot say who they are."""

    __tablename__ = "webhook_refusals"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    forge: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[datetime] = mapped_column(Moment, server_default=func.now())
