"""Who touched what, when: read in one pass over the log, newest first, merges left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import InvalidError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_SECONDS_PER_DAY = 86_400
_STATUSES = frozenset(b"ADMTUX")
_HEADER = "--format=%H%x00%ct%x00%an%x00%s"
_LOG = ("log", "-z", "--no-merges", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-decorate")
_DIFF = ("--name-status", "--no-renames", "--no-textconv", "--no-ext-diff")


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryCommit:
    """`paths` are those the commit touched, in git's order; `is_cut` when there were more than the bound."""

    sha: str
    committed_at: int
    author: str
    subject: str
    paths: tuple[bytes, ...]
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class History:
    """Newest first. `is_truncated` when older commits were left out by `history_commits_max`."""

    commits: Sequence[HistoryCommit]
    is_truncated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PathActivity:
    """`decayed_commits` counts each commit as 1/2 for every half-life of age."""

    last_touched_at: int
    commits: int
    decayed_commits: float


def read_history(mirror: Path, sha: str, since_sha: str | None = None, *, limits: GitLimits | None = None) -> History:
    """Commits reachable from `sha`, without those reachable from `since_sha`. Invalid UTF-8 is replaced.

    In a shallow mirror the oldest commit seems to add every file. Raises MissingObjectError for an unknown commit.
    """
    bounds = limits or GitLimits()
    range_args = (check_sha(sha), *(() if since_sha is None else (f"^{check_sha(since_sha)}",)))
    # One more than wanted tells whether there are more.
    args = (*_LOG, *_DIFF, _HEADER, f"--max-count={bounds.history_commits_max + 1}", *range_args, "--")
    commits = list(_stream_commits(mirror, args, bounds))
    return History(
        commits=commits[: bounds.history_commits_max], is_truncated=len(commits) > bounds.history_commits_max
    )


def log_path(
    mirror: Path, sha: str, path: bytes, commits_max: int, *, limits: GitLimits | None = None
) -> list[HistoryCommit]:
    """The last `commits_max` commits (bounded by `path_commits_max`) that touched `path`; their `paths` are just it."""
    bounds = limits or GitLimits()
    count = max(1, min(commits_max, bounds.path_commits_max))
    args = (*_LOG, *_DIFF, _HEADER, f"--max-count={count}", check_sha(sha), "--", check_path(path))
    return list(_stream_commits(mirror, args, bounds))


def aggregate_activity(history: History, *, now_s: int, half_life_days: float) -> dict[bytes, PathActivity]:
    """Activity of each path as seen at `now_s`; give the head commit's time for a result that does not drift."""
    half_life_s = half_life_days * _SECONDS_PER_DAY
    activity: dict[bytes, PathActivity] = {}
    for commit in history.commits:
        weight = 0.5 ** (max(0, now_s - commit.committed_at) / half_life_s)
        for path in commit.paths:
            seen = activity.get(path)
            activity[path] = PathActivity(
                last_touched_at=max(commit.committed_at, seen.last_touched_at if seen else 0),
                commits=1 + (seen.commits if seen else 0),
                decayed_commits=weight + (seen.decayed_commits if seen else 0.0),
            )
    return activity


def check_path(path: bytes) -> bytes:
    """`path` itself. Raises InvalidError when no file can have it."""
    if not path or b"\0" in path:
        raise InvalidError("That is not a file's path.", hint="Give the path from the repository's root.")
    return path


def _stream_commits(mirror: Path, args: tuple[str | bytes, ...], limits: GitLimits) -> Iterator[HistoryCommit]:
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=limits.read_timeout_s, timeout_name="read_timeout_s")
    with stream_git(invocation) as chunks:
        yield from parse_log(split_records(chunks), paths_max=limits.history_paths_per_commit_max)


def parse_log(records: Iterator[bytes], *, paths_max: int) -> Iterator[HistoryCommit]:
    """Commits out of NUL-separated fields: sha, time, author, subject, then a status and a path for each file."""
    known_paths: dict[bytes, bytes] = {}
    sha = next(records, None)
    while sha is not None:
        committed_at, author, subject = next(records), next(records), next(records)
        paths: list[bytes] = []
        is_cut = False
        # git puts a line feed before the first status; a status is one letter, so it can't be taken for a SHA.
        while (field := next(records, None)) is not None and _is_status(field):
            path = next(records)
            if len(paths) < paths_max:
                paths.append(known_paths.setdefault(path, path))
            else:
                is_cut = True
        yield HistoryCommit(
            sha=sha.decode(),
            committed_at=int(committed_at or 0),
            author=author.decode("utf-8", "replace"),
            subject=subject.decode("utf-8", "replace"),
            paths=tuple(paths),
            is_cut=is_cut,
        )
        sha = field


def _is_status(field: bytes) -> bool:
    status = field.removeprefix(b"\n")
    return len(status) == 1 and status[0] in _STATUSES
