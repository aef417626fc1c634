"""Tables of `catalog` that say what became of the evidence of answers, and which questions are watched."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class CitationAgeRow(Table):
    """What a later revision did to cited lines, as it was found at the commit `sha`.

    `path`, `blob` and the lines are where they stand there; `blob` is "" when they stand nowhere. `changed_in` is the
    commit that did it, or "".
    """

    __tablename__ = "citation_ages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["answer_id", "position"], ["citations.answer_id", "citations.position"], ondelete="CASCADE"
        ),
        Index("citation_ages_path", "repo_id", "path"),
    )

    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    state: Mapped[str]
    how: Mapped[str]
    path: Mapped[str]
    blob: Mapped[str]
    start_line: Mapped[int]
    end_line: Mapped[int]
    changed_in: Mapped[str]
    sha: Mapped[str]
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AgeMarkRow(Table):
    """Up to which commit of a ref the answers that cite changed files were checked again."""

    __tablename__ = "age_marks"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    sha: Mapped[str]
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WatchRow(Table):
    """A question that `owner` wants asked again after pushes to `ref`, "" being the default branch.

    `origin_id` is the answer that was watched first, `answer_id` the one that new evidence is held against, `sha` the
    commit it was asked at last, `problem` why that failed, or "".
    """

    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("tenant_id", "owner", "origin_id"), Index("watches_repo", "repo_id", "asked_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    ref: Mapped[str]
    owner: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    origin_id: Mapped[UUID]
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    question: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    problem: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WatchReportRow(Table):
    """A change of the evidence of a watched question, with the answers before and after it."""

    __tablename__ = "watch_reports"
    __table_args__ = (Index("watch_reports_time", "watch_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    watch_id: Mapped[UUID] = mapped_column(ForeignKey("watches.id", ondelete="CASCADE"))
    before_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    sha: Mapped[str]
    difference: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
