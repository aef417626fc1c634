"""A commit as a person reads it: its message line by line, who and when, the files it changed, and their difference."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from repochat.catalog.repo_store import Repo
from repochat.chat.receipts.permalinks import build_commit_link
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.git import (
    ChangeStatus,
    CommitMessage,
    FileChange,
    FilePatch,
    GitLimits,
    Hunk,
    MissingObjectError,
    list_changes,
    read_message,
    read_patch,
    resolve_revision,
)
from repochat.indexing.connect import mirror_of
from repochat.workspace.limits import LIMITS, WorkspaceLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkShown:
    """A part of git's difference. Each of `lines` bears its mark: blank, + or -."""

    old_start: int
    new_start: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A changed file; the counts of lines are None for a binary one. `is_cut`: lines of its difference are left out."""

    path: str
    old_path: str
    status: ChangeStatus
    added: int | None
    removed: int | None
    hunks: tuple[HunkShown, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitHead:
    """What a commit says of itself, without its difference. `committed_at` is Unix seconds."""

    sha: str
    subject: str
    author: str
    committed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitShown:
    """Compared with its first parent, or with nothing. `lines` are the message's, without their ends.

    `files_count` is None above the bound of git; `files` holds the first `commit_files_max`.
    """

    sha: str
    parents: tuple[str, ...]
    author: str
    committed_at: int
    lines: tuple[str, ...]
    is_message_cut: bool
    files: tuple[FileShown, ...]
    files_count: int | None
    is_patch_cut: bool
    url: str


async def read_commit_whole(mirrors: Path, repo: Repo, rev: str, *, limits: WorkspaceLimits = LIMITS) -> CommitShown:
    """Any commit that git has, indexed or not. Raises NotFoundError and InvalidError for a wrong `rev`."""
    return await asyncio.to_thread(_read, mirror_of(mirrors, repo), repo, rev, limits)


async def list_commit_heads(mirrors: Path, repo: Repo, shas: tuple[str, ...]) -> list[CommitHead]:
    """In the order of `shas`, each once; what git does not have is left out."""
    return await asyncio.to_thread(lambda: list(_read_heads(mirror_of(mirrors, repo), dict.fromkeys(shas))))


async def find_commit_head(mirrors: Path, repo: Repo, rev: str) -> CommitHead | None:
    """Of the commit that `rev` (perhaps the begin of an id) names; None when git knows none, or several."""
    return await asyncio.to_thread(_find_head, mirror_of(mirrors, repo), rev)


def _find_head(mirror: Path, rev: str) -> CommitHead | None:
    try:
        sha = resolve_revision(mirror, rev).sha
    except (InvalidError, NotFoundError):
        return None
    return next(_read_heads(mirror, [sha]), None)


def _read_heads(mirror: Path, shas: Iterable[str]) -> Iterator[CommitHead]:
    for sha in shas:
        with suppress(MissingObjectError):
            told = read_message(mirror, sha)
            yield CommitHead(sha=sha, subject=told.subject, author=told.author, committed_at=told.committed_at)


def _read(mirror: Path, repo: Repo, rev: str, limits: WorkspaceLimits) -> CommitShown:
    message = read_message(mirror, resolve_revision(mirror, rev).sha)
    changes, is_patch_cut = _compare(mirror, message, limits)
    return CommitShown(
        sha=message.sha,
        parents=message.parents,
        author=message.author,
        committed_at=message.committed_at,
        lines=tuple(message.decode(line) for line in message.lines),
        is_message_cut=message.is_cut,
        files=tuple(changes[: limits.commit_files_max]) if changes is not None else (),
        files_count=len(changes) if changes is not None else None,
        is_patch_cut=is_patch_cut,
        url=build_commit_link(repo.source, message.sha),
    )


def _compare(mirror: Path, message: CommitMessage, limits: WorkspaceLimits) -> tuple[list[FileShown] | None, bool]:
    """The changed files, and whether lines of them are left out; None where they are more than git may list."""
    parent = message.parents[0] if message.parents else None
    try:
        changes = list_changes(mirror, parent, message.sha)
    except LimitError:
        return None, True
    bounds = GitLimits(patch_bytes_max=limits.commit_patch_bytes_max)
    patch = read_patch(mirror, parent, message.sha, limits=bounds)
    return list(_pair(changes, iter(patch.files), patch_is_cut=patch.is_cut)), patch.is_cut


def _pair(changes: list[FileChange], patches: Iterator[FilePatch], *, patch_is_cut: bool) -> Iterator[FileShown]:
    """Both are in git's order; a file that changed its type has two patches: removed, then added."""
    for change in changes:
        own = list(islice(patches, 2 if change.status == "retyped" else 1))
        yield FileShown(
            path=change.path.decode("utf-8", "replace"),
            old_path=change.old_path.decode("utf-8", "replace"),
            status=change.status,
            added=change.added,
            removed=change.removed,
            hunks=tuple(_show(hunk) for patch in own for hunk in patch.hunks),
            is_cut=any(patch.is_cut for patch in own) or (patch_is_cut and not own),
        )


def _show(hunk: Hunk) -> HunkShown:
    texts = tuple(line.decode("utf-8", "replace") for line in hunk.lines)
    return HunkShown(old_start=hunk.old_start, new_start=hunk.new_start, lines=texts)
