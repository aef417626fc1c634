"""How far two commits are from each other, and what happened to a file on the way from one to the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, run_git, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_LOG = ("log", "-z", "--reverse", "--topo-order", "--encoding=UTF-8", "--no-show-signature", "--no-color")
_DIFF = ("--raw", "--no-abbrev", "--no-renames", "--no-textconv", "--no-ext-diff", "--no-decorate")
_HEADER = "--format=%H%x00%ct%x00%an%x00%s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Distance:
    """Commits that one side alone has. The older one has none (`ahead`) unless history was rewritten."""

    behind: int
    ahead: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PathStep:
    """A commit that changed the file at a path: from one blob to another, None where there is none."""

    sha: str
    committed_at: int
    author: str
    subject: str
    old_oid: str | None
    new_oid: str | None


def measure_distance(mirror: Path, old_sha: str, new_sha: str, *, limits: GitLimits | None = None) -> Distance:
    """How far `old_sha` is behind `new_sha`. Raises MissingObjectError when a commit is not there any more."""
    bounds = limits or GitLimits()
    spread = f"{check_sha(old_sha)}...{check_sha(new_sha)}"
    args = ("rev-list", "--left-right", "--count", spread, "--")
    counted = run_git(
        Invocation(args=args, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    )
    ahead, behind = counted.split()
    return Distance(behind=int(behind), ahead=int(ahead))


def log_between(
    mirror: Path, old_sha: str, new_sha: str, path: bytes, steps_max: int, *, limits: GitLimits | None = None
) -> list[PathStep]:
    """The first `steps_max` commits of `new_sha` that `old_sha` lacks and that changed the file, the oldest first.

    Merges are left out, unless nothing but a merge changed it.
    """
    bounds = limits or GitLimits()
    steps = _read_steps(mirror, (*_DIFF, "--no-merges"), old_sha, new_sha, path, steps_max, bounds)
    return steps or _read_steps(mirror, (*_DIFF, "--first-parent", "-m"), old_sha, new_sha, path, steps_max, bounds)


def _read_steps(
    mirror: Path,
    options: tuple[str, ...],
    old_sha: str,
    new_sha: str,
    path: bytes,
    steps_max: int,
    bounds: GitLimits,
) -> list[PathStep]:
    span = (f"^{check_sha(old_sha)}", check_sha(new_sha))
    args = (*_LOG, *options, _HEADER, *span, "--", check_path(path))
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    steps: list[PathStep] = []
    with stream_git(invocation) as chunks:
        for step in _parse_steps(split_records(chunks)):
            steps.append(step)
            if len(steps) >= max(1, min(steps_max, bounds.path_commits_max)):
                break
    return steps


def _parse_steps(records: Iterator[bytes]) -> Iterator[PathStep]:
    """Each header is followed by the changes below the path: for a file that is one, with its blobs."""
    sha = next(records, None)
    while sha is not None:
        committed_at, author, subject = next(records), next(records), next(records)
        change = next(records, None)
        if change is None or not change.lstrip(b"\n").startswith(b":"):
            sha = change
            continue
        _, _, old, new, _ = change.strip().decode().split(" ")
        yield PathStep(
            sha=sha.decode().strip(),
            committed_at=int(committed_at or 0),
            author=author.decode("utf-8", "replace"),
            subject=subject.decode("utf-8", "replace"),
            old_oid=old if old.strip("0") else None,
            new_oid=new if new.strip("0") else None,
        )
        next(records, None)  # the path
        sha = next(records, None)
        while sha is not None and sha.startswith(b":"):  # what lies below, where the path was a folder
            next(records, None)
            sha = next(records, None)
