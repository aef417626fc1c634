"""Whether the newest indexed revision is where the source stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.core.errors import RepochatError
from repochat.git import GitLimits, resolve_revision
from repochat.git.remote import RemoteState, read_remote_state
from repochat.indexing.connect import mirror_of, source_of

State = Literal["fresh", "behind", "unknown", "never_indexed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """`head` is where the default branch stands; a remote is not asked, its mirror is."""

    state: State
    head: str | None
    note: str


def judge_freshness(mirrors: Path, viewer: Viewer, repo: Repo, revision: Revision | None) -> Freshness:
    """Never raises: a source that is gone is data."""
    if revision is None:
        return Freshness(state="never_indexed", head=None, note="nothing is indexed yet")
    try:
        head, where = _find_head(mirrors, viewer, repo)
    except RepochatError as error:
        return Freshness(state="unknown", head=None, note=error.message)
    if head == revision.sha:
        return Freshness(state="fresh", head=head, note=f"as {where}")
    return Freshness(state="behind", head=head, note=f"{where}: {(head or 'nothing')[:12]}")


def _find_head(mirrors: Path, viewer: Viewer, repo: Repo) -> tuple[str | None, str]:
    source = source_of(repo, viewer)
    if not source.is_local:
        return resolve_revision(mirror_of(mirrors, repo), None).sha, "the default branch stood at the last fetch"
    return _read_head(read_remote_state(source, limits=GitLimits(), should_stop=None)), "the default branch stands now"


def _read_head(state: RemoteState) -> str | None:
    return state.detached_sha or state.refs.get(state.head_ref or "")
