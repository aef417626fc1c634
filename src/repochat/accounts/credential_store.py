"""Sealed credentials by whose they are: a person's token, a repository's own, and this installation's GitHub App."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts.login_models import ForgeAppRow, RepoCredentialRow, UserTokenRow
from repochat.accounts.viewer import Viewer
from repochat.core.crypto import Sealer
from repochat.core.database import ReadSession, WriteSession

RepoCredentialKind = Literal["token", "deploy_key"]
Secrets = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCredential:
    """What is shown of a repository's credential: everything but itself."""

    kind: RepoCredentialKind
    stored_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredApp:
    """What is shown of a GitHub App."""

    app_id: int
    slug: str
    client_id: str
    url: str
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a repository lives on a forge, and by which installation of an App it is seen there."""

    forge: str
    full_name: str
    installation_id: int | None


class CredentialStore:
    """Reads and opens. Secrets are sealed for their owner, so a row that was moved to another does not open.

    Opening raises UnavailableError when the key is not here.
    """

    def __init__(self, session: ReadSession, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    async def find_user_token(self, user_id: UUID) -> Secrets | None:
        sealed = await self._session.scalar(select(UserTokenRow.sealed).where(UserTokenRow.user_id == user_id))
        return None if sealed is None else self._open(sealed, _user_purpose(user_id))

    async def find_scopes(self, user_id: UUID) -> list[str] | None:
        """What a person's token was granted; None when there is no token."""
        return await self._session.scalar(select(UserTokenRow.scopes).where(UserTokenRow.user_id == user_id))

    async def find_repo_credential(self, repo_id: UUID) -> tuple[RepoCredentialKind, Secrets] | None:
        row = await self._session.scalar(select(RepoCredentialRow).where(RepoCredentialRow.repo_id == repo_id))
        if row is None:
            return None
        return cast("RepoCredentialKind", row.kind), self._open(row.sealed, _repo_purpose(repo_id))

    async def describe_repo_credential(self, repo_id: UUID) -> StoredCredential | None:
        row = await self._session.scalar(select(RepoCredentialRow).where(RepoCredentialRow.repo_id == repo_id))
        if row is None:
            return None
        kind = cast("RepoCredentialKind", row.kind)
        return StoredCredential(kind=kind, stored_by=row.stored_by, updated_at=row.updated_at)

    async def find_app(self, forge: str) -> tuple[StoredApp, Secrets] | None:
        """The App of `forge` with `private_key`, `client_secret` and `webhook_secret` ("" when it has none)."""
        row = await self._session.scalar(select(ForgeAppRow).where(ForgeAppRow.forge == forge))
        return None if row is None else (_app(row), self._open(row.sealed, _app_purpose(forge)))

    async def find_place(self, repo_id: UUID) -> Place | None:
        """None for a repository that is linked to no forge."""
        query = text("SELECT forge, full_name, installation_id FROM repo_links WHERE repo_id = :repo_id")
        row = (await self._session.execute(query, {"repo_id": repo_id})).one_or_none()
        return None if row is None else Place(forge=row[0], full_name=row[1], installation_id=row[2])

    def _open(self, sealed: bytes, purpose: str) -> Secrets:
        return cast("dict[str, str]", json.loads(self._sealer.open(sealed, purpose)))


class CredentialWriter(CredentialStore):
    """Seals and stores; who decides what is on record is the caller's to write down."""

    def __init__(self, session: WriteSession, sealer: Sealer) -> None:
        super().__init__(session, sealer)
        self._session = session

    async def put_user_token(self, tenant_id: UUID, user_id: UUID, secrets: Secrets, scopes: list[str]) -> None:
        sealed = self._seal(secrets, _user_purpose(user_id))
        key = {"user_id": user_id, "tenant_id": tenant_id}
        await self._put(UserTokenRow, ["user_id"], key, {"sealed": sealed, "scopes": scopes, "updated_at": func.now()})

    async def put_repo_credential(
        self, viewer: Viewer, repo_id: UUID, kind: RepoCredentialKind, secrets: Secrets
    ) -> None:
        told = {"kind": kind, "sealed": self._seal(secrets, _repo_purpose(repo_id)), "stored_by": viewer.name}
        key = {"repo_id": repo_id, "tenant_id": viewer.tenant_id}
        await self._put(RepoCredentialRow, ["repo_id"], key, {**told, "updated_at": func.now()})

    async def drop_repo_credential(self, repo_id: UUID) -> bool:
        """Whether there was one."""
        query = delete(RepoCredentialRow).where(RepoCredentialRow.repo_id == repo_id)
        return (await self._session.execute(query.returning(RepoCredentialRow.repo_id))).first() is not None

    async def put_app(self, viewer: Viewer, forge: str, app: StoredApp, secrets: Secrets) -> None:
        told = {"app_id": app.app_id, "slug": app.slug, "client_id": app.client_id, "url": app.url}
        kept = {"sealed": self._seal(secrets, _app_purpose(forge)), "created_by": viewer.name}
        key = {"tenant_id": viewer.tenant_id, "forge": forge}
        await self._put(ForgeAppRow, ["tenant_id", "forge"], key, {**told, **kept, "created_at": func.now()})

    async def drop_app(self, forge: str) -> bool:
        """Whether there was one."""
        query = delete(ForgeAppRow).where(ForgeAppRow.forge == forge).returning(ForgeAppRow.forge)
        return (await self._session.execute(query)).first() is not None

    def _seal(self, secrets: Secrets, purpose: str) -> bytes:
        return self._sealer.seal(json.dumps(dict(secrets)).encode(), purpose)

    async def _put(self, table: type[Any], key: list[str], ids: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        statement = insert(table).values(**ids, **values)
        await self._session.execute(statement.on_conflict_do_update(index_elements=key, set_=dict(values)))


def _app(row: ForgeAppRow) -> StoredApp:
    return StoredApp(app_id=row.app_id, slug=row.slug, client_id=row.client_id, url=row.url, created_by=row.created_by)


def _user_purpose(user_id: UUID) -> str:
    return f"forge token of user {user_id}"


def _repo_purpose(repo_id: UUID) -> str:
    return f"credential of repository {repo_id}"


def _app_purpose(forge: str) -> str:
    return f"app of {forge}"
