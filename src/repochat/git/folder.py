"""One level of a commit's tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git
from repochat.git.revision import check_sha
from repochat.git.tree import EntryKind, kind_of, split_records

FolderEntryKind = Literal["folder"] | EntryKind

_FOLDER_MODE = 0o040000


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderEntry:
    """`path` is whole. `size` is None for a folder, for a submodule, and where nobody asked for it."""

    path: bytes
    mode: int
    kind: FolderEntryKind
    oid: str
    size: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """Folders first, then the rest, in code-point order. `is_cut` above `folder_entries_max`: the first in git's."""

    entries: tuple[FolderEntry, ...]
    is_cut: bool


def list_folder(
    mirror: Path,
    sha: str,
    folder: bytes = b"",
    *,
    with_sizes: bool = False,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> Folder:
    """What stands directly in `folder` (b"": the root) at commit `sha`. Raises NotFoundError and InvalidError."""
    bounds = limits or GitLimits()
    asked = folder.strip(b"/")
    where = (_check_folder(asked) + b"/",) if asked else ()
    invocation = _ask(mirror, sha, where, bounds, with_sizes=with_sizes, should_stop=should_stop)
    entries: list[FolderEntry] = []
    with stream_git(invocation) as chunks:
        for entry in _parse(split_records(chunks)):
            if entry.path == asked:  # a submodule: its folder is another repository's
                continue
            entries.append(entry)
            if len(entries) > bounds.folder_entries_max:
                break
    if not entries and asked:
        raise NotFoundError(
            f"There is no folder {asked.decode('utf-8', 'replace')} at {sha[:12]}.",
            hint="Paths are case-sensitive and begin at the root.",
        )
    shown = sorted(entries[: bounds.folder_entries_max], key=lambda entry: (entry.kind != "folder", entry.path))
    return Folder(entries=tuple(shown), is_cut=len(entries) > bounds.folder_entries_max)


def find_entry(mirror: Path, sha: str, path: bytes, *, limits: GitLimits | None = None) -> FolderEntry | None:
    """What stands at `path` of commit `sha`, with its size; None: nothing. Raises InvalidError for what is no path."""
    invocation = _ask(mirror, sha, (_check_folder(path),), limits or GitLimits(), with_sizes=True, should_stop=None)
    with stream_git(invocation) as chunks:
        return next((entry for entry in _parse(split_records(chunks)) if entry.path == path), None)


def _ask(
    mirror: Path,
    sha: str,
    where: tuple[bytes, ...],
    bounds: GitLimits,
    *,
    with_sizes: bool,
    should_stop: ShouldStop | None,
) -> Invocation:
    sizes = ("-l",) if with_sizes else ()
    return Invocation(
        args=("ls-tree", "-z", *sizes, "--full-tree", check_sha(sha), "--", *where),
        git_dir=mirror,
        timeout_s=bounds.lookup_timeout_s,
        should_stop=should_stop,
    )


def _check_folder(folder: bytes) -> bytes:
    if b"\0" in folder or any(part in (b"", b".", b"..") for part in folder.split(b"/")):
        raise InvalidError("That is not a folder's path.", hint="Give the path from the repository's root.")
    return folder


def _parse(records: Iterator[bytes]) -> Iterator[FolderEntry]:
    for record in records:
        header, _, path = record.partition(b"\t")
        mode_text, _, oid, *size = header.split()
        mode = int(mode_text, 8)
        yield FolderEntry(
            path=path,
            mode=mode,
            kind="folder" if mode == _FOLDER_MODE else kind_of(mode),
            oid=oid.decode(),
            size=int(size[0]) if size and size[0].isdigit() else None,
        )
