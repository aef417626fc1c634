"""Which branches and pull requests are indexed, and which of them have moved since they were.

The default branch always; others as the repository's policy says. What the mirror holds decides, never an event: so
events may come late, twice, out of order, or not at all.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from repochat.accounts import Viewer
from repochat.catalog.policy_store import PolicyStore, RepoPolicy
from repochat.catalog.ref_store import RefStore, RefWriter
from repochat.catalog.repo_store import Repo
from repochat.core.database import Database
from repochat.git import is_request_ref, list_heads, read_default_branch

BRANCH_PREFIX = "refs/heads/"


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchLimits:
    """`requests_max` are open pull requests, those that changed last first; `due_max` refs that are told at once."""

    requests_max: int = 200
    due_max: int = 500


LIMITS = BranchLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRefs:
    """`due` are full names of refs to index, the default branch first; `gone` are indexed and no longer there.

    `left_out` counts refs that are due beyond `BranchLimits.due_max`: the next look tells them.
    """

    due: Sequence[str]
    gone: Sequence[str]
    left_out: int


async def list_wanted_refs(database: Database, viewer: Viewer, repo: Repo) -> list[str]:
    """Full names of the refs of open pull requests that the policy wants, on any forge."""
    async with database.read(viewer.scope) as session:
        policy = await PolicyStore(session).get(repo.id)
        if policy.pull_requests == "none":
            return []
        numbers = await RefStore(session).list_open_numbers(repo.id, LIMITS.requests_max)
    kinds = ("head", "merge") if policy.pull_requests == "head_and_merge" else ("head",)
    places = ("pull", "merge-requests")  # GitHub's name and GitLab's: a forge has only its own
    return [f"refs/{place}/{number}/{kind}" for number in numbers for place in places for kind in kinds]


async def list_due(database: Database, viewer: Viewer, repo: Repo, mirror: Path) -> DueRefs:
    """What a fetch left to do: refs that stand elsewhere than where they were indexed last, and refs that are gone."""
    heads = await asyncio.to_thread(list_heads, mirror)
    default = await asyncio.to_thread(read_default_branch, mirror)
    async with database.read(viewer.scope) as session:
        policy = await PolicyStore(session).get(repo.id)
        indexed = await RefStore(session).list_refs(repo.id)
    return choose_due(heads, indexed, policy, default)


def choose_due(
    heads: Mapping[str, str], indexed: Mapping[str, str], policy: RepoPolicy, default: str | None
) -> DueRefs:
    """`heads` and `indexed` map full names to commits, as the mirror has them and as they were indexed last."""
    wanted = [ref for ref in sorted(heads) if _is_wanted(ref, policy, default)]
    due = sorted(
        (ref for ref in wanted if indexed.get(ref) != heads[ref]), key=lambda ref: ref != f"{BRANCH_PREFIX}{default}"
    )
    gone = [ref for ref in sorted(indexed) if ref.startswith("refs/") and ref not in heads]
    return DueRefs(due=due[: LIMITS.due_max], gone=gone, left_out=max(0, len(due) - LIMITS.due_max))


async def forget_refs(database: Database, viewer: Viewer, repo: Repo, refs: Sequence[str]) -> None:
    """The refs are gone at the source: they are branches no longer, and their revisions grow old as others do."""
    if refs:
        async with database.write(viewer.scope) as session:
            await RefWriter(session).forget(repo.id, refs)


def _is_wanted(ref: str, policy: RepoPolicy, default: str | None) -> bool:
    if is_request_ref(ref):
        return policy.pull_requests == "head_and_merge" or (policy.pull_requests == "head" and ref.endswith("/head"))
    branch = ref.removeprefix(BRANCH_PREFIX)
    return branch == default or any(fnmatchcase(branch, pattern) for pattern in policy.branches)
