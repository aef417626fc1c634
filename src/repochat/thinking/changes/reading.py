"""Reads both sides of a change from git: which files, which lines, and what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.git import (
    Blob,
    BlobReader,
    FileChange,
    FilePatch,
    ShouldStop,
    list_changes,
    list_tree,
    read_patch,
)
from repochat.syntax import HEAD_BYTES, detect_language, get_language, parse_file
from repochat.syntax.nodes import read_nodes
from repochat.thinking.changes.comparing import CALLABLE, compare_files
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.model import Change, ChangedFile, ChangedSymbol, FileSide, LineRange
from repochat.thinking.changes.roles import is_test_path


def read_change(
    mirror: Path,
    base: str | None,
    sha: str,
    *,
    should_stop: ShouldStop | None = None,
    limits: ChangeLimits = LIMITS,
) -> Change:
    """What turns `base` (None: nothing at all) into `sha`. Raises LimitError, MissingObjectError."""
    changes = list_changes(mirror, base, sha, should_stop=should_stop)
    patch = read_patch(mirror, base, sha, context_lines=0, should_stop=should_stop)
    patches = _match_patches(changes, patch.files)
    new_oids = _list_oids(mirror, sha)
    old_oids = _list_oids(mirror, base) if base else dict[str, str]()
    with BlobReader(mirror) as blobs:
        reader = _Reader(base or "", sha, old_oids, new_oids, blobs, limits)
        chosen = _choose(changes, limits)
        files = [reader.read(each, patches.get(at), is_read=at in chosen) for at, each in enumerate(changes)]
    symbols = compare_files(files)
    shown = sorted(symbols, key=_order)[: limits.symbols_max]
    code = sum(file.is_code for file in files)
    return Change(
        base=base,
        sha=sha,
        files=files,
        symbols=shown,
        oids=new_oids,
        left_out=code - len(chosen) + (1 if patch.is_cut else 0),
        symbols_left_out=len(symbols) - len(shown),
    )


def _order(symbol: ChangedSymbol) -> tuple[bool, bool, str, int]:
    shown = symbol.shown
    return symbol.is_test, symbol.change in ("words", "added"), shown.file.path, shown.symbol.start_line


def _list_oids(mirror: Path, sha: str) -> dict[str, str]:
    return {_show(entry.path): entry.oid for entry in list_tree(mirror, sha) if entry.kind in ("file", "executable")}


def _show(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _match_patches(changes: list[FileChange], files: tuple[FilePatch, ...]) -> dict[int, FilePatch]:
    """By the position of the change; a file that changed its type is there twice in the patch."""
    found: dict[int, FilePatch] = {}
    at = 0
    for position, change in enumerate(changes):
        if at < len(files):
            found[position] = files[at]
        at += 2 if change.status == "retyped" else 1
    return found


def _is_code(path: str) -> bool:
    """A path that is no text can't be told of, so its file is not read."""
    if any("\ud800" <= char <= "\udfff" for char in path):
        return False
    return get_language(detect_language(path, b"")).chunker == "code"


def _choose(changes: list[FileChange], limits: ChangeLimits) -> set[int]:
    """Files of code, those with the most changed lines."""
    code = [at for at, each in enumerate(changes) if _is_code(_show(each.path)) and not each.is_binary]
    code.sort(key=lambda at: -((changes[at].added or 0) + (changes[at].removed or 0)))
    return set(code[: limits.files_read_max])


@dataclass(frozen=True, slots=True)
class _Reader:
    base: str
    sha: str
    old_oids: Mapping[str, str]
    new_oids: Mapping[str, str]
    blobs: BlobReader
    limits: ChangeLimits

    def read(self, change: FileChange, patch: FilePatch | None, *, is_read: bool) -> ChangedFile:
        path, old_path = _show(change.path), _show(change.old_path)
        hunks = patch.hunks if patch else ()
        gone = tuple(LineRange(start=h.old_start, end=h.old_start + h.old_count - 1) for h in hunks if h.old_count > 0)
        come = tuple(LineRange(start=h.new_start, end=h.new_start + h.new_count - 1) for h in hunks if h.new_count > 0)
        old_oid = self.old_oids.get(old_path) if is_read and change.status != "added" else None
        new_oid = self.new_oids.get(path) if is_read and change.status != "removed" else None
        old_near = [(h.old_start, h.old_start + max(1, h.old_count)) for h in hunks]
        new_near = [(h.new_start, h.new_start + max(1, h.new_count)) for h in hunks]
        return ChangedFile(
            path=path,
            old_path=old_path,
            status=change.status,
            added=change.added,
            removed=change.removed,
            old=self.read_side(self.base, old_path, old_oid, old_near) if old_oid else None,
            new=self.read_side(self.sha, path, new_oid, new_near) if new_oid else None,
            gone=gone,
            come=come,
            is_test=is_test_path(path),
            is_code=_is_code(path),
        )

    def read_side(self, sha: str, path: str, oid: str, near: Sequence[tuple[int, int]]) -> FileSide | None:
        """Whole but for its tree, which is read around the lines that differ."""
        blob = next(iter(self.blobs.iter_blobs([oid])))
        return build_side(sha, path, blob, near, self.limits)


def build_side(
    sha: str, path: str, blob: Blob, near: Sequence[tuple[int, int]], limits: ChangeLimits = LIMITS
) -> FileSide | None:
    """None of a blob that is not there or too large."""
    content = blob.content
    if content is None or len(content) > limits.file_bytes_max:
        return None
    language = detect_language(path, content[:HEAD_BYTES])
    parsed = parse_file(path, content, language=language)
    bodies = [(each.start_line, each.end_line) for each in parsed.symbols if each.kind in CALLABLE]
    around = [body for body in bodies if any(body[0] - 1 <= end and start <= body[1] + 1 for start, end in near)]
    tree = read_nodes(path, content, language=language, near=[*near, *around])
    return FileSide(sha=sha, path=path, blob=blob.oid, content=content, parsed=parsed, tree=tree)
