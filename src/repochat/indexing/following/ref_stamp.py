"""A local repository's refs by their files' times: a handful of calls that start no process and read no file.

git changes a ref by renaming a file into its folder, so a folder's time tells of every loose ref in it; packed refs are
one file, and so is the list of a repository that keeps its refs in tables.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from repochat.indexing.following.limits import LIMITS

Stamp = tuple[int, int, int]
_FILES = ("packed-refs", "reftable/tables.list")
_FOLDERS = ("refs/heads", "refs/tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefStamp:
    """`stamps` holds what was met at each path, None for what is not there; equal stamps mean that nothing moved.

    `newest_ns` is the latest of the times, in nanoseconds of the file system's clock.
    """

    stamps: tuple[tuple[str, Stamp | None], ...]
    newest_ns: int


def find_git_dirs(source: str) -> tuple[Path, Path]:
    """The git directory of a source that is a path, and the one that holds its refs: a worktree's is elsewhere."""
    root = Path(source)
    git_dir = root if (root / "HEAD").is_file() else root / ".git"
    if git_dir.is_file():  # a worktree, or a submodule, names its directory in a file
        git_dir = root / git_dir.read_text(encoding="utf-8", errors="surrogateescape").partition(":")[2].strip()
    with suppress(OSError):
        named = (git_dir / "commondir").read_text(encoding="utf-8", errors="surrogateescape").strip()
        return git_dir, git_dir / named
    return git_dir, git_dir


def read_stamp(git_dir: Path, common_dir: Path, before: RefStamp | None = None) -> RefStamp:
    """Looks again at every path that `before` knows, and for new folders only where one of them changed."""
    if before is not None:
        again = _stamp(path for path, _ in before.stamps)
        if again.stamps == before.stamps:
            return before
    paths = [str(git_dir / "HEAD"), *(str(common_dir / name) for name in _FILES)]
    return _stamp([*paths, *_list_folders(common_dir)])


def _stamp(paths: "list[str] | Iterator[str]") -> RefStamp:
    stamps = tuple((path, _find_stamp(path)) for path in paths)
    return RefStamp(stamps=stamps, newest_ns=max((stamp[0] for _, stamp in stamps if stamp), default=0))


def _find_stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116  called for every folder of every repository, twice a second
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _list_folders(common_dir: Path) -> list[str]:
    """Folders that may hold branches and tags, at most `watch_folders_max`."""
    found = [str(common_dir / name) for name in _FOLDERS]
    for folder in found:
        with suppress(OSError), os.scandir(folder) as entries:
            found += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        if len(found) > LIMITS.watch_folders_max:
            break
    return found[: LIMITS.watch_folders_max]
