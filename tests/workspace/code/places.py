"""A repository at its head, as code is asked for where no index is: git alone tells."""

from datetime import UTC, datetime
from uuid import uuid4

from repochat.catalog.repo_store import Repo
from repochat.workspace.code.commits import CodeAt
from tests.git.repositories import Repository


def build_repo(repository: Repository) -> Repo:
    """As it is known when connected from its folder."""
    return Repo(
        id=uuid4(),
        tenant_id=uuid4(),
        name=repository.path.stem,
        source=str(repository.path),
        source_kind="local",
        default_branch=repository.branch,
        created_at=datetime.now(UTC),
    )


def build_place(repository: Repository, rev: str = "HEAD") -> CodeAt:
    return CodeAt(repo=build_repo(repository), mirror=repository.path, sha=repository.sha(rev), revision=None)
