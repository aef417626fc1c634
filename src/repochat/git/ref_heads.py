"""Where branches, tags and pull requests stand, and since when: the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.git.limits import GitLimits
from repochat.git.mirror import check_mirror
from repochat.git.process import Invocation, run_git
from repochat.git.remote import REQUEST_REFS

RefKind = Literal["branch", "tag", "pull"]

_COMMIT = "%(objecttype)%00%(objectname)%00%(committerdate:unix)%00%(contents:subject)"
_FORMAT = f"%(refname)%00{_COMMIT}%00{_COMMIT.replace('%(', '%(*')}"  # what stands there, and what its tag is of
_FIELDS = 4
_TRIAL_MERGE = "/merge"  # a forge's own commit beside a pull request's head


@dataclass(frozen=True, kw_only=True, slots=True)
class RefHead:
    """`ref` is the full name, `sha` the commit also for annotated tags; times are Unix seconds.

    What is no UTF-8 stands in `ref` as surrogates, as Python writes file names, and is replaced in `subject`.
    """

    ref: str
    kind: RefKind
    sha: str
    committed_at: int
    subject: str


def list_ref_heads(mirror: Path, *, limits: GitLimits | None = None) -> list[RefHead]:
    """Newest commit first, at most `refs_max`; tags of anything but commits are left out."""
    check_mirror(mirror)
    patterns = ("refs/heads", "refs/tags", *(prefix.rstrip("/") for prefix in REQUEST_REFS))
    count = f"--count={(limits or GitLimits()).refs_max}"
    args = ("for-each-ref", "--sort=-creatordate", count, f"--format={_FORMAT}", *patterns)
    listed = run_git(Invocation(args=args, git_dir=mirror)).decode("utf-8", "surrogateescape")
    return sorted(_parse(listed.split("\n")), key=lambda head: -head.committed_at)


def _parse(lines: list[str]) -> Iterator[RefHead]:
    for line in lines:
        ref, *fields = line.split("\0")
        kind = _name_kind(ref)
        if len(fields) < 2 * _FIELDS or (kind == "pull" and ref.endswith(_TRIAL_MERGE)):
            continue
        of, sha, committed_at, subject = fields[_FIELDS:] if fields[_FIELDS] else fields[:_FIELDS]
        if of == "commit":
            told = subject.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            yield RefHead(ref=ref, kind=kind, sha=sha, committed_at=int(committed_at or 0), subject=told)


def _name_kind(ref: str) -> RefKind:
    if ref.startswith("refs/heads/"):
        return "branch"
    return "tag" if ref.startswith("refs/tags/") else "pull"
