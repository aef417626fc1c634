"""Tables of `accounts`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class TenantRow(Table):
    """A group of people who share repositories. An embedded installation has one."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AuditRow(Table):
    """What somebody decided; never changed. `action` is constant (`model.allowed`), `subject` what it concerns."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("audit_log_time", "tenant_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class UserRow(Table):
    """A person of a forge (`forge` is its address). `role` is owner or member.

    What they may see there was known to be so at `access_checked_at`, and asked for last at `access_tried_at`.
    """

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("tenant_id", "forge", "forge_user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    forge: Mapped[str]
    forge_user_id: Mapped[int] = mapped_column(BigInteger)
    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="member")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    access_checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    access_tried_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class KillSwitchRow(Table):
    """While there is a row, nothing of the tenant acts by itself: no model, no draft, no thought."""

    __tablename__ = "kill_switches"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    reason: Mapped[str]
    stopped_by: Mapped[str]
    stopped_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
