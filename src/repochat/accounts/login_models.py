"""Tables of `accounts` that hold what people and programs prove themselves with, hashed or sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table


class LoginRow(Table):
    """A browser that is logged in; `user_id` null is the owner of this machine. The token itself is nowhere."""

    __tablename__ = "logins"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ApiKeyRow(Table):
    """A key of a program. `ending` is its last characters, by which its owner knows it again."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    ending: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UserTokenRow(Table):
    """What a forge gave a person who logged in with it, sealed for that person."""

    __tablename__ = "user_tokens"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class RepoCredentialRow(Table):
    """How one repository is fetched, sealed for it. `kind` is token or deploy_key."""

    __tablename__ = "repo_credentials"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    kind: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    stored_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ForgeAppRow(Table):
    """A GitHub App of this installation's own; its private key and secrets are sealed for its forge."""

    __tablename__ = "forge_apps"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    forge: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[int] = mapped_column(BigInteger)
    slug: Mapped[str]
    client_id: Mapped[str]
    url: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
