"""One level of a tree, with what the index knows of each file."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from repochat.accounts import Viewer
from repochat.catalog.revision_store import FileVersion, RevisionStore
from repochat.git import FolderEntry, ShouldStop, list_folder
from repochat.syntax import detect_language
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.paths import find_path, show_path
from repochat.workspace.resources import Resources

ShownKind = Literal["folder", "file", "symlink", "submodule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntry:
    """`skip_reason` says why a file is not indexed; a folder is as indexed as its revision."""

    name: str
    path: str
    kind: ShownKind
    size_bytes: int
    language: str | None
    is_indexed: bool
    skip_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFolder:
    """Folders first, then the rest, in code-point order."""

    commit: str
    folder: str
    entries: tuple[ShownEntry, ...]
    is_cut: bool


async def read_folder(
    resources: Resources,
    viewer: Viewer,
    at: CodeAt,
    folder: str,
    *,
    should_stop: ShouldStop | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownFolder:
    """What stands directly in `folder` ("": the root), at most `folder_entries_max`. Raises NotFoundError."""
    asked = folder.strip("/")

    def look() -> tuple[tuple[FolderEntry, ...], bool]:
        path = find_path(at.mirror, at.sha, asked)
        found = list_folder(
            at.mirror,
            at.sha,
            path,
            with_sizes=at.revision is None,
            should_stop=should_stop,
            limits=limits.for_git(),
        )
        return found.entries, found.is_cut

    entries, is_cut = await asyncio.to_thread(look)
    paths = [show_path(entry.path) for entry in entries if entry.kind != "folder"]
    known: dict[str, FileVersion] = {}
    if at.revision is not None and paths:
        async with resources.database.read(viewer.scope) as session:
            files = await RevisionStore(session).get_files(at.revision, paths)
        known = {file.path: file for file in files}
    shown = tuple(_show(entry, known, is_indexed=at.revision is not None) for entry in entries)
    return ShownFolder(commit=at.sha, folder=asked, entries=shown, is_cut=is_cut)


def _show(entry: FolderEntry, known: Mapping[str, FileVersion], *, is_indexed: bool) -> ShownEntry:
    path = show_path(entry.path)
    name = path.rpartition("/")[2]
    if entry.kind == "folder":
        return ShownEntry(
            name=name, path=path, kind="folder", size_bytes=0, language=None, is_indexed=is_indexed, skip_reason=None
        )
    file = known.get(path)
    language = file.language if file else detect_language(path, b"")
    return ShownEntry(
        name=name,
        path=path,
        kind="file" if entry.kind == "executable" else entry.kind,
        size_bytes=file.size_bytes if file else entry.size or 0,
        language=language if entry.kind in ("file", "executable") else None,
        is_indexed=file is not None and file.blob_id is not None,
        skip_reason=file.skip_reason if file else None,
    )
