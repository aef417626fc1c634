"""Asking for the indexing that a change needs: never more than the policy wants, and never twice while one waits."""

from collections.abc import Mapping, Sequence

from repochat.accounts import Viewer
from repochat.catalog.policy_store import PolicyStore
from repochat.catalog.ref_store import RefStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.run_store import RunTrigger
from repochat.core.database import WriteSession
from repochat.indexing.branches import BRANCH_PREFIX, choose_due
from repochat.indexing.following.limits import LIMITS, PUSH_PRIORITY
from repochat.indexing.request import request_index


async def ask_for_moved(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    heads: Mapping[str, str],
    default: str | None,
    *,
    trigger: RunTrigger,
) -> list[str]:
    """Ask to index those of `heads` (full name -> commit) that are wanted and stand elsewhere than when indexed last.

    Returns their full names, at most `index_requests_max`.
    """
    policy = await PolicyStore(session).get(repo.id)
    indexed = await RefStore(session).list_refs(repo.id)
    due = choose_due(heads, indexed, policy, default).due
    return await ask_for(session, viewer, repo, due, default, trigger=trigger)


async def ask_for_wanted(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    refs: Sequence[str],
    default: str | None,
    *,
    trigger: RunTrigger,
) -> list[str]:
    """Ask to index those of `refs` that the policy wants, wherever they stand."""
    policy = await PolicyStore(session).get(repo.id)
    due = choose_due(dict.fromkeys(refs, "?"), {}, policy, default).due
    return await ask_for(session, viewer, repo, due, default, trigger=trigger)


async def ask_for(
    session: WriteSession,
    viewer: Viewer,
    repo: Repo,
    refs: Sequence[str],
    default: str | None,
    *,
    trigger: RunTrigger,
) -> list[str]:
    """Ask to index `refs`, at most `index_requests_max`; returns them."""
    asked = list(refs[: LIMITS.index_requests_max])
    for ref in asked:
        rev = None if ref == f"{BRANCH_PREFIX}{default}" else ref
        await request_index(session, viewer, repo, rev, priority=PUSH_PRIORITY, trigger=trigger)
    return asked
