"""The exact bytes of a file at an indexed revision, decoded for reading."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore, StoredSymbol
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.git import BlobReader, count_lines, cut_lines, list_tree
from repochat.indexing.connect import mirror_of
from repochat.syntax import detect_language
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources

SUBMODULE_MODE = 0o160000
BINARY_PROBE_BYTES = 8_000  # git looks for a NUL byte in as many
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Unshown = Literal["binary", "too_large", "no_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Lines `start` to `end` of a blob as text, or why there is none. `lines` is 0 when the blob was not read."""

    content: str | None = None
    encoding: str | None = None
    replaced: bool = False
    lines: int = 0
    start: int = 0
    end: int = 0
    unshown: Unshown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """A file at a commit: what is known of it, the lines that were asked for, and its definitions in order."""

    repo: Repo
    commit: str
    file: FileVersion
    shown: Shown
    symbols: tuple[StoredSymbol, ...]


async def read_file(
    resources: Resources,
    viewer: Viewer,
    repo: Repo,
    revision: Revision,
    path: str,
    *,
    start: int,
    end: int | None,
    with_symbols: bool = True,
) -> FileText:
    """Lines `start` to `end` (1-based, inclusive; default: the last), at most `file_lines_max` of them.

    Raises NotFoundError when there is no such file, InvalidError when there are no such lines.
    """
    async with resources.database.read(viewer.scope) as session:
        revisions = RevisionStore(session)
        file = await revisions.find_file(revision, path)
        symbols = await revisions.list_symbols(revision, path) if with_symbols else ()
    if file is None:
        raise _no_file(repo, revision.sha, path)
    mirror = mirror_of(resources.home.mirrors, repo)
    shown = await asyncio.to_thread(_show, mirror, file, start, end)
    return FileText(repo=repo, commit=revision.sha, file=file, shown=shown, symbols=tuple(symbols))


async def read_unindexed(mirrors: Path, repo: Repo, sha: str, path: str, *, start: int, end: int | None) -> FileText:
    """The same of a commit that is not indexed, which an answer about the past may cite: from git, without symbols."""
    mirror = mirror_of(mirrors, repo)
    file = await asyncio.to_thread(_find_in_tree, mirror, sha, path)
    if file is None:
        raise _no_file(repo, sha, path)
    shown = await asyncio.to_thread(_show, mirror, file, start, end)
    return FileText(repo=repo, commit=sha, file=file, shown=shown, symbols=())


def _find_in_tree(mirror: Path, sha: str, path: str) -> FileVersion | None:
    wanted = path.encode("utf-8", "surrogateescape")
    entry = next((each for each in list_tree(mirror, sha) if each.path == wanted), None)
    if entry is None:
        return None
    return FileVersion(
        path=path,
        oid=entry.oid,
        mode=entry.mode,
        size_bytes=entry.size or 0,
        language=detect_language(path, b""),
        blob_id=None,
        skip_reason=None,
    )


def _no_file(repo: Repo, sha: str, path: str) -> NotFoundError:
    hint = "Paths are case-sensitive and begin at the root; a search by the name of the file finds it."
    return NotFoundError(f"{path} is not in {repo.name} at {sha[:12]}.", hint=hint)


def _show(mirror: Path, file: FileVersion, start: int, end: int | None) -> Shown:
    if file.mode == SUBMODULE_MODE:
        return Shown(unshown="no_file")
    if file.size_bytes > LIMITS.file_bytes_max:
        return Shown(unshown="too_large")
    with BlobReader(mirror) as reader:
        try:
            content = reader.read(file.oid)
        except LimitError:
            return Shown(unshown="too_large")
    return show_lines(content, start, end)


def show_lines(content: bytes, start: int, end: int | None) -> Shown:
    """Lines `start` to `end` (default: the last), cut at `file_lines_max`. Raises InvalidError past the last line."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    lines = count_lines(content)
    if encoding != "utf-16" and b"\0" in content[:BINARY_PROBE_BYTES]:
        return Shown(unshown="binary")
    if lines == 0:
        return Shown(content="", encoding=encoding)
    if start > lines or (end is not None and end < start):
        raise InvalidError(f"Lines {start}-{end or lines} are not in a file of {lines} lines.", hint="Ask for fewer.")
    last = min(end or lines, lines, start + LIMITS.file_lines_max - 1)
    text, replaced = _decode(content, encoding, start, last)
    return Shown(content=text, encoding=encoding, replaced=replaced, lines=lines, start=start, end=last)


def _decode(content: bytes, encoding: str, start: int, end: int) -> tuple[str, bool]:
    """UTF-16 is decoded whole, since its line feeds are two bytes; their count is the same."""
    if encoding == "utf-16":
        text = content.decode(encoding, "replace")
        text = "".join(text.splitlines(keepends=True)[start - 1 : end])
    else:
        text = cut_lines(content, start, end).decode("utf-8", "replace").removeprefix("\ufeff")
    return text, "\ufffd" in text
