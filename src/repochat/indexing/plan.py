"""What a revision asks for: which files are read, which are skipped and why, and how each is to be read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import structlog

from repochat.catalog.blob_store import BlobKey, KnownBlob
from repochat.catalog.revision_store import FileVersion
from repochat.git import PathAttributes, TreeEntry, list_ignored, read_attributes
from repochat.indexing.pool import AUTHORED, BlobTask
from repochat.indexing.skips import PATHS_KEPT_MAX, SkipReason, skip_by_entry
from repochat.syntax.languages import detect_language

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file of the revision. `read_as` is empty exactly when it is skipped without a look at its bytes."""

    path: str
    oid: str
    mode: int
    size_bytes: int
    read_as: str
    skip_reason: SkipReason | None

    @property
    def key(self) -> BlobKey:
        return (self.oid, self.read_as)


def plan_files(
    mirror: Path, entries: Sequence[TreeEntry], *, rules: Sequence[TreeEntry] | None = None
) -> list[PlannedFile]:
    """Every entry of a whole tree, in code-point order of its path; or some of them, with the tree's rule files."""
    attributes = read_attributes(mirror, entries, rules=rules)
    ignored = list_ignored(mirror, entries, rules=rules)
    for problem in (*attributes.problems, *ignored.problems):
        log.warning("plan.patterns_ignored", path=problem.path.decode("utf-8", "replace"), reason=problem.reason)
    planned = [
        _plan(entry, attributes.by_path.get(entry.path), ignored=entry.path in ignored.paths) for entry in entries
    ]
    return sorted(_name_apart(planned), key=lambda file: file.path)


def _plan(entry: TreeEntry, attributes: PathAttributes | None, *, ignored: bool) -> PlannedFile:
    path, reason = _decode_path(entry.path)
    size_bytes = entry.size or 0
    if reason is None:
        reason = _skip_by_rules(path, entry, attributes, ignored=ignored)
    is_authored = attributes is not None and attributes.is_generated is False
    return PlannedFile(
        path=path,
        oid=entry.oid,
        mode=entry.mode,
        size_bytes=size_bytes,
        read_as="" if reason else read_as(path, is_authored=is_authored),
        skip_reason=reason,
    )


def _decode_path(path: bytes) -> tuple[str, SkipReason | None]:
    """PostgreSQL and JSON hold Unicode only; a path that is none is named by its escapes and skipped."""
    try:
        return path.decode("utf-8"), None
    except UnicodeDecodeError:
        return path.decode("utf-8", "backslashreplace"), "undecodable_path"


def _name_apart(files: Sequence[PlannedFile]) -> Iterator[PlannedFile]:
    """Each path once: escapes may spell another file's path, and then get a mark behind them."""
    taken = {file.path for file in files if file.skip_reason != "undecodable_path"}
    for file in files:
        path = file.path
        if file.skip_reason == "undecodable_path":
            while path in taken:
                path += "~"
            taken.add(path)
        yield file if path == file.path else replace(file, path=path)


def _skip_by_rules(
    path: str, entry: TreeEntry, attributes: PathAttributes | None, *, ignored: bool
) -> SkipReason | None:
    """The repository's own word on a file outweighs our guesses from its name."""
    if ignored:
        return "excluded"
    by_entry = skip_by_entry(path, entry.kind, entry.size or 0)
    if attributes is None:
        return by_entry
    if by_entry in ("symlink", "submodule"):
        return by_entry
    if attributes.is_generated or attributes.is_vendored:
        return "excluded"
    denied = {"vendored": attributes.is_vendored is False, "generated": attributes.is_generated is False}
    if by_entry is not None and denied.get(by_entry):
        return None
    return by_entry or ("binary" if attributes.is_binary else None)


@lru_cache(maxsize=PATHS_KEPT_MAX)
def read_as(path: str, *, is_authored: bool = False) -> str:
    """How the path alone says to read a blob. A header may be C or C++, its bytes decide: it is a kind of its own.

    `is_authored` is the repository's word that the file is not generated, whatever its bytes say.
    """
    language = detect_language(path, b"")
    name = path.rsplit("/", 1)[-1]
    kind = ":header" if name.endswith(".h") else ":bare" if "." not in name else ""
    return f"{language}{kind}{AUTHORED if is_authored else ''}"


def list_tasks(files: Sequence[PlannedFile], known: Collection[BlobKey]) -> list[BlobTask]:
    """One task for each blob that nobody has derived yet."""
    tasks: dict[BlobKey, BlobTask] = {}
    for file in files:
        if file.read_as and file.key not in known and file.key not in tasks:
            tasks[file.key] = BlobTask(oid=file.oid, path=file.path, read_as=file.read_as, size_bytes=file.size_bytes)
    return list(tasks.values())


def settle_files(files: Sequence[PlannedFile], known: Mapping[BlobKey, KnownBlob]) -> list[FileVersion]:
    """The planned files as they are stored, now that every blob is derived. A blob that git lacks is `missing`."""
    return [_settle(file, known.get(file.key)) for file in files]


def _settle(file: PlannedFile, blob: KnownBlob | None) -> FileVersion:
    version = FileVersion(
        path=file.path,
        oid=file.oid,
        mode=file.mode,
        size_bytes=file.size_bytes,
        language=file.read_as.partition(":")[0],
        blob_id=None,
        skip_reason=file.skip_reason,
    )
    if not file.read_as:
        return version
    if blob is None:
        return replace(version, skip_reason="missing")
    if blob.skip_reason is not None:
        return replace(version, language=blob.language, skip_reason=blob.skip_reason)
    return replace(version, language=blob.language, blob_id=blob.id)


def diff_files(before: Sequence[FileVersion], after: Sequence[FileVersion]) -> tuple[list[str], list[FileVersion]]:
    """Paths that end and files that begin; a file that changed is in both."""
    old = {file.path: file for file in before}
    added = [file for file in after if old.get(file.path) != file]
    changed = {file.path for file in added}
    kept = {file.path for file in after}
    removed = [path for path in old if path not in kept or path in changed]
    return removed, added
