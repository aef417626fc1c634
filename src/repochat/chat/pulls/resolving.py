"""The two sides of a pull request, from its ref in the mirror or from what its forge told."""

from dataclasses import dataclass
from pathlib import Path

from repochat.catalog.pull_request_store import StoredPullRequest
from repochat.catalog.repo_store import Repo
from repochat.chat.history.pulls import tell_pull
from repochat.chat.receipts import ToldPull
from repochat.core.errors import NotFoundError, RepochatError
from repochat.git import Commit, find_merge_base, resolve_revision

_REFS = ("refs/pull/{}/head", "refs/merge-requests/{}/head")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPull:
    """`told` is None when only git knows of it. `base` is where its branch left the other, or `note` says what."""

    number: int
    told: ToldPull | None
    base: Commit
    head: Commit
    note: str = ""


def resolve_pull(mirror: Path, repo: Repo, number: int, stored: StoredPullRequest | None) -> AskedPull:
    """Runs git. Raises NotFoundError that says what would bring the pull request here."""
    head = _find(mirror, *(ref.format(number) for ref in _REFS), *((stored.head_sha,) if stored else ()))
    if head is None:
        known = "is known, but its commits are not here" if stored else "is not here"
        raise NotFoundError(
            f"Pull request #{number} of {repo.name} {known}.",
            hint=f"Bring it with `repochat index {repo.source} --rev refs/pull/{number}/head`; a connected forge keeps "
            "open ones by itself. Or compare its branch: `repochat compare BASE HEAD`.",
        )
    names = (stored.base_sha, stored.base_ref) if stored else ()
    target = _find(mirror, *names, repo.default_branch or "") or resolve_revision(mirror, None)
    base = find_merge_base(mirror, target.sha, head.sha)
    note = ""
    if base is None or base == head.sha:
        note = f"Pull request #{number} is merged, and where it began is not known here: its last commit is shown."
        parent = _find(mirror, f"{head.sha}~1")
        base = parent.sha if parent else head.sha
    told = tell_pull(stored) if stored else None
    return AskedPull(number=number, told=told, base=resolve_revision(mirror, base), head=head, note=note)


def _find(mirror: Path, *names: str) -> Commit | None:
    for name in filter(None, names):
        try:
            return resolve_revision(mirror, name)
        except RepochatError:
            continue
    return None
