"""A repository that is connected here, linked to one on a local GitHub, and a workspace that may write there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from repochat.accounts import LOCAL_TENANT_ID, Viewer, local_viewer
from repochat.accounts.audit_store import AuditStore
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.settings import load_settings
from repochat.forge.testing import GitHubServer
from repochat.forge.testing.world import PullRecord
from repochat.workspace import Resources, Workspace
from repochat.workspace.draft_proposal import DraftEvidence, DraftProposal

FULL_NAME = "ann/one"
FILES = {"src/work.py": b"def work():\n    return 1\n", "README.md": b"# One\n"}


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """`sha` is the head of the default branch on GitHub."""

    github: GitHubServer
    workspace: Workspace
    repo: Repo
    sha: str

    def propose(self, key: str = "fix", **changes: Any) -> DraftProposal:
        proposal = DraftProposal(
            key=key,
            title="Return two",
            summary="It returned one, and two was promised.",
            files={"src/work.py": b"def work():\n    return 2\n"},
            origin="a test",
            base_sha=self.sha,
            evidence=(
                DraftEvidence(path="src/work.py", start_line=1, end_line=2, commit=self.sha, title="returns one"),
            ),
            rerun="pytest tests/test_work.py",
        )
        return replace(proposal, **changes)

    def as_viewer(self, viewer: Viewer) -> Workspace:
        return Workspace(resources=self.workspace.resources, viewer=viewer)

    def restart(self) -> Workspace:
        """As another process opens it, which remembers nothing of this one."""
        opened = self.workspace.resources
        resources = Resources(settings=opened.settings, database=opened.database, home=opened.home)
        return Workspace(resources=resources, viewer=local_viewer())

    async def list_audit(self) -> list[str]:
        """The actions, the oldest first."""
        async with self.workspace.database.read(LOCAL_TENANT_ID) as session:
            return [entry.action for entry in await AuditStore(session).list_entries()][::-1]

    def find_head(self, branch: str) -> str | None:
        """Where a branch stands on GitHub."""
        return self.github.do.get_repository(FULL_NAME).git.list_refs().get(f"refs/heads/{branch}")

    @property
    def pulls(self) -> list[PullRecord]:
        return list(self.github.do.get_repository(FULL_NAME).pulls.values())


@asynccontextmanager
async def drafting(database: Database, github: GitHubServer, folder: Path) -> AsyncGenerator[Drafting]:
    github.do.add_repository(FULL_NAME, files=FILES)
    token = github.do.create_token("ann", ("repo",)).get_secret_value()
    environment = {"REPOCHAT_HOME": str(folder / "home"), "GITHUB_URL": github.url, "GITHUB_TOKEN": token}
    settings = load_settings(environment, env_file=None)
    resources = Resources(settings=settings, database=database, home=open_home(settings.repochat_home))
    workspace = Workspace(resources=resources, viewer=local_viewer())
    repo = await connect_linked(workspace, github, folder)
    sha = github.do.get_repository(FULL_NAME).git.list_refs()["refs/heads/main"]
    try:
        yield Drafting(github=github, workspace=workspace, repo=repo, sha=sha)
    finally:
        await resources.close()


async def connect_linked(workspace: Workspace, github: GitHubServer, folder: Path) -> Repo:
    """`FULL_NAME` as GitHub has it; nothing of it is fetched."""
    record = github.do.get_repository(FULL_NAME)
    async with workspace.database.write(LOCAL_TENANT_ID) as session:
        repos = RepoWriter(session)
        source = str(folder / "one")
        repo = await repos.connect(tenant_id=LOCAL_TENANT_ID, name=FULL_NAME, source=source, source_kind="path")
        await repos.remember_default_branch(repo.id, "main")
        await LinkWriter(session).add(
            tenant_id=LOCAL_TENANT_ID,
            repo_id=repo.id,
            forge=github.url,
            forge_repo_id=record.repo_id,
            full_name=record.full_name,
            is_private=False,
        )
    return await workspace.find_repo(FULL_NAME)
