"""Contents of blobs, each checked against its own name before anyone sees it."""

import hashlib
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Self

from repochat.core.errors import InvalidError, LimitError, RepochatError
from repochat.git.failures import MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.process import GitProcess, Invocation
from repochat.git.revision import check_sha

BlobProblem = Literal["missing", "too_large", "not_a_blob", "corrupt"]

_WINDOW_BLOBS = 128
_SHA1_DIGITS = 40
_HEADER_BYTES_MAX = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """`content` is None exactly when there is a `problem`; `size` is None when the object is missing."""

    oid: str
    size: int | None
    content: bytes | None
    problem: BlobProblem | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Info:
    oid: str
    kind: str
    size: int | None


class BlobReader:
    """Reads blobs of one mirror through one long-lived git. Use it in a `with` block; threads may share it."""

    def __init__(self, mirror: Path, *, limits: GitLimits | None = None) -> None:
        self._mirror = mirror
        self._limits = limits or GitLimits()
        self._lock = threading.Lock()
        self._shared: _Conversation | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._drop_shared()

    def read(self, oid: str) -> bytes:
        """The whole blob. Raises MissingObjectError, LimitError (`blob_bytes_max`) or InvalidError (not a blob)."""
        check_sha(oid)
        with self._lock:
            try:
                blob = self._read_shared(oid)
            except BaseException:
                # An interrupted answer leaves the conversation out of step: the next read starts a new one.
                self._drop_shared()
                raise
        if blob.content is None:
            raise _explain(blob, self._limits)
        return blob.content

    def iter_blobs(self, oids: Iterable[str]) -> Iterator[Blob]:
        """One Blob for each of `oids`, in order; what cannot be given says why in `problem`, and the rest go on."""
        conversation = _Conversation(self._mirror)
        try:
            waiting = iter(oids)
            while window := [check_sha(oid) for oid in islice(waiting, _WINDOW_BLOBS)]:
                yield from conversation.read_window(window, self._limits.blob_bytes_max)
        finally:
            conversation.close()

    def read_lines(self, oid: str, start_line: int, end_line: int) -> bytes:
        """Lines `start_line` to `end_line`, counted from 1, both included, with their ends; only LF ends a line.

        Raises InvalidError when the range is not within the blob.
        """
        return cut_lines(self.read(oid), start_line, end_line)

    def sha256_of_lines(self, oid: str, start_line: int, end_line: int) -> str:
        """The hash that a citation carries: of exactly the bytes of `read_lines`."""
        return hashlib.sha256(self.read_lines(oid, start_line, end_line)).hexdigest()

    def _read_shared(self, oid: str) -> Blob:
        if self._shared is None:
            self._shared = _Conversation(self._mirror)
        return next(self._shared.read_window([oid], self._limits.blob_bytes_max))

    def _drop_shared(self) -> None:
        if self._shared is not None:
            self._shared.close()
            self._shared = None


def count_lines(content: bytes) -> int:
    """Lines as citations count them: an LF ends one, and bytes after the last LF are one more."""
    return content.count(b"\n") + (not content.endswith(b"\n") and bool(content))


def cut_lines(content: bytes, start_line: int, end_line: int) -> bytes:
    """Lines from 1, both ends included, line ends kept. Raises InvalidError when the range is not within them."""
    if not 1 <= start_line <= end_line <= count_lines(content):
        raise InvalidError(
            f"Lines {start_line}-{end_line} are not in a blob of {count_lines(content)} lines.",
            hint="Ask for lines that exist.",
        )
    start = _offset_after(content, start_line - 1)
    length = _offset_after(content[start:], end_line - start_line + 1)
    return content[start : start + length]


def _offset_after(content: bytes, lines: int) -> int:
    offset = 0
    for _ in range(lines):
        found = content.find(b"\n", offset)
        if found < 0:
            return len(content)
        offset = found + 1
    return offset


class _Conversation:
    """`git cat-file --batch-command --buffer`: it reads requests until `flush`, so writing them can never block."""

    def __init__(self, mirror: Path) -> None:
        self._process = GitProcess(
            Invocation(args=("cat-file", "--batch-command", "--buffer"), git_dir=mirror, timeout_s=None),
            stdin=subprocess.PIPE,
        )

    def close(self) -> None:
        self._process.close()

    def read_window(self, oids: Sequence[str], bytes_max: int) -> Iterator[Blob]:
        """A Blob for each of `oids`. Sizes are asked first, so that a large blob is never sent."""
        self._ask("info", oids)
        infos = [self._read_info() for _ in oids]
        self._ask("contents", [info.oid for info in infos if _find_problem(info, bytes_max) is None])
        for info in infos:
            problem = _find_problem(info, bytes_max)
            if problem is None:
                yield self._read_content(info)
            else:
                yield Blob(oid=info.oid, size=info.size, content=None, problem=problem)

    def _ask(self, command: str, oids: Sequence[str]) -> None:
        stdin = self._process.process.stdin
        if stdin is None or not oids:
            return
        try:
            stdin.write("".join(f"{command} {oid}\n" for oid in oids).encode() + b"flush\n")
            stdin.flush()
        except BrokenPipeError:
            self._raise_end()

    def _read_info(self) -> _Info:
        line = self._process.stdout.readline(_HEADER_BYTES_MAX)
        if not line.endswith(b"\n"):
            self._raise_end()
        oid, *rest = line.decode().split()
        if len(rest) != 2:  # noqa: PLR2004  a kind and a size; `missing` and `ambiguous` stand alone
            return _Info(oid=oid, kind="missing", size=None)
        return _Info(oid=oid, kind=rest[0], size=int(rest[1]))

    def _read_content(self, info: _Info) -> Blob:
        size = self._read_info().size
        if size is None or size != info.size:
            return Blob(oid=info.oid, size=info.size, content=None, problem="missing")
        content = self._process.stdout.read(size)
        if len(content) != size or self._process.stdout.read(1) != b"\n":
            self._raise_end()
        if _hash_blob(content, info.oid) != info.oid:
            return Blob(oid=info.oid, size=size, content=None, problem="corrupt")
        return Blob(oid=info.oid, size=size, content=content, problem=None)

    def _raise_end(self) -> None:
        self._process.check_end()
        raise MissingObjectError("git stopped in the middle of a blob.", hint="Try again; run `repochat doctor`.")


def _find_problem(info: _Info, bytes_max: int) -> BlobProblem | None:
    if info.size is None:
        return "missing"
    if info.kind != "blob":
        return "not_a_blob"
    return "too_large" if info.size > bytes_max else None


def _hash_blob(content: bytes, oid: str) -> str:
    """Git's name for `content`. A pack linked from elsewhere may lie about it, and the catalog shares blobs by name."""
    digest = hashlib.sha1(usedforsecurity=False) if len(oid) == _SHA1_DIGITS else hashlib.sha256()
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def _explain(blob: Blob, limits: GitLimits) -> RepochatError:
    if blob.problem == "too_large":
        return LimitError(
            f"The blob {blob.oid} has {blob.size} bytes.",
            hint=f"Blobs up to {limits.blob_bytes_max} bytes are read.",
            limit="blob_bytes_max",
        )
    if blob.problem == "not_a_blob":
        return InvalidError(f"{blob.oid} is not a blob.", hint="Ask for the id of a file's content.")
    return MissingObjectError(
        f"The blob {blob.oid} is {blob.problem} in the mirror.",
        hint="Its source is a partial or damaged clone: complete the source, then index again.",
    )
