"""How fresh a repository is: where its source stands against what is indexed, and by which path we learn of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from repochat.accounts import Viewer
from repochat.catalog.follow_store import FollowPath, FollowState
from repochat.catalog.link_store import LinkState
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.core.errors import RepochatError
from repochat.git import GitLimits, resolve_revision
from repochat.git.between import measure_distance
from repochat.git.remote import RemoteState, read_remote_state
from repochat.indexing.connect import mirror_of, source_of

State = Literal["fresh", "behind", "unknown", "never_indexed"]
LIMITS = GitLimits(fetch_timeout_s=10, read_timeout_s=10)  # a person waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """`head` is where the default branch stood when it was looked at last; a local source is looked at now.

    `commits_behind` is None where the new commits are not fetched yet; `behind_since` is when the change was noticed.
    `path` is how changes are learned of, None while nobody follows. `place` says when a forge has it no longer;
    `problem` is {message, hint}: why the last look failed.
    """

    state: State
    head: str | None
    note: str
    commits_behind: int | None = None
    behind_since: datetime | None = None
    path: FollowPath | None = None
    place: LinkState | None = None
    last_event_at: datetime | None = None
    last_checked_at: datetime | None = None
    next_check_at: datetime | None = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the catalog knows of a repository."""

    repo: Repo
    revision: Revision | None
    follow: FollowState | None
    place: LinkState | None


def judge_freshness(mirrors: Path, viewer: Viewer, known: Known) -> Freshness:
    """Never raises: a source that is gone is data. Asks git, so call it beside the event loop."""
    if known.revision is None:
        return _describe(known, "never_indexed", None, "nothing is indexed yet")
    try:
        head, where = _find_head(mirrors, viewer, known)
    except RepochatError as error:
        return _describe(known, "unknown", None, error.message)
    if head == known.revision.sha:
        return _describe(known, "fresh", head, f"as {where}", commits_behind=0)
    behind = count_behind(mirror_of(mirrors, known.repo), known.revision.sha, head)
    return _describe(known, "behind", head, f"{where}: {(head or 'nothing')[:12]}", commits_behind=behind)


def recall_freshness(known: Known) -> Freshness:
    """The same by what was seen last, for lists: no git is asked, and no commits are counted."""
    if known.revision is None:
        return _describe(known, "never_indexed", None, "nothing is indexed yet")
    head = known.follow.head_sha if known.follow else None
    if head is None:
        return _describe(known, "fresh", known.revision.sha, "as the default branch stood when it was indexed")
    if head == known.revision.sha or not _is_news(known):
        return _describe(known, "fresh", known.revision.sha, "as the default branch stood at the last look")
    return _describe(known, "behind", head, f"the default branch stood at the last look: {head[:12]}")


def _describe(
    known: Known, state: State, head: str | None, note: str, *, commits_behind: int | None = None
) -> Freshness:
    follow = known.follow
    return Freshness(
        state=state,
        head=head,
        note=note,
        commits_behind=commits_behind,
        behind_since=follow.last_changed_at if follow and state == "behind" and _is_news(known) else None,
        path=follow.path if follow else None,
        place=known.place,
        last_event_at=follow.last_event_at if follow else None,
        last_checked_at=follow.last_checked_at if follow else None,
        next_check_at=follow.next_check_at if follow and follow.path != "manual" else None,
        problem=follow.problem if follow else None,
    )


def _find_head(mirrors: Path, viewer: Viewer, known: Known) -> tuple[str | None, str]:
    source = source_of(known.repo, viewer)
    if source.is_local:
        return _read_head(read_remote_state(source, limits=LIMITS, should_stop=None)), "the default branch stands now"
    if known.follow is not None and known.follow.head_sha is not None and _is_news(known):
        return known.follow.head_sha, "the default branch stood at the last look"
    return resolve_revision(mirror_of(mirrors, known.repo), None).sha, "the default branch stood at the last fetch"


def _is_news(known: Known) -> bool:
    """Whether the last change was noticed after what is indexed was: an indexing fetches, and so may know better."""
    changed_at = known.follow.last_changed_at if known.follow else None
    return changed_at is not None and (known.revision is None or changed_at > known.revision.indexed_at)


def _read_head(state: RemoteState) -> str | None:
    return state.detached_sha or state.refs.get(state.head_ref or "")


def count_behind(mirror: Path, sha: str, head: str | None) -> int | None:
    """Commits of `head` that `sha` lacks; None where they are not fetched yet. Asks git."""
    if head is None:
        return None
    try:
        return measure_distance(mirror, sha, head, limits=LIMITS).behind
    except RepochatError:  # not fetched yet
        return None
