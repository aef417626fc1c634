"""What a commit changed, and what differs between two revisions: files, definitions, and the lines of one file."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact
from repochat.chat.tools.finding.past import make_fact
from repochat.chat.tools.finding.patches import ShownPatch, read_shown_patch
from repochat.chat.tools.finding.paths import encode_path, suggest_paths
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.standing import find_standing
from repochat.chat.tools.finding.touched import ChangedSymbol, find_changed_symbols
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import hide_addresses, quote_name
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import NotFoundError, RepochatError
from repochat.git import Commit, FileChange, is_ancestor, list_changes, read_commit, resolve_revision
from repochat.search.hot import HotIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """Counts of lines are None for a binary file."""

    path: str
    old_path: str
    status: Literal["added", "removed", "modified", "renamed", "retyped"]
    added: int | None
    removed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`standing` are lines of the pinned commit that the commit wrote; a merge is compared with its first parent."""

    pinned: Pinned
    fact: CommitFact
    body: str
    is_body_cut: bool
    is_merge: bool
    is_in_history: bool
    files: tuple[ChangedFile, ...]
    skipped: int
    total: int
    patch: ShownPatch | None
    standing: tuple[Place, ...]

    @property
    def left(self) -> int:
        return max(0, self.total - self.skipped - len(self.files))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`symbols` is None when neither revision is indexed; `gone` are lines of the old side, where that is pinned."""

    pinned: Pinned
    old: Commit
    new: Commit
    files: tuple[ChangedFile, ...]
    skipped: int
    total: int
    added: int
    removed: int
    symbols: tuple[ChangedSymbol, ...] | None
    symbols_total: int
    are_symbols_cut: bool
    patch: ShownPatch | None
    standing: tuple[Place, ...]
    gone: tuple[Place, ...]

    @property
    def left(self) -> int:
        return max(0, self.total - self.skipped - len(self.files))


def find_change(world: ToolWorld, commit: str, *, repo: str, path: str, skip: int, limits: ToolLimits) -> Change:
    """A commit of the mirror; the patch is of `path`, or of its only file. Raises NotFoundError or InvalidError."""
    pin, resolved = _resolve(world, repo, commit)
    told = read_commit(pin.mirror, resolved.sha, limits=limits.git)
    parent = told.parents[0] if told.parents else None
    changes = list_changes(pin.mirror, parent, resolved.sha, limits=limits.git)
    chosen = _choose_file(changes, path, limits)
    fact = make_fact(resolved.sha, told.committed_at, told.author, told.subject)
    patch = None if chosen is None else read_shown_patch(pin, parent, resolved.sha, chosen, limits)
    standing = () if chosen is None or patch is None else find_standing(pin, _decode(chosen.path), patch, limits)
    return Change(
        pinned=pin,
        fact=fact,
        body=hide_addresses(told.body),
        is_body_cut=told.is_body_cut,
        is_merge=len(told.parents) > 1,
        is_in_history=is_ancestor(pin.mirror, resolved.sha, pin.revision.sha, limits=limits.git),
        files=tuple(_describe(change) for change in changes[skip : skip + limits.files_max]),
        skipped=skip,
        total=len(changes),
        patch=patch,
        standing=standing,
    )


async def compare_revisions(
    world: ToolWorld, old: str, new: str, *, repo: str, path: str, skip: int, limits: ToolLimits
) -> Comparison:
    """What turns `old` into `new`, "" for the pinned commit. Definitions are compared where a revision is indexed.

    Raises NotFoundError or InvalidError.
    """
    pin, before, after = await asyncio.to_thread(resolve_pair, world, repo, old, new)
    indexes = (await _find_index(world, pin, before.sha), await _find_index(world, pin, after.sha))
    return await asyncio.to_thread(
        compare_commits, pin, before, after, indexes=indexes, pins=world.pins, path=path, skip=skip, limits=limits
    )


def compare_commits(
    pin: Pinned,
    old: Commit,
    new: Commit,
    *,
    indexes: tuple[HotIndex | None, HotIndex | None],
    pins: tuple[Pinned, ...],
    path: str,
    skip: int,
    limits: ToolLimits,
) -> Comparison:
    """What turns `old` into `new`, in `path` alone when it is given, with the patch of a lone file.

    `indexes` are those of both, where there are some; `pins` may be cited.
    """
    commits = (old.sha, new.sha)
    changes = list_changes(pin.mirror, *commits, limits=limits.git)
    chosen = _choose_file(changes, path, limits)
    patch = None if chosen is None else read_shown_patch(pin, *commits, chosen, limits)
    meant = changes if chosen is None else [chosen]
    symbols = find_changed_symbols(pin, commits, meant, indexes, limits)
    new_pin, old_pin = _find_pin(pin, pins, new.sha), _find_pin(pin, pins, old.sha)
    standing: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()
    if chosen is not None and patch is not None:
        standing = find_standing(new_pin or pin, _decode(chosen.path), patch, limits)
        gone = () if old_pin is None else find_standing(old_pin, _decode(chosen.old_path), patch, limits, side="old")
    return Comparison(
        pinned=pin,
        old=old,
        new=new,
        files=tuple(_describe(change) for change in _by_size(meant)[skip : skip + limits.files_max]),
        skipped=skip,
        total=len(meant),
        added=sum(change.added or 0 for change in meant),
        removed=sum(change.removed or 0 for change in meant),
        symbols=None if symbols is None else symbols.symbols[: limits.symbols_max],
        symbols_total=0 if symbols is None else len(symbols.symbols),
        are_symbols_cut=symbols is not None and symbols.is_cut,
        patch=patch,
        standing=standing,
        gone=gone,
    )


async def _find_index(world: ToolWorld, pin: Pinned, sha: str) -> HotIndex | None:
    """The index of a commit: a pinned one, or one that is indexed; None otherwise."""
    pinned = _find_pin(pin, world.pins, sha)
    if pinned is not None:
        return pinned.index
    try:
        revision = await world.searcher.find_revision(world.viewer, pin.repo, sha)
    except NotFoundError:
        return None
    return await world.searcher.get_index(world.viewer, revision)


def resolve_pair(world: ToolWorld, repo: str, old: str, new: str) -> tuple[Pinned, Commit, Commit]:
    """Both revisions, in the first repository that has them;."""
    pin, before = _resolve(world, repo, old)
    return pin, before, resolve_revision(pin.mirror, new.strip() or pin.revision.sha)


def _resolve(world: ToolWorld, repo: str, rev: str) -> tuple[Pinned, Commit]:
    problems: list[RepochatError] = []
    for pin in world.choose_pins(repo):
        try:
            return pin, resolve_revision(pin.mirror, rev.strip())
        except RepochatError as problem:
            problems.append(problem)
    raise problems[0]


def _choose_file(changes: list[FileChange], path: str, limits: ToolLimits) -> FileChange | None:
    """The change of `path` by either of its names; of a lone change it need not be asked for."""
    if not path.strip():
        return changes[0] if len(changes) == 1 else None
    asked = encode_path(path.strip().removeprefix("./").lstrip("/"))
    for change in changes:
        if asked in (change.path, change.old_path):
            return change
    near = suggest_paths([_decode(change.path) for change in changes], path, limits)
    names = ", ".join(quote_name(each, limits.name_chars_max) for each in near)
    raise NotFoundError(
        f"Nothing changed in {quote_name(path, limits.name_chars_max)}.",
        hint=f"The nearest paths that changed: {names}." if names else "Leave path out: the changed files are listed.",
    )


def _find_pin(pin: Pinned, pins: tuple[Pinned, ...], sha: str) -> Pinned | None:
    return next((each for each in (pin, *pins) if each.repo.id == pin.repo.id and each.revision.sha == sha), None)


def _by_size(changes: list[FileChange]) -> list[FileChange]:
    return sorted(changes, key=lambda change: -((change.added or 0) + (change.removed or 0)))


def _describe(change: FileChange) -> ChangedFile:
    return ChangedFile(
        path=_decode(change.path),
        old_path=_decode(change.old_path),
        status=change.status,
        added=change.added,
        removed=change.removed,
    )


def _decode(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
