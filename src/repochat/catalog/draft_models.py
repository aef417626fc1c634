"""Tables of `catalog` about draft pull requests: who allowed them, and which were asked for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class DraftPermissionRow(Table):
    """An owner's yes: drafts may be opened in the repository. No row, no draft.

    `place` says where it was on its forge, and whose: for another place, or another owner, the yes does not count.
    """

    __tablename__ = "draft_permissions"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str]
    granted_by: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class DraftRow(Table):
    """A draft that was asked for under `key`. `state` is opening until the forge has answered; then as it said.

    `digest` is of what the forge answered to; `problem` {message, hint} is why it did not.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("drafts_time", "repo_id", "created_at"),)

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    base_ref: Mapped[str]
    opened_by: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="opening")
    digest: Mapped[str] = mapped_column(server_default="")
    number: Mapped[int | None]
    url: Mapped[str] = mapped_column(server_default="")
    branch: Mapped[str] = mapped_column(server_default="")
    head_sha: Mapped[str] = mapped_column(server_default="")
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
