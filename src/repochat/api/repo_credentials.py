"""`/repos/{repo}/credential`: the token or deploy key by which one repository is fetched."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, SecretStr, model_validator

from repochat.accounts.credential_store import RepoCredentialKind, StoredCredential
from repochat.api.services import WorkspaceDep
from repochat.api.shapes import Input, NoNul, RepoText, Shape
from repochat.workspace import Workspace
from repochat.workspace.repo_credentials import RepoCredentials

router = APIRouter(tags=["repositories"], prefix="/repos")

SECRET_CHARS_MAX = 20_000


class CredentialInput(Input):
    """`token`, with the `username` that its host wants, or `private_key`, with `known_hosts` lines of its host."""

    token: SecretStr | None = Field(default=None, max_length=SECRET_CHARS_MAX)
    username: Annotated[str, NoNul, Field(max_length=200)] = ""
    private_key: SecretStr | None = Field(default=None, max_length=SECRET_CHARS_MAX)
    known_hosts: Annotated[str, NoNul, Field(max_length=SECRET_CHARS_MAX)] = ""

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if (self.token is None) == (self.private_key is None):
            raise ValueError("give a token or a private key")
        return self

    def read(self) -> tuple[RepoCredentialKind, dict[str, str]]:
        if self.private_key is not None:
            key = {"private_key": self.private_key.get_secret_value()}
            return "deploy_key", {**key, "known_hosts": self.known_hosts}
        token = self.token.get_secret_value().strip() if self.token else ""
        return "token", {"token": token, "username": self.username}


class CredentialShape(Shape):
    """Everything of it that is ever shown."""

    kind: RepoCredentialKind
    stored_by: str
    updated_at: datetime

    @classmethod
    def of(cls, stored: StoredCredential) -> Self:
        return cls(kind=stored.kind, stored_by=stored.stored_by, updated_at=stored.updated_at)


class CredentialState(Shape):
    """`credential` null: the repository has none of its own."""

    credential: CredentialShape | None


@router.get("/{repo:path}/credential")
async def get_credential(repo: RepoText, workspace: WorkspaceDep) -> CredentialState:
    """Which kind is stored, by whom and when."""
    stored = await _open(workspace).describe(await workspace.find_repo(repo))
    return CredentialState(credential=CredentialShape.of(stored) if stored else None)


@router.put("/{repo:path}/credential")
async def put_credential(repo: RepoText, credential: CredentialInput, workspace: WorkspaceDep) -> CredentialShape:
    """Store it, sealed, in the place of the one before. For an owner, or an administrator of the repository."""
    kind, secrets = credential.read()
    return CredentialShape.of(await _open(workspace).put(await workspace.find_repo(repo), kind, secrets))


@router.delete("/{repo:path}/credential", status_code=204)
async def delete_credential(repo: RepoText, workspace: WorkspaceDep) -> None:
    """Forget it."""
    await _open(workspace).drop(await workspace.find_repo(repo))


def _open(workspace: Workspace) -> RepoCredentials:
    return RepoCredentials(workspace.database, workspace.resources.vault, workspace.viewer)
