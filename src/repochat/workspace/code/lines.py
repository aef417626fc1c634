"""Single lines of files, as text without their ends."""

from repochat.core.errors import InvalidError, NotFoundError, RepochatError
from repochat.git import BlobReader, FolderEntry, find_entry
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.paths import find_path

_MARK = "\ufeff"


def split_text(content: bytes) -> list[str]:
    """Lines from the first; only a line feed ends one, and a carriage return before it belongs to the end."""
    lines = content.decode("utf-8", "replace").removeprefix(_MARK).split("\n")
    return [line.removesuffix("\r") for line in lines]


def read_blob(reader: BlobReader, oid: str) -> list[str]:
    """The lines of a blob; none when git can't give it."""
    try:
        return split_text(reader.read(oid))
    except RepochatError:
        return []


def read_path(at: CodeAt, reader: BlobReader, path: str) -> bytes:
    """The file at `path` of a commit. Raises NotFoundError, InvalidError for what is no file, LimitError."""
    entry = get_entry(at, path)
    if entry.kind not in ("file", "executable"):
        raise InvalidError(f"{path} is a {entry.kind}, not a file.", hint="Point at a file of text.")
    return reader.read(entry.oid)


def get_entry(at: CodeAt, path: str) -> FolderEntry:
    """What stands at `path` of a commit. Raises NotFoundError, and InvalidError for what is no path."""
    entry = find_entry(at.mirror, at.sha, find_path(at.mirror, at.sha, path))
    if entry is None:
        hint = "Paths are case-sensitive and begin at the root; a search by the name of the file finds it."
        raise NotFoundError(f"{path} is not in {at.repo.name} at {at.sha[:12]}.", hint=hint)
    return entry
