"""Evidence held against git: a quote against the bytes of its lines, a commit's quote against its message."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import InvalidError, RepochatError
from repochat.git import BlobReader, cut_lines, find_entry, list_tree, read_message
from repochat.thinking.insights.limits import LIMITS
from repochat.thinking.model import CommitQuote, Evidence, Quote, Repro

OWN_COMMAND = "repochat"
_LINK_KINDS = frozenset(("symlink", "submodule", "folder"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`problem` is "" when git agrees. `code` is what a proven quote shows, without its blanks."""

    problem: str
    code: bytes = b""


def check_evidence(mirror: Path, pieces: Sequence[Evidence], artifacts: frozenset[str]) -> list[Checked]:
    """One for each of `pieces`, in order. Each file, blob and message is read once. Blocks on git; never raises."""
    quotes = [each for each in pieces if isinstance(each, Quote)]
    blobs = _Trees(mirror, quotes)
    checked_quotes = _check_quotes(mirror, quotes, blobs)
    messages = {each.sha: _read_text(mirror, each.sha) for each in pieces if isinstance(each, CommitQuote)}
    return [_check(each, checked_quotes, messages, artifacts) for each in pieces]


def _check(
    piece: Evidence, quotes: Mapping[Quote, Checked], messages: Mapping[str, str | None], artifacts: frozenset[str]
) -> Checked:
    match piece:
        case Quote():
            return quotes[piece]
        case CommitQuote():
            return Checked(problem=_check_commit(piece, messages[piece.sha]))
        case Repro():
            return Checked(problem=_check_repro(piece, artifacts))


class _Trees:
    """Which blob stands at a path of a commit: a few are asked for singly, many are looked up in the whole tree."""

    def __init__(self, mirror: Path, quotes: Sequence[Quote]) -> None:
        wanted: dict[str, set[str]] = {}
        for each in quotes:
            wanted.setdefault(each.sha, set()).add(each.path)
        self._blobs = {sha: _find_blobs(mirror, sha, paths) for sha, paths in wanted.items()}

    def find(self, sha: str, path: str) -> str | None:
        return self._blobs[sha].get(path)


def _find_blobs(mirror: Path, sha: str, paths: Iterable[str]) -> dict[str, str]:
    """Path -> blob of those that are files there; none when git does not have the commit."""
    wanted = {path.encode("utf-8", "surrogateescape"): path for path in paths if path}
    try:
        if len(wanted) > LIMITS.paths_asked_singly_max:
            entries = [entry for entry in list_tree(mirror, sha) if entry.path in wanted]
        else:
            entries = [entry for path in wanted if (entry := find_entry(mirror, sha, path)) is not None]
    except RepochatError:
        return {}
    return {wanted[entry.path]: entry.oid for entry in entries if entry.kind not in _LINK_KINDS}


def _check_quotes(mirror: Path, quotes: Sequence[Quote], trees: _Trees) -> dict[Quote, Checked]:
    by_blob: dict[str, list[Quote]] = {}
    checked: dict[Quote, Checked] = {}
    for each in quotes:
        blob = trees.find(each.sha, each.path)
        if blob is None:
            checked[each] = Checked(problem="the commit has no such file")
        elif blob != each.blob:
            checked[each] = Checked(problem="the commit has another blob there")
        else:
            by_blob.setdefault(blob, []).append(each)
    with BlobReader(mirror) as reader:
        for blob, leaning in by_blob.items():
            checked.update(_check_blob(reader, blob, leaning))
    return checked


def _check_blob(reader: BlobReader, blob: str, quotes: Sequence[Quote]) -> dict[Quote, Checked]:
    try:
        content = reader.read(blob)
    except RepochatError:
        return {each: Checked(problem="git could not give the blob") for each in quotes}
    return {each: _check_lines(each, content) for each in quotes}


def _check_lines(quote: Quote, content: bytes) -> Checked:
    if quote.end_line - quote.start_line >= LIMITS.quote_lines_max:
        return Checked(problem="the quote is too long")
    try:
        lines = cut_lines(content, quote.start_line, quote.end_line)
    except InvalidError:
        return Checked(problem="the file has no such lines")
    if hashlib.sha256(lines).hexdigest() != quote.snippet_sha256:
        return Checked(problem="the lines have another hash")
    return Checked(problem="", code=b"".join(lines.split()))


def _read_text(mirror: Path, sha: str) -> str | None:
    try:
        message = read_message(mirror, sha)
    except RepochatError:
        return None
    return "\n".join(message.decode(line) for line in message.lines)


def _check_commit(piece: CommitQuote, message: str | None) -> str:
    if message is None:
        return "git has no such commit"
    return "" if piece.text.strip() and piece.text in message else "the commit's message does not say so"


def _check_repro(piece: Repro, artifacts: frozenset[str]) -> str:
    """A command is one of ours: nobody is told to run what a repository names."""
    if not 1 <= len(piece.argv) <= LIMITS.argv_max or piece.argv[0] != OWN_COMMAND:
        return "the command to repeat it is none of ours"
    if any(not each.isprintable() or len(each) > LIMITS.text_chars_max for each in piece.argv):
        return "the command to repeat it cannot be typed"
    if piece.artifact and piece.artifact not in artifacts:
        return "the artifact that it names was not left"
    return ""
