"""What differs between two commits: the files, page by page, and the lines of one of them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.catalog.repo_store import Repo
from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import (
    ChangeStatus,
    FileChange,
    Hunk,
    ShouldStop,
    find_merge_base,
    list_changes,
    read_patch,
    resolve_revision,
)
from repochat.indexing.connect import mirror_of
from repochat.syntax import detect_language
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.paths import find_path, show_path

Since = Literal["base", "merge_base"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPath:
    """`old_path` differs for a rename alone; the counts of lines are None for a binary file."""

    path: str
    old_path: str
    status: ChangeStatus
    added: int | None
    removed: int | None

    @property
    def is_binary(self) -> bool:
        return self.added is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """What turns `old` into `head`, in git's order. `old` is `base`, or where the two lines of history last met.

    `merge_base` is None where they never did. The counts of lines are of all files, not only of these.
    """

    base: str
    head: str
    merge_base: str | None
    old: str
    files: tuple[ChangedPath, ...]
    files_count: int
    added: int
    removed: int
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHunk:
    """Lines count from 1; a side without lines names the line before it. `lines` bear their mark: blank, + or -."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPatch:
    """The difference of one file; `is_cut` when a bound left out the rest of it."""

    old: str
    head: str
    path: str
    old_path: str
    language: str
    is_binary: bool
    hunks: tuple[ShownHunk, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The two revisions as they were named, and with which of the base's commits the head is compared."""

    base: str
    head: str | None
    since: Since = "base"


async def read_difference(
    mirrors: Path,
    repo: Repo,
    sides: Sides,
    *,
    after: str = "",
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownDifference:
    """`diff_files_max` changed files after `after`. Neither side has to be indexed.

    Raises NotFoundError, InvalidError, and LimitError where more differs than git may list or in its time.
    """
    if after and not after.isdecimal():
        raise InvalidError("`after` is no place in this list.", hint="Hand back `next_after` as it came.")
    skip = int(after or 0)

    def look() -> ShownDifference:
        mirror = mirror_of(mirrors, repo)
        base, head, met = _resolve(mirror, sides, limits)
        old = _choose_old(sides, base, met)
        changes = list_changes(mirror, old, head, should_stop=should_stop, limits=limits.for_git())
        page = changes[skip : skip + limits.diff_files_max]
        reached = skip + len(page)
        return ShownDifference(
            base=base,
            head=head,
            merge_base=met,
            old=old,
            files=tuple(map(_show_change, page)),
            files_count=len(changes),
            added=sum(change.added or 0 for change in changes),
            removed=sum(change.removed or 0 for change in changes),
            next_after=str(reached) if reached < len(changes) else None,
        )

    return await asyncio.to_thread(look)


async def read_file_difference(
    mirrors: Path,
    repo: Repo,
    sides: Sides,
    path: str,
    *,
    old_path: str = "",
    context: int = 3,
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownPatch:
    """The hunks of one file, at most `diff_file_bytes_max` of them. `old_path`: what a renamed file was called.

    Raises as `read_difference`, and NotFoundError for a file that does not differ.
    """

    def look() -> ShownPatch:
        mirror = mirror_of(mirrors, repo)
        base, head, met = _resolve(mirror, sides, limits)
        old = _choose_old(sides, base, met)
        paths = _find_paths(mirror, old, head, path, old_path)
        patch = read_patch(
            mirror,
            old,
            head,
            paths,
            context_lines=min(context, limits.diff_context_max),
            should_stop=should_stop,
            limits=limits.for_git(),
        )
        if not patch.files:
            raise NotFoundError(f"{path} does not differ.", hint="Choose one of the changed files.")
        return ShownPatch(
            old=old,
            head=head,
            path=path,
            old_path=old_path or path,
            language=detect_language(path, b""),
            is_binary=any(file.is_binary for file in patch.files),
            hunks=tuple(_show_hunk(hunk) for file in patch.files for hunk in file.hunks),
            is_cut=patch.is_cut,
        )

    return await asyncio.to_thread(look)


def _resolve(mirror: Path, sides: Sides, limits: CodeLimits) -> tuple[str, str, str | None]:
    base = resolve_revision(mirror, sides.base).sha
    head = resolve_revision(mirror, sides.head).sha
    return base, head, find_merge_base(mirror, base, head, limits=limits.for_git())


def _choose_old(sides: Sides, base: str, met: str | None) -> str:
    if sides.since == "base":
        return base
    if met is None:
        raise InvalidError("The two share no history.", hint="Compare them directly.")
    return met


def _find_paths(mirror: Path, old: str, head: str, path: str, old_path: str) -> tuple[bytes, ...]:
    """A removed file stands only on the old side, an added one only on the new: codes are read from either."""
    new = find_path(mirror, head, path)
    if new == path.encode("utf-8", "surrogateescape"):
        new = find_path(mirror, old, path)
    before = find_path(mirror, old, old_path) if old_path else new
    return tuple(dict.fromkeys((before, new)))


def _show_change(change: FileChange) -> ChangedPath:
    return ChangedPath(
        path=show_path(change.path),
        old_path=show_path(change.old_path),
        status=change.status,
        added=change.added,
        removed=change.removed,
    )


def _show_hunk(hunk: Hunk) -> ShownHunk:
    return ShownHunk(
        old_start=hunk.old_start,
        old_count=hunk.old_count,
        new_start=hunk.new_start,
        new_count=hunk.new_count,
        lines=tuple(line.decode("utf-8", "replace") for line in hunk.lines),
    )
