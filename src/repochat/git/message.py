"""The message of a commit as git stores it: whole lines of bytes that can be hashed and cited."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.git.failures import MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, stream_git
from repochat.git.revision import check_sha

_PERSON = re.compile(rb"(?P<name>.*?)\s*<[^<>]*>\s*(?P<at>-?\d+)?")

_ANY_BYTES = bytes(range(256))
_PROGRAMS = frozenset(("unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"))
"""Codecs of text that read more into bytes than characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitMessage:
    """`lines` are the message's own bytes with their ends; the first is the subject. Times are Unix seconds.

    `is_cut` when a bound left out what follows. `encoding` is what the commit says of itself, or utf-8.
    """

    sha: str
    parents: tuple[str, ...]
    author: str
    committed_at: int
    encoding: str
    lines: tuple[bytes, ...]
    is_cut: bool

    @property
    def subject(self) -> str:
        return self.decode(self.lines[0]) if self.lines else ""

    def decode(self, line: bytes) -> str:
        """A line without its end; what is not in the encoding is replaced."""
        return line.decode(self.encoding, "replace").rstrip("\r\n")


def read_message(mirror: Path, sha: str, *, limits: GitLimits | None = None) -> CommitMessage:
    """The message of one commit, at most `message_bytes_max` of it. Raises MissingObjectError."""
    bounds = limits or GitLimits()
    args = ("cat-file", "commit", check_sha(sha))
    invocation = Invocation(args=args, git_dir=mirror, timeout_s=bounds.lookup_timeout_s)
    data, is_cut = _read_bounded(invocation, bounds.message_bytes_max)
    header, found, text = data.partition(b"\n\n")
    if not header.startswith(b"tree "):
        raise MissingObjectError(f"git has no commit {sha}.", hint="Give the id of a commit.")
    fields = dict(reversed([_split_field(line) for line in header.split(b"\n") if line[:1] != b" "]))
    author, _ = _parse_person(fields.get(b"author", b""))
    _, committed_at = _parse_person(fields.get(b"committer", b""))
    encoding = _find_encoding(fields.get(b"encoding", b""))
    return CommitMessage(
        sha=sha,
        parents=tuple(line[7:].decode() for line in header.split(b"\n") if line.startswith(b"parent ")),
        author=author.decode(encoding, "replace"),
        committed_at=committed_at,
        encoding=encoding,
        lines=tuple(split_lines(text if found else b"")),
        is_cut=is_cut,
    )


def split_lines(text: bytes) -> Iterator[bytes]:
    """The lines of `text` with their ends; only a line feed ends one."""
    *whole, rest = text.split(b"\n")
    yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


def _read_bounded(invocation: Invocation, bytes_max: int) -> tuple[bytes, bool]:
    data = b""
    with stream_git(invocation) as chunks:
        for chunk in chunks:
            data += chunk
            if len(data) > bytes_max:
                break
    if len(data) <= bytes_max:
        return data, False
    return data[: data.rfind(b"\n", 0, bytes_max) + 1], True


def _split_field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b" ")
    return name, value


def _parse_person(field: bytes) -> tuple[bytes, int]:
    match = _PERSON.match(field)
    if match is None:
        return field, 0
    return match["name"], int(match["at"] or 0)


def _find_encoding(name: bytes) -> str:
    """A codec of text that Python knows; what a commit claims is data."""
    try:
        found = codecs.lookup(name.decode("ascii", "replace")).name if name else "utf-8"
        _ANY_BYTES.decode(found, "replace")
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if found in _PROGRAMS else found
