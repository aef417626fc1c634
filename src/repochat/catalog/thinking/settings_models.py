"""The table of `catalog` that holds what an owner allows in the background."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Numeric, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class ThinkingSettingsRow(Table):
    """What an owner allows in the background of a repository. No row: nothing."""

    __tablename__ = "thinking_settings"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(server_default="false")
    thoughts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cpu_seconds_day: Mapped[int]
    model_tokens_day: Mapped[int] = mapped_column(BigInteger)
    usd_day: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    drafts_day: Mapped[int]
    gpu_seconds_day: Mapped[int] = mapped_column(server_default="0")
    io_bytes_day: Mapped[int] = mapped_column(BigInteger, server_default="50000000000")
    insights_day: Mapped[int] = mapped_column(server_default="3")
    is_stopped: Mapped[bool] = mapped_column(server_default="false")
    quiet_hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
