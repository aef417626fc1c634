"""Which files a run looks at: all of a revision, or what a change touched, on both of its sides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from repochat.analyzers import LIMITS, is_manifest
from repochat.analyzers.languages import find_language, find_suffix
from repochat.git import diff_trees, list_changes, list_tree

_FILES = frozenset(("file", "executable"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A blob at a path of one commit."""

    path: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`now` is to be looked at; `before` is what stood there at the base, under its names of then.

    `is_whole`: `now` is all that a tool reads of the revision. `renames` is old path to new path. `left_out` counts
    files that are too large, or whose name is no text.
    """

    now: Sequence[Place]
    before: Sequence[Place] = ()
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    removed: Sequence[str] = ()
    is_whole: bool
    left_out: int = 0


def choose_all(mirror: Path, sha: str, paths: Sequence[str] = ()) -> Choice:
    """Every file of code and every manifest of a commit, or those of `paths` and below. Blocks on git."""
    entries = [entry for entry in list_tree(mirror, sha) if entry.kind in _FILES]
    named = [(path, entry) for entry in entries if (path := _decode(entry.path)) is not None]
    wanted = [(path, entry) for path, entry in named if _is_wanted(path) and _is_within(path, paths)]
    fitting = [Place(path=path, blob=entry.oid) for path, entry in wanted if (entry.size or 0) <= LIMITS.file_bytes_max]
    left_out = len(entries) - len(named) + len(wanted) - len(fitting)
    return Choice(now=fitting, is_whole=not paths, left_out=left_out)


def choose_changes(mirror: Path, base: str, sha: str, *, should_stop: Callable[[], bool] | None = None) -> Choice:
    """What differs between two commits, in files that may hold a secret too. Blocks on git.

    Raises LimitError when there are too many, MissingObjectError when git does not have one of them.
    """
    renames = {
        old: new
        for change in list_changes(mirror, base, sha, should_stop=should_stop)
        if change.old_path != change.path
        and (old := _decode(change.old_path)) is not None
        and (new := _decode(change.path)) is not None
    }
    now: list[Place] = []
    before: list[Place] = []
    removed: list[str] = []
    left_out = 0
    for change in diff_trees(mirror, base, sha):
        path = _decode(change.path)
        if path is None or not _may_hold_anything(path):
            left_out += path is None
            continue
        if change.old_oid is not None:
            before.append(Place(path=path, blob=change.old_oid))
        if change.new_oid is None:
            removed.append(path)
        elif change.new_kind in _FILES and (change.new_size or 0) <= LIMITS.file_bytes_max:
            now.append(Place(path=path, blob=change.new_oid))
    return Choice(now=now, before=before, renames=renames, removed=removed, is_whole=False, left_out=left_out)


def _decode(path: bytes) -> str | None:
    """None: a name that is no text can be neither stored nor shown."""
    try:
        return path.decode()
    except UnicodeDecodeError:
        return None


def _is_wanted(path: str) -> bool:
    return find_language(path) is not None or is_manifest(path)


def _may_hold_anything(path: str) -> bool:
    return _is_wanted(path) or find_suffix(path) != ".txt"


def _is_within(path: str, paths: Sequence[str]) -> bool:
    return not paths or any(path == each or path.startswith(f"{each.rstrip('/')}/") for each in paths)
