"""Git's objects: where a repository of the server keeps them, and how files become trees and commits."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

TREE_MODE = "40000"


class GitStore(Protocol):
    """Objects by id, and refs. `set_ref` with None deletes."""

    def read(self, sha: str) -> tuple[str, bytes] | None: ...

    def write(self, kind: str, data: bytes) -> str: ...

    def list_refs(self) -> dict[str, str]: ...

    def set_ref(self, name: str, sha: str | None) -> None: ...


class MemoryGit:
    """Objects in memory, under the ids that git would give them."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[str, bytes]] = {}
        self._refs: dict[str, str] = {}

    def read(self, sha: str) -> tuple[str, bytes] | None:
        return self._objects.get(sha)

    def write(self, kind: str, data: bytes) -> str:
        sha = hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
        self._objects[sha] = (kind, data)
        return sha

    def list_refs(self) -> dict[str, str]:
        return dict(self._refs)

    def set_ref(self, name: str, sha: str | None) -> None:
        self._refs.pop(name, None)
        if sha is not None:
            self._refs[name] = sha


@dataclass(frozen=True, kw_only=True)
class StoredCommit:
    tree: str
    parents: tuple[str, ...]
    author: str
    message: str


Entries = dict[str, tuple[str, str]]
"""Mode and id by name."""


def read_tree(store: GitStore, sha: str) -> Entries:
    """One folder; KeyError when there is no such tree."""
    found = store.read(sha)
    if found is None or found[0] != "tree":
        raise KeyError(sha)
    entries: Entries = {}
    rest = found[1]
    while rest:
        head, _, tail = rest.partition(b"\0")
        mode, _, name = head.partition(b" ")
        entries[name.decode()] = (mode.decode(), tail[:20].hex())
        rest = tail[20:]
    return entries


def write_files(store: GitStore, tree: str | None, files: Mapping[str, tuple[str, str] | None]) -> str:
    """The tree with `files` (mode and id by path, None to delete) in their place. KeyError for what is not there."""
    entries = read_tree(store, tree) if tree else {}
    below: dict[str, dict[str, tuple[str, str] | None]] = {}
    for path, item in files.items():
        name, _, rest = path.partition("/")
        if rest:
            below.setdefault(name, {})[rest] = item
        elif item is None:
            del entries[name]
        else:
            entries[name] = item
    for name, inner in below.items():
        mode, old = entries.get(name, (TREE_MODE, ""))
        sha = write_files(store, old if mode == TREE_MODE and old else None, inner)
        entries[name] = (TREE_MODE, sha)
        if not read_tree(store, sha):
            del entries[name]
    return _write_tree(store, entries)


def write_commit(store: GitStore, commit: StoredCommit, *, at: int) -> str:
    lines = [f"tree {commit.tree}", *(f"parent {parent}" for parent in commit.parents)]
    lines += [f"author {commit.author} {at} +0000", f"committer {commit.author} {at} +0000", "", commit.message]
    return store.write("commit", "\n".join(lines).encode())


def read_commit(store: GitStore, sha: str) -> StoredCommit:
    """KeyError when there is no such commit."""
    found = store.read(sha)
    if found is None or found[0] != "commit":
        raise KeyError(sha)
    head, _, message = found[1].decode("utf-8", "replace").partition("\n\n")
    fields = [line.split(" ", 1) for line in head.split("\n") if " " in line]
    return StoredCommit(
        tree=next(value for name, value in fields if name == "tree"),
        parents=tuple(value for name, value in fields if name == "parent"),
        author=next(value for name, value in fields if name == "author").rsplit(" ", 2)[0],
        message=message,
    )


def is_ancestor(store: GitStore, old: str, new: str) -> bool:
    """Whether `new` has `old` in its history; every commit is in its own."""
    waiting, seen = [new], set[str]()
    while waiting:
        sha = waiting.pop()
        if sha == old:
            return True
        if sha not in seen:
            seen.add(sha)
            waiting += read_commit(store, sha).parents
    return False


def commit_files(
    store: GitStore,
    branch: str,
    files: Mapping[str, bytes | None],
    *,
    message: str,
    author: str,
    at: int,
    parents: Iterable[str] | None = None,
) -> str:
    """A commit on `branch` (or on `parents`, which rewrites its history), and the branch moved to it."""
    ref = f"refs/heads/{branch}"
    head = store.list_refs().get(ref)
    given = tuple(parents) if parents is not None else ((head,) if head else ())
    base = read_commit(store, given[0]).tree if given else None
    items = {path: None if data is None else ("100644", store.write("blob", data)) for path, data in files.items()}
    tree = write_files(store, base, items)
    commit = StoredCommit(tree=tree, parents=given, author=author, message=message)
    sha = write_commit(store, commit, at=at)
    store.set_ref(ref, sha)
    return sha


def _write_tree(store: GitStore, entries: Entries) -> str:
    # Git sorts a folder as if its name ended with a slash.
    names = sorted(entries, key=lambda name: f"{name}/" if entries[name][0] == TREE_MODE else name)
    return store.write(
        "tree", b"".join(f"{entries[name][0]} {name}\0".encode() + bytes.fromhex(entries[name][1]) for name in names)
    )
