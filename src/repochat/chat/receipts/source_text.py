"""The text of a pinned commit, out of git: which blob a path is, and its lines."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from repochat.chat.limits import LIMITS, ChatLimits
from repochat.chat.receipts.told import Place, ToldPull
from repochat.core.errors import RepochatError
from repochat.git import BlobReader, CommitMessage, list_tree, read_message, split_lines

Tree = Mapping[str, str]
"""The blob at each path of a commit."""


class SourceText:
    """One commit, read for one answer; each blob is read from git at most once.

    Beside its own commit it reads files of others, messages of commits, and pull requests that it was given.
    """

    def __init__(
        self, reader: BlobReader, tree: Tree, commit: str, *, mirror: Path, get_tree: Callable[[Path, str], Tree]
    ) -> None:
        self.commit = commit
        self._reader = reader
        self._tree = tree
        self._mirror = mirror
        self._get_tree = get_tree
        self._lines: dict[str, tuple[bytes, ...]] = {}
        self._messages: dict[str, CommitMessage | None] = {}
        self._pulls: dict[int, ToldPull] = {}
        self._others: dict[str, SourceText | None] = {}

    def find_other(self, commit: str) -> "SourceText | None":
        """The same repository at another commit; None when git has no such commit."""
        if commit == self.commit:
            return self
        if commit not in self._others:
            try:
                tree = self._get_tree(self._mirror, commit)
            except RepochatError:
                self._others[commit] = None
            else:
                self._others[commit] = SourceText(
                    self._reader, tree, commit, mirror=self._mirror, get_tree=self._get_tree
                )
        return self._others[commit]

    def find_message(self, commit: str) -> CommitMessage | None:
        """What git has as the message of a commit, read once."""
        if commit not in self._messages:
            try:
                self._messages[commit] = read_message(self._mirror, commit)
            except RepochatError:
                self._messages[commit] = None
        return self._messages[commit]

    def keep_pull(self, pull: ToldPull) -> None:
        """Makes a pull request citable."""
        self._pulls[pull.number] = pull

    def find_pull(self, number: int) -> ToldPull | None:
        return self._pulls.get(number)

    def read_place(self, place: Place) -> tuple[bytes, ...]:
        """All lines of a file, a message or a pull request, ends included; () when there is no such thing."""
        if place.kind == "commit":
            message = self.find_message(place.commit)
            return message.lines if message else ()
        if place.kind == "pull_request":
            pull = self.find_pull(place.number)
            return pull.lines if pull else ()
        source = self.find_other(place.commit) if place.commit else self
        return source.read_lines(place.path) if source else ()

    def read_place_texts(self, place: Place, first: int, last: int) -> list[str]:
        """Lines `first` to `last` that exist, decoded, without their ends."""
        lines = self.read_place(place)[max(0, first - 1) : max(0, last)]
        message = self.find_message(place.commit) if place.kind == "commit" else None
        if message is not None:
            return [message.decode(line) for line in lines]
        return [line.decode("utf-8", "replace").rstrip("\r\n") for line in lines]

    def find_blob(self, path: str) -> str | None:
        """The blob that git has at `path` in the commit."""
        return self._tree.get(path)

    def list_paths(self) -> Collection[str]:
        """Every path of the commit, in git's order, whatever stands there."""
        return self._tree.keys()

    def read_lines(self, path: str) -> tuple[bytes, ...]:
        """The lines of the file, ends included; () when git can't give it."""
        blob = self.find_blob(path)
        if blob is None:
            return ()
        if blob not in self._lines:
            self._lines[blob] = self._split(blob)
        return self._lines[blob]

    def read_texts(self, path: str, first: int, last: int) -> list[str]:
        """Lines `first` to `last` that exist, decoded, without their ends."""
        lines = self.read_lines(path)[max(0, first - 1) : max(0, last)]
        return [line.decode("utf-8", "replace").rstrip("\r\n") for line in lines]

    def _split(self, blob: str) -> tuple[bytes, ...]:
        try:
            content = self._reader.read(blob)
        except RepochatError:
            return ()
        return tuple(split_lines(content))


class SourcePool:
    """Keeps a blob reader per mirror and the trees of recent commits, within bounds. Threads may share it."""

    def __init__(self, limits: ChatLimits = LIMITS) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._readers: OrderedDict[Path, BlobReader] = OrderedDict()
        self._lent: dict[Path, int] = {}
        self._trees: OrderedDict[tuple[Path, str], Tree] = OrderedDict()

    @contextmanager
    def open(self, mirror: Path, commit: str) -> Generator[SourceText]:
        """The text of `commit`. Raises what git raises when the mirror has no such commit."""
        tree = self._get_tree(mirror, commit)
        reader = self._lend(mirror)
        try:
            yield SourceText(reader, tree, commit, mirror=mirror, get_tree=self._get_tree)
        finally:
            self._take_back(mirror)

    def close(self) -> None:
        """Ends the git processes of readers; a reader still in use goes on and is closed by its last user."""
        with self._lock:
            for mirror in list(self._readers):
                if not self._lent.get(mirror):
                    self._readers.pop(mirror).close()

    def _get_tree(self, mirror: Path, commit: str) -> Tree:
        key = (mirror, commit)
        with self._lock:
            tree = self._trees.get(key)
        if tree is None:
            tree = {entry.path.decode("utf-8", "surrogateescape"): entry.oid for entry in list_tree(mirror, commit)}
        with self._lock:
            self._trees[key] = tree
            self._trees.move_to_end(key)
            while len(self._trees) > self._limits.trees_kept_max:
                self._trees.popitem(last=False)
        return tree

    def _lend(self, mirror: Path) -> BlobReader:
        with self._lock:
            reader = self._readers.setdefault(mirror, BlobReader(mirror))
            self._readers.move_to_end(mirror)
            self._lent[mirror] = self._lent.get(mirror, 0) + 1
            return reader

    def _take_back(self, mirror: Path) -> None:
        with self._lock:
            self._lent[mirror] -= 1
            idle = [each for each in self._readers if not self._lent.get(each)]
            surplus = len(self._readers) - self._limits.mirrors_open_max
            for each in idle[: max(0, surplus)]:
                self._readers.pop(each).close()
                self._lent.pop(each, None)
