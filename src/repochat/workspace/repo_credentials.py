"""Storing how one repository is fetched: who may, and that it can be of use at all."""

from collections.abc import Mapping
from dataclasses import replace

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.accounts.credential_store import CredentialStore, CredentialWriter, RepoCredentialKind, StoredCredential
from repochat.accounts.vault import Vault, read_git_credential
from repochat.catalog.access_store import AccessStore
from repochat.catalog.repo_store import Repo
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError, NotFoundError
from repochat.indexing.connect import source_of


class RepoCredentials:
    """For one viewer. What is stored is never shown again."""

    def __init__(self, database: Database, vault: Vault, viewer: Viewer) -> None:
        self._database = database
        self._vault = vault
        self._viewer = viewer

    async def describe(self, repo: Repo) -> StoredCredential | None:
        async with self._database.read(self._viewer.scope) as session:
            return await CredentialStore(session, self._vault.sealer).describe_repo_credential(repo.id)

    async def put(self, repo: Repo, kind: RepoCredentialKind, secrets: Mapping[str, str]) -> StoredCredential:
        """In the place of the one before, on record. Raises InvalidError for what is of no use, ForbiddenError."""
        await self._check_right(repo)
        replace(
            source_of(repo, self._viewer), credential=read_git_credential(kind, secrets)
        )  # raises what does not fit
        async with self._database.write(self._viewer.scope) as session:
            writer = CredentialWriter(session, self._vault.sealer)
            await writer.put_repo_credential(self._viewer, repo.id, kind, secrets)
            await self._note(AuditWriter(session), "credential.stored", repo, {"kind": kind})
            stored = await writer.describe_repo_credential(repo.id)
        if stored is None:
            raise NotFoundError(f"{repo.name} is gone.", hint="Connect it again.")
        return stored

    async def drop(self, repo: Repo) -> None:
        """Raises NotFoundError when there is none, ForbiddenError."""
        await self._check_right(repo)
        async with self._database.write(self._viewer.scope) as session:
            if not await CredentialWriter(session, self._vault.sealer).drop_repo_credential(repo.id):
                raise NotFoundError(f"{repo.name} has no credential of its own.", hint="There is nothing to remove.")
            await self._note(AuditWriter(session), "credential.removed", repo, {})

    async def _check_right(self, repo: Repo) -> None:
        """An owner here, or who may administer the repository at its forge."""
        if self._viewer.role == "owner":
            return
        user_id = self._viewer.user_id
        async with self._database.read(self._viewer.scope) as session:
            right = await AccessStore(session).find_permission(user_id, repo.id) if user_id else None
        if right != "admin":
            raise ForbiddenError(
                f"Only an administrator of {repo.name} decides how it is fetched.", hint="Ask one, or an owner here."
            )

    async def _note(self, audit: AuditWriter, action: str, repo: Repo, detail: Mapping[str, str]) -> None:
        await audit.add(self._viewer, action=action, subject=repo.name, detail={"repo_id": str(repo.id), **detail})
