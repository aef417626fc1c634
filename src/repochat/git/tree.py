"""Trees of a commit, and what differs between two. Paths are bytes, as git keeps them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from repochat.core.errors import LimitError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, run_git, stream_git
from repochat.git.revision import check_sha

EntryKind = Literal["file", "executable", "symlink", "submodule"]

_EXECUTABLE_BIT = 0o111
_SYMLINK_MODE = 0o120000
_SUBMODULE_MODE = 0o160000


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeEntry:
    """`size` is None for a submodule, and for a blob that a partial mirror does not hold."""

    path: bytes
    mode: int
    kind: EntryKind
    oid: str
    size: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeChange:
    """Added when `old_oid` is None, removed when `new_oid` is; all the `new_` fields are None then."""

    path: bytes
    old_oid: str | None
    new_oid: str | None
    new_mode: int | None
    new_kind: EntryKind | None
    new_size: int | None


def list_tree(mirror: Path, sha: str, *, limits: GitLimits | None = None) -> list[TreeEntry]:
    """Every file, link and submodule at commit `sha`, in git's order. Raises LimitError above `tree_entries_max`."""
    bounds = limits or GitLimits()
    args = ("ls-tree", "-r", "-z", "-l", "--full-tree", check_sha(sha))
    entries: list[TreeEntry] = []
    for record in _stream_records(mirror, args, bounds):
        entries.append(_parse_entry(record))
        _check_count(len(entries), bounds)
    return entries


def diff_trees(mirror: Path, old_sha: str, new_sha: str, *, limits: GitLimits | None = None) -> list[TreeChange]:
    """What turns the tree of `old_sha` into that of `new_sha`; a rename is one removal and one addition.

    Raises LimitError above `tree_entries_max` changes.
    """
    bounds = limits or GitLimits()
    options = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-textconv", "--no-ext-diff")
    records = _stream_records(mirror, (*options, check_sha(old_sha), check_sha(new_sha)), bounds)
    rows: list[tuple[bytes, bytes]] = []
    for header in records:
        rows.append((header, next(records)))
        _check_count(len(rows), bounds)
    sizes = read_sizes(mirror, (_new_oid(header) for header, _ in rows), limits=bounds)
    return [_parse_change(header, path, sizes) for header, path in rows]


def read_sizes(mirror: Path, oids: Iterable[str], *, limits: GitLimits | None = None) -> dict[str, int]:
    """Bytes of each object, by one run of git; those that the mirror does not hold are left out."""
    asked = "".join(f"{check_sha(oid)}\n" for oid in dict.fromkeys(oids) if oid.strip("0"))
    if not asked:
        return {}
    listed = run_git(
        Invocation(
            args=("cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"),
            git_dir=mirror,
            stdin=asked.encode(),
            timeout_s=(limits or GitLimits()).read_timeout_s,
            timeout_name="read_timeout_s",
        )
    )
    rows = (line.split(" ") for line in listed.decode().splitlines())
    return {oid: int(size) for oid, size in rows if size.isdigit()}


def _stream_records(mirror: Path, args: tuple[str, ...], limits: GitLimits) -> Iterator[bytes]:
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=limits.read_timeout_s, timeout_name="read_timeout_s")
    with stream_git(invocation) as chunks:
        yield from split_records(chunks)


def split_records(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The parts between NUL bytes, however the chunks are cut."""
    rest = b""
    for chunk in chunks:
        *records, rest = (rest + chunk).split(b"\0")
        yield from records
    if rest:
        yield rest


def _parse_entry(record: bytes) -> TreeEntry:
    header, _, path = record.partition(b"\t")
    mode_text, _, oid, size = header.split()
    mode = int(mode_text, 8)
    return TreeEntry(
        path=path, mode=mode, kind=kind_of(mode), oid=oid.decode(), size=int(size) if size.isdigit() else None
    )


def _parse_change(header: bytes, path: bytes, sizes: dict[str, int]) -> TreeChange:
    _, mode_text, old, new, _ = header.removeprefix(b":").decode().split(" ")
    is_removed = not new.strip("0")
    mode = None if is_removed else int(mode_text, 8)
    return TreeChange(
        path=path,
        old_oid=old if old.strip("0") else None,
        new_oid=None if is_removed else new,
        new_mode=mode,
        new_kind=None if mode is None else kind_of(mode),
        new_size=None if mode == _SUBMODULE_MODE else sizes.get(new),
    )


def _new_oid(header: bytes) -> str:
    return header.split(b" ")[3].decode()


def kind_of(mode: int) -> EntryKind:
    """What an entry of that mode is."""
    if mode == _SYMLINK_MODE:
        return "symlink"
    if mode == _SUBMODULE_MODE:
        return "submodule"
    return "executable" if mode & _EXECUTABLE_BIT else "file"


def _check_count(count: int, limits: GitLimits) -> None:
    if count > limits.tree_entries_max:
        raise LimitError(
            f"The repository has more than {limits.tree_entries_max} files.",
            hint="Index a smaller repository, or raise the limit.",
            limit="tree_entries_max",
        )
