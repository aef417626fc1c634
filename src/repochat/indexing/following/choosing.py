"""What a person decides about a repository: how it is followed, and that it is connected no longer."""

import asyncio
from dataclasses import asdict, replace
from pathlib import Path

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.follow_store import FollowPath, FollowState, FollowWriter
from repochat.catalog.policy_store import PolicyChange, PolicyWriter, RepoPolicy
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.catalog.run_store import IndexRunWriter
from repochat.core.database import Database
from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import remove_mirror
from repochat.indexing.connect import mirror_of
from repochat.indexing.request import request_index


async def choose_path(database: Database, viewer: Viewer, repo: Repo, path: FollowPath) -> FollowState:
    """Follows the repository by `path` from now on, whatever webhooks come. Raises InvalidError."""
    is_local = repo.source_kind == "path"
    if path == "watching" and not is_local:
        raise InvalidError("Only a folder of this machine can be watched.", hint="Choose polling, webhook or manual.")
    if path == "webhook" and is_local:
        raise InvalidError("No webhook tells of a folder.", hint="Choose watching, polling or manual.")
    async with database.write(viewer.scope) as session:
        follows = FollowWriter(session)
        await follows.add_missing()
        await follows.choose(repo.id, path)
        await AuditWriter(session).add(
            viewer, action="repo.follow_chosen", subject=str(repo.id), detail={"path": path, "name": repo.name}
        )
        state = await follows.find(repo.id)
    if state is None:
        raise NotFoundError(f"{repo.name} was disconnected meanwhile.", hint="Connect it again.")
    return state


async def change_policy(database: Database, viewer: Viewer, repo: Repo, change: PolicyChange) -> RepoPolicy:
    """Keeps by the changed policy from now on, and asks a worker to index what it wants. Raises InvalidError."""
    async with database.write(viewer.scope) as session:
        policies = PolicyWriter(session)
        policy = replace(await policies.get(repo.id), **change)
        await policies.put(repo.id, policy)
        await AuditWriter(session).add(
            viewer, action="repo.policy_changed", subject=str(repo.id), detail={"name": repo.name, **asdict(policy)}
        )
        # Its end asks for every other ref that is wanted.
        await request_index(session, viewer, repo, None, trigger="policy")
    return policy


async def disconnect_repo(database: Database, mirrors: Path, viewer: Viewer, repo: Repo) -> None:
    """Forgets the repository with everything that was indexed and said of it; its events are ignored from now on.

    Blobs that no other repository has go with the next sweep.
    """
    async with database.write(viewer.scope) as session:
        runs = IndexRunWriter(session)
        for run in await runs.list_active(repo.id):
            await runs.request_cancel(run.id)
    async with database.write(viewer.scope) as session:
        detail = {"name": repo.name, "source": repo.source}
        await AuditWriter(session).add(viewer, action="repo.disconnected", subject=str(repo.id), detail=detail)
        await RepoWriter(session).remove(repo.id)
    await asyncio.to_thread(remove_mirror, mirror_of(mirrors, repo))
