"""A source's refs as one value to compare."""

import hashlib

from repochat.git.remote import RemoteState
from repochat.indexing.branches import BRANCH_PREFIX


def digest_state(state: RemoteState) -> str:
    """The same for the same branches, tags, pull requests and HEAD."""
    lines = [f"{name} {oid}" for name, oid in sorted(state.refs.items())]
    head = f"{state.head_ref} {state.detached_sha}"
    return hashlib.sha256("\n".join([head, *lines]).encode("utf-8", "surrogateescape")).hexdigest()


def find_head(state: RemoteState) -> str | None:
    """The commit of the default branch, or of a detached HEAD; None for a repository without commits."""
    return state.detached_sha or state.refs.get(state.head_ref or "")


def find_default(state: RemoteState) -> str | None:
    """The default branch's short name; None when HEAD is detached."""
    return state.head_ref.removeprefix(BRANCH_PREFIX) if state.head_ref else None
