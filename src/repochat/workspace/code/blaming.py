"""Who wrote the lines of a file, and which commits changed it or some of its lines."""

import asyncio
from dataclasses import dataclass

from repochat.core.errors import InvalidError
from repochat.git import (
    BlameRange,
    FolderEntry,
    LineTrace,
    ShouldStop,
    TracedCommit,
    blame_ranges,
    follow_path,
    trace_lines,
)
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.lines import get_entry
from repochat.workspace.code.paths import show_path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRange:
    """Neighbouring lines of one commit. `path` is what the file was called in it; times are Unix seconds."""

    start: int
    end: int
    sha: str
    author: str
    committed_at: int
    subject: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlame:
    """Lines `start` to `end`, 0 for an empty file; `is_cut` when a bound left out lines, or time ran out for some."""

    commit: str
    start: int
    end: int
    ranges: tuple[ShownRange, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCommit:
    """A commit that changed a file, called `path` after it, or lines of it; the counts are None for a binary one."""

    sha: str
    subject: str
    author: str
    committed_at: int
    path: str
    added: int | None
    removed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHistory:
    """Newest first, merges left out. `next_after` leads to what follows; `is_cut` when time or depth ran out."""

    commits: tuple[PastCommit, ...]
    next_after: str | None
    is_cut: bool


async def read_blame(
    at: CodeAt,
    path: str,
    *,
    start: int,
    end: int | None,
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownBlame:
    """Who wrote lines `start` to `end` (default: the last), at most `blame_lines_max`, within `blame_timeout_s`.

    Raises NotFoundError (no such path) and InvalidError (no such lines).
    """
    if end is not None and end < start:
        raise InvalidError(f"Lines {start}-{end} are none.", hint="Give an `end` that is not before `start`.")
    asked_end = start + limits.blame_lines_max if end is None else end  # one more tells whether there are more

    def look() -> ShownBlame:
        git, entry = limits.for_git(), _get_file(at, path)
        if entry.size == 0 and start == 1:
            return ShownBlame(commit=at.sha, start=1, end=0, ranges=(), is_cut=False)
        last = min(asked_end, start + limits.blame_lines_max - 1)
        found = blame_ranges(at.mirror, at.sha, entry.path, start, last, should_stop=should_stop, limits=git)
        reached = found.ranges[-1].end_line if found.ranges else start
        is_bounded = asked_end > last and reached >= last
        return ShownBlame(
            commit=at.sha,
            start=start,
            end=reached,
            ranges=tuple(map(_show_range, found.ranges)),
            is_cut=is_bounded or not found.is_complete,
        )

    return await asyncio.to_thread(look)


async def read_history(
    at: CodeAt,
    path: str,
    *,
    start: int | None = None,
    end: int | None = None,
    after: str = "",
    count: int,
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownHistory:
    """Commits that changed the file, through renames, or lines `start` to `end` of it; `count` after `after`.

    Raises NotFoundError and InvalidError, as for `read_blame`, and InvalidError for an `after` that is none.
    """
    skip = _read_after(after, limits)
    wanted = min(count, limits.history_commits_max, limits.history_depth_max - skip)

    def look() -> ShownHistory:
        git, found_path = limits.for_git(), _get_file(at, path).path
        if start is None:
            found = follow_path(
                at.mirror, at.sha, found_path, wanted + 1, skip=skip, should_stop=should_stop, limits=git
            )
        else:
            last = end or start
            found = trace_lines(
                at.mirror, at.sha, found_path, start, last, wanted + 1, skip=skip, should_stop=should_stop, limits=git
            )
        return _page(found, skip, wanted, path, limits)

    return await asyncio.to_thread(look)


def _get_file(at: CodeAt, path: str) -> FolderEntry:
    """Asked for first: git follows folders without a word, and finds a repository with one's lines broken."""
    entry = get_entry(at, path)
    if entry.kind == "folder":
        raise InvalidError(f"{path} is a folder.", hint="Choose one of its files.")
    return entry


def _read_after(after: str, limits: CodeLimits) -> int:
    if not after:
        return 0
    if not after.isdecimal() or int(after) >= limits.history_depth_max:
        raise InvalidError("`after` is no place in this history.", hint="Hand back `next_after` as it came.")
    return int(after)


def _page(found: LineTrace, skip: int, wanted: int, path: str, limits: CodeLimits) -> ShownHistory:
    has_more = len(found.commits) > wanted
    reached = skip + wanted
    goes_on = has_more and reached < limits.history_depth_max
    return ShownHistory(
        commits=tuple(_show_commit(commit, path) for commit in found.commits[:wanted]),
        next_after=str(reached) if goes_on else None,
        is_cut=not found.is_complete or (has_more and not goes_on),
    )


def _show_range(found: BlameRange) -> ShownRange:
    return ShownRange(
        start=found.start_line,
        end=found.end_line,
        sha=found.sha,
        author=found.author,
        committed_at=found.committed_at,
        subject=found.subject,
        path=show_path(found.path),
    )


def _show_commit(found: TracedCommit, path: str) -> PastCommit:
    return PastCommit(
        sha=found.sha,
        subject=found.subject,
        author=found.author,
        committed_at=found.committed_at,
        path=show_path(found.path) or path,
        added=found.added,
        removed=found.removed,
    )
