"""Tables of `catalog` that tie a repository to a forge, and say what of it is indexed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class RepoLinkRow(Table):
    """Where a repository lives on a forge. `state` is connected, or why it no longer is: gone, lost, suspended.

    `forge` is the address of the forge; `forge_repo_id` outlives renames and transfers, `full_name` does not.
    """

    __tablename__ = "repo_links"
    __table_args__ = (UniqueConstraint("tenant_id", "forge", "forge_repo_id"),)

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    forge: Mapped[str]
    forge_repo_id: Mapped[int] = mapped_column(BigInteger)
    full_name: Mapped[str]
    installation_id: Mapped[int | None] = mapped_column(BigInteger)
    is_private: Mapped[bool]
    state: Mapped[str] = mapped_column(server_default="connected")
    linked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class RepoAccessRow(Table):
    """What a user may do with a repository, as its forge said at `checked_at`: read, write or admin."""

    __tablename__ = "repo_access"
    __table_args__ = (Index("repo_access_repo", "repo_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    permission: Mapped[str]
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class PullRequestRow(Table):
    """A pull request as its forge told it last. `state` is open or closed; `merge_sha` is the trial merge's."""

    __tablename__ = "pull_requests"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    is_draft: Mapped[bool]
    author: Mapped[str]
    head_ref: Mapped[str]
    head_sha: Mapped[str]
    base_ref: Mapped[str]
    base_sha: Mapped[str]
    merge_sha: Mapped[str | None]
    url: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    merged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RepoPolicyRow(Table):
    """What is indexed beside the default branch, and for how long. No row: the defaults of `RepoPolicy`.

    `branches` are glob patterns; `pull_requests` is none, head, or head_and_merge.
    """

    __tablename__ = "repo_policies"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    branches: Mapped[list[str]] = mapped_column(ARRAY(Text))
    pull_requests: Mapped[str]
    keep_days: Mapped[int]
    keep_revisions: Mapped[int]


class IndexedRefRow(Table):
    """Where a branch or a pull request's ref stood when it was indexed last; a ref that is gone has no row.

    One commit may be that of several refs, and a ref may go back: so it is not told by `revisions.ref`, which says as
    what a revision was indexed first.
    """

    __tablename__ = "indexed_refs"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    sha: Mapped[str]
    indexed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
