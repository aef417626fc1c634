"""The whole history with its lines added and removed: one pass over the log, the oldest commit first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.git.failures import MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import split_records

_LOG = ("log", "-z", "--reverse", "--no-merges", "--encoding=UTF-8", "--no-show-signature", "--no-color")
_DIFF = ("--no-decorate", "--no-textconv", "--no-ext-diff")
_HEADER = "--format=%H%x00%ct%x00%an%x00%s%x00%b"
_SUFFIX = re.compile(r"[A-Za-z0-9_+-]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A file that a commit touched. `old_path` differs for a rename; counts are None for a binary file."""

    path: bytes
    old_path: bytes
    added: int | None
    removed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCommit:
    """A commit that is no merge. `is_cut` when it touched more files than `files` holds."""

    sha: str
    committed_at: int
    author: str
    subject: str
    body: str
    files: tuple[LineChange, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedHistory:
    """The oldest first. `is_cut` when older commits were left out; not `has_lines` when git lacks blobs for counts."""

    commits: tuple[LoggedCommit, ...]
    is_cut: bool
    has_lines: bool


def read_line_history(
    mirror: Path,
    sha: str,
    since_sha: str | None = None,
    *,
    suffixes: Sequence[str] = (),
    commits_max: int = GitLimits.history_commits_max,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> LoggedHistory:
    """Commits reachable from `sha` and not from `since_sha` that touch a file with one of `suffixes` (none: any).

    A mirror that lacks a blob ends such a log early, at the newest commits; it is read again by names alone then, so
    that no commit is missing. Raises MissingObjectError for an unknown commit, LimitError (`read_timeout_s`).
    """
    bounds = limits or GitLimits()
    span = (check_sha(sha), *(() if since_sha is None else (f"^{check_sha(since_sha)}",)))
    endings = [f"*.{suffix}" for suffix in suffixes if _SUFFIX.fullmatch(suffix)]
    # One more than wanted tells whether there are more.
    tail = (f"--max-count={commits_max + 1}", *span, "--", *endings)
    try:
        commits = list(
            _stream(mirror, ("--numstat", "-M", f"-l{bounds.rename_candidates_max}"), tail, bounds, should_stop)
        )
        has_lines = True
    except MissingObjectError:
        commits = list(_stream(mirror, ("--name-status", "-M100%"), tail, bounds, should_stop))
        has_lines = False
    is_cut = len(commits) > commits_max
    return LoggedHistory(commits=tuple(commits[-commits_max:]), is_cut=is_cut, has_lines=has_lines)


def _stream(
    mirror: Path, diff: tuple[str, ...], tail: tuple[str, ...], limits: GitLimits, should_stop: ShouldStop | None
) -> Iterator[LoggedCommit]:
    invocation = Invocation(
        args=("--no-literal-pathspecs", *_LOG, *_DIFF, *diff, _HEADER, *tail),
        git_dir=mirror,
        timeout_s=limits.read_timeout_s,
        timeout_name="read_timeout_s",
        should_stop=should_stop,
    )
    with stream_git(invocation) as chunks:
        yield from parse_line_log(split_records(chunks), limits)


def parse_line_log(records: Iterator[bytes], limits: GitLimits) -> Iterator[LoggedCommit]:
    """Commits out of NUL-separated fields: sha, time, author, subject, body, then what it says of each file."""
    names: dict[bytes, bytes] = {}
    sha = next(records, None)
    while sha is not None:
        committed_at, author, subject, body = next(records), next(records), next(records), next(records, b"")
        files: list[LineChange] = []
        is_cut = False
        record = next(records, None)
        while record is not None and (change := _parse_file(record, records, names)) is not None:
            if len(files) < limits.history_paths_per_commit_max:
                files.append(change)
            else:
                is_cut = True
            record = next(records, None)
        yield LoggedCommit(
            sha=sha.decode().strip(),
            committed_at=int(committed_at or 0),
            author=author.decode("utf-8", "replace"),
            subject=subject.decode("utf-8", "replace"),
            body=body[: limits.message_chars_max].decode("utf-8", "replace"),
            files=tuple(files),
            is_cut=is_cut,
        )
        sha = record


def _parse_file(record: bytes, records: Iterator[bytes], names: dict[bytes, bytes]) -> LineChange | None:
    """A file of the commit, None when `record` begins the next one: a commit's name is neither of the two forms."""
    text = record.removeprefix(b"\n")
    if b"\t" in text:
        added, removed, path = text.split(b"\t", 2)
        old = path or next(records)
        new = path or next(records)
        return _build(names, old, new, _count(added), _count(removed))
    if text[:1] in b"ACDMRTUX" and len(text) <= 4:  # noqa: PLR2004  a letter, and how alike in three digits
        old = next(records)
        return _build(names, old, next(records) if text[:1] in b"RC" else old, None, None)
    return None


def _build(names: dict[bytes, bytes], old: bytes, new: bytes, added: int | None, removed: int | None) -> LineChange:
    return LineChange(
        path=names.setdefault(new, new), old_path=names.setdefault(old, old), added=added, removed=removed
    )


def _count(text: bytes) -> int | None:
    return int(text) if text.isdigit() else None
