"""The commits behind a file or behind some of its lines, through renames, newest first, merges left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import LimitError
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_LOG = ("log", "-z", "--no-merges", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-decorate")
_DIFF = ("--no-textconv", "--no-ext-diff")
_HEADER = "--format=%H%x00%ct%x00%an%x00%s"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineTrace:
    """Commits that changed lines, newest first. Not `is_complete` when time ran out before git had found all."""

    commits: tuple["TracedCommit", ...]
    is_complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedCommit:
    """`path` is what the file was called after the commit, `old_path` before it; they differ for a rename alone.

    `is_first` when the commit added the file. Commits of lines tell neither: their paths are empty.
    """

    sha: str
    committed_at: int
    author: str
    subject: str
    path: bytes = b""
    old_path: bytes = b""
    is_first: bool = False


def trace_path(
    mirror: Path, sha: str, path: bytes, commits_max: int, *, skip: int = 0, limits: GitLimits | None = None
) -> list[TracedCommit]:
    """Up to `commits_max` commits that touched the file (bounded by `path_commits_max`), after the first `skip`.

    git follows a file to what it was called before, where it is similar enough.
    """
    bounds = limits or GitLimits()
    skipped = max(0, min(skip, bounds.path_commits_max))
    count = skipped + max(1, min(commits_max, bounds.path_commits_max))
    # git counts skipped commits before it knows which ones touched the file, so they are left out here.
    args = (*_LOG, *_DIFF, "--follow", "-M", f"-l{bounds.rename_candidates_max}", "--name-status", _HEADER)
    asked = (*args, f"--max-count={count}", check_sha(sha), "--", check_path(path))
    invocation = Invocation(args=asked, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    with stream_git(invocation) as chunks:
        return list(_parse_paths(split_records(chunks)))[skipped:]


def trace_lines(
    mirror: Path,
    sha: str,
    path: bytes,
    start_line: int,
    end_line: int,
    commits_max: int,
    *,
    limits: GitLimits | None = None,
) -> LineTrace:
    """Up to `commits_max` commits that changed lines `start_line` to `end_line` of the file as it is at `sha`.

    git compares every commit of the file for it: after `trace_timeout_s` what was found is all there is.
    Raises NotFoundError (no such path), InvalidError (no such lines).
    """
    bounds = limits or GitLimits()
    count = max(1, min(commits_max, bounds.path_commits_max))
    spot = b"-L%d,%d:%s" % (max(1, start_line), end_line, check_path(path))
    args = (*_LOG, *_DIFF, "-s", _HEADER, f"--max-count={count}", spot, check_sha(sha), "--")
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=bounds.trace_timeout_s, timeout_name="trace_timeout_s")
    commits: list[TracedCommit] = []
    try:
        with stream_git(invocation) as chunks:
            commits.extend(_parse_headers(split_records(chunks)))
    except LimitError:
        return LineTrace(commits=tuple(commits), is_complete=False)
    return LineTrace(commits=tuple(commits), is_complete=True)


def _parse_headers(records: Iterator[bytes]) -> Iterator[TracedCommit]:
    while (sha := next(records, None)) is not None:
        yield _commit(sha, next(records), next(records), next(records))


def _parse_paths(records: Iterator[bytes]) -> Iterator[TracedCommit]:
    """Each header is followed by one status with one path, or two for a rename."""
    sha = next(records, None)
    while sha is not None:
        header = (sha, next(records), next(records), next(records))
        status = (next(records, None) or b"").removeprefix(b"\n")[:1]
        old = next(records, b"")
        path = next(records, b"") if status in (b"R", b"C") else old
        yield _commit(*header, path=path, old_path=old, is_first=status == b"A")
        sha = next(records, None)


def _commit(
    sha: bytes,
    committed_at: bytes,
    author: bytes,
    subject: bytes,
    *,
    path: bytes = b"",
    old_path: bytes = b"",
    is_first: bool = False,
) -> TracedCommit:
    return TracedCommit(
        sha=sha.decode().strip(),
        committed_at=int(committed_at or 0),
        author=author.decode("utf-8", "replace"),
        subject=subject.decode("utf-8", "replace"),
        path=path,
        old_path=old_path,
        is_first=is_first,
    )
