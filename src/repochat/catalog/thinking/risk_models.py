"""Tables of risk: a map of each revision that was looked at, and its files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class RiskMapRow(Table):
    """The risk of a revision's files by one model. `quality` is what the scores were worth on this history."""

    __tablename__ = "risk_maps"
    __table_args__ = (
        Index("risk_maps_sha", "repo_id", "sha", "model", unique=True),
        Index("risk_maps_time", "repo_id", "committed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    sha: Mapped[str]
    committed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    model: Mapped[str]
    files: Mapped[int]
    quality: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    problems: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class RiskRow(Table):
    """The two scores of a file, never blended, with the rank by size alone beside them."""

    __tablename__ = "risks"

    map_id: Mapped[UUID] = mapped_column(ForeignKey("risk_maps.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    lines: Mapped[int]
    bug_score: Mapped[float]
    bug_percentile: Mapped[float]
    review_score: Mapped[float]
    review_percentile: Mapped[float]
    size_percentile: Mapped[float]
    features: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    reasons: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
