"""What a commit says of itself, and which files differ between two commits, renames and line counts included."""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from repochat.core.errors import LimitError
from repochat.git.failures import MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, run_git, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

ChangeStatus = Literal["added", "removed", "modified", "renamed", "retyped"]

_STATUSES: dict[str, ChangeStatus] = {"A": "added", "D": "removed", "R": "renamed", "T": "retyped"}
_SHA1_DIGITS = 40
_FACTS = ("log", "-1", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-decorate")
_FORMAT = "--format=%P%x00%ct%x00%an%x00%s%x00%b"


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitFacts:
    """A commit as it stands. `parents` is empty for a first commit, and longer than one for a merge."""

    sha: str
    parents: tuple[str, ...]
    committed_at: int
    author: str
    subject: str
    body: str
    is_body_cut: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """`old_path` differs from `path` for a rename alone; the counts of lines are None for a binary file."""

    path: bytes
    old_path: bytes
    status: ChangeStatus
    added: int | None
    removed: int | None

    @property
    def is_binary(self) -> bool:
        return self.added is None


def read_commit(mirror: Path, sha: str, *, limits: GitLimits | None = None) -> CommitFacts:
    """The facts of one commit, its message bounded by `message_chars_max`. Raises MissingObjectError."""
    bounds = limits or GitLimits()
    output = run_git(
        Invocation(
            args=(*_FACTS, _FORMAT, check_sha(sha), "--"),
            git_dir=mirror,
            timeout_s=bounds.lookup_timeout_s,
        )
    )
    fields = output.decode("utf-8", "replace").split("\0")
    if len(fields) < 5:  # noqa: PLR2004  as many as the format asks for
        raise MissingObjectError(f"git has no facts of {sha}.", hint="Give the id of a commit.")
    parents, committed_at, author, subject, body = fields[:5]
    body = body.strip()
    return CommitFacts(
        sha=sha,
        parents=tuple(parents.split()),
        committed_at=int(committed_at or 0),
        author=author,
        subject=subject,
        body=body[: bounds.message_chars_max],
        is_body_cut=len(body) > bounds.message_chars_max,
    )


def list_changes(
    mirror: Path,
    old_sha: str | None,
    new_sha: str,
    *,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> list[FileChange]:
    """Files that differ, in git's order; None stands for nothing at all. Raises LimitError above `changes_max`."""
    bounds = limits or GitLimits()
    options = ("--raw", "--numstat", "-z", "--no-abbrev", *diff_options(bounds))
    args = ("diff-tree", "-r", *options, *name_trees(old_sha, new_sha), "--")
    invocation = Invocation(
        args=args,
        git_dir=mirror,
        timeout_s=bounds.read_timeout_s,
        timeout_name="read_timeout_s",
        should_stop=should_stop,
    )
    with stream_git(invocation) as chunks:
        return _parse_changes(split_records(chunks), bounds)


def is_ancestor(mirror: Path, old_sha: str, new_sha: str, *, limits: GitLimits | None = None) -> bool:
    """Whether `new_sha` is `old_sha` or was made after it."""
    bounds = limits or GitLimits()
    args = ("rev-list", "--count", "--max-count=1", check_sha(old_sha), f"^{check_sha(new_sha)}", "--")
    counted = run_git(
        Invocation(args=args, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    )
    return counted.strip() == b"0"


def find_merge_base(mirror: Path, one_sha: str, other_sha: str, *, limits: GitLimits | None = None) -> str | None:
    """The commit where two lines of history last met; None when they never did."""
    bounds = limits or GitLimits()
    found = run_git(
        Invocation(
            args=("merge-base", check_sha(one_sha), check_sha(other_sha)),
            git_dir=mirror,
            timeout_s=bounds.read_timeout_s,
            timeout_name="read_timeout_s",
            good_codes=frozenset({0, 1}),
        )
    )
    return found.decode().strip() or None


def diff_options(limits: GitLimits) -> tuple[str, ...]:
    """What every comparison is asked with: renames within a bound, and nothing that a repository could run."""
    return ("-M", f"-l{limits.rename_candidates_max}", "--no-color", "--no-textconv", "--no-ext-diff")


def name_trees(old_sha: str | None, new_sha: str) -> tuple[str, str]:
    """Both sides of a comparison for git's command line; the empty tree stands for None."""
    new = check_sha(new_sha)
    return (_empty_tree(new) if old_sha is None else check_sha(old_sha)), new


def _empty_tree(like: str) -> str:
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == _SHA1_DIGITS else hashlib.sha256()
    digest.update(b"tree 0\0")
    return digest.hexdigest()


def _parse_changes(records: Iterator[bytes], limits: GitLimits) -> list[FileChange]:
    """All raw records come first, then the counts of lines in the same order."""
    rows: list[tuple[bytes, bytes, ChangeStatus]] = []
    counts: list[tuple[int | None, int | None]] = []
    for record in records:
        if record.startswith(b":"):
            letter = record.rsplit(b" ", 1)[1][:1].decode()
            old = next(records)
            rows.append((old, next(records) if letter == "R" else old, _STATUSES.get(letter, "modified")))
        else:
            added, removed, path = record.split(b"\t", 2)
            if not path:  # a rename: its two paths follow
                deque(islice(records, 2), maxlen=0)
            counts.append((_count(added), _count(removed)))
        if len(rows) > limits.changes_max:
            raise LimitError(
                f"More than {limits.changes_max} files differ.",
                hint="Compare revisions that are closer to each other.",
                limit="changes_max",
            )
    return [
        FileChange(path=new, old_path=old, status=status, added=added, removed=removed)
        for (old, new, status), (added, removed) in zip(rows, counts, strict=True)
    ]


def _count(text: bytes) -> int | None:
    return int(text) if text.isdigit() else None
