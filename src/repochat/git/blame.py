"""Which commit last wrote each line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from repochat.core.errors import LimitError
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git
from repochat.git.quoted import unquote_path
from repochat.git.revision import check_sha

_ENTRY_FIELDS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class BlameLine:
    """`line` counts from 1 in the file as it is at the asked commit."""

    line: int
    sha: str
    committed_at: int
    author: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BlameRange:
    """Neighbouring lines that one commit wrote; `path` is what the file was called in it."""

    start_line: int
    end_line: int
    sha: str
    committed_at: int
    author: str
    subject: str
    path: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Blame:
    """By line. Not `is_complete` when time ran out: lines are missing then that nobody is known of yet."""

    ranges: tuple[BlameRange, ...]
    is_complete: bool


def blame_lines(
    mirror: Path, sha: str, path: bytes, start_line: int, end_line: int, *, limits: GitLimits | None = None
) -> list[BlameLine]:
    """One BlameLine for each line from `start_line` to `end_line`, both included.

    Raises NotFoundError (no such path), InvalidError (no such lines), LimitError (`blame_lines_max`, or time).
    """
    bounds = limits or GitLimits()
    if end_line - start_line >= bounds.blame_lines_max:
        raise LimitError(
            f"More than {bounds.blame_lines_max} lines were asked for.",
            hint="Ask for fewer lines at a time.",
            limit="blame_lines_max",
        )
    ranges = list(_blame(_ask(mirror, sha, path, [(start_line, end_line)], bounds, None)))
    lines = [_take_line(each, line) for each in ranges for line in range(each.start_line, each.end_line + 1)]
    return sorted(lines, key=lambda line: line.line)


def blame_ranges(
    mirror: Path,
    sha: str,
    path: bytes,
    start_line: int,
    end_line: int,
    *,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> Blame:
    """Who wrote the lines from `start_line` to `end_line`, at most `blame_lines_max`, as far as time allows.

    Raises NotFoundError (no such path) and InvalidError (no such lines).
    """
    return blame_spans(mirror, sha, path, [(start_line, end_line)], should_stop=should_stop, limits=limits)


def blame_spans(
    mirror: Path,
    sha: str,
    path: bytes,
    spans: Sequence[tuple[int, int]],
    *,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> Blame:
    """As `blame_ranges`, of several runs of lines (both ends in) at once: history is walked one time for all.

    At least one span; `blame_lines_max` is for each of them.
    """
    bounds = limits or GitLimits()
    cut = [(start, min(end, start + bounds.blame_lines_max - 1)) for start, end in spans]
    ranges: list[BlameRange] = []
    try:
        ranges.extend(_blame(_ask(mirror, sha, path, cut, bounds, should_stop)))
    except LimitError:
        return Blame(ranges=_merge(ranges), is_complete=False)
    return Blame(ranges=_merge(ranges), is_complete=True)


def _ask(
    mirror: Path,
    sha: str,
    path: bytes,
    spans: Sequence[tuple[int, int]],
    bounds: GitLimits,
    should_stop: ShouldStop | None,
) -> Invocation:
    # The end is cut at the file's last line by git; a start beyond it is an error.
    lines = (f"-L{max(1, start)},{end}" for start, end in spans)
    return Invocation(
        args=("blame", "--incremental", "--encoding=UTF-8", *lines, check_sha(sha), "--", check_path(path)),
        git_dir=mirror,
        timeout_s=bounds.blame_timeout_s,
        timeout_name="blame_timeout_s",
        should_stop=should_stop,
    )


def _blame(invocation: Invocation) -> Iterator[BlameRange]:
    """Ranges as git finds them, in no order."""
    facts: dict[str, dict[str, bytes]] = {}
    sha, start, count = "", 0, 0
    with stream_git(invocation) as chunks:
        for line in _split_lines(chunks):
            key, _, value = line.partition(b" ")
            if not sha:
                sha, _, start_text, count_text = _read_entry(line)
                start, count = int(start_text), int(count_text)
                continue
            facts.setdefault(sha, {})[key.decode("ascii", "replace")] = value
            if key == b"filename":  # the last fact of an entry
                yield _build_range(sha, start, count, facts[sha])
                sha = ""


def _split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines


def _read_entry(line: bytes) -> tuple[str, str, str, str]:
    """The commit, the first line in it and here, and how many."""
    fields = line.decode("ascii", "replace").split(" ")
    if len(fields) != _ENTRY_FIELDS:
        raise AssertionError("git begins an entry with a commit and three numbers")
    return fields[0], fields[1], fields[2], fields[3]


def _build_range(sha: str, start: int, count: int, facts: dict[str, bytes]) -> BlameRange:
    return BlameRange(
        start_line=start,
        end_line=start + count - 1,
        sha=sha,
        committed_at=int(facts.get("committer-time", b"0")),
        author=facts.get("author", b"").decode("utf-8", "replace"),
        subject=facts.get("summary", b"").decode("utf-8", "replace"),
        path=unquote_path(facts["filename"]),
    )


def _merge(ranges: list[BlameRange]) -> tuple[BlameRange, ...]:
    """By line; what one commit wrote of one path and stands together is one range."""
    merged: list[BlameRange] = []
    for each in sorted(ranges, key=lambda found: found.start_line):
        last = merged[-1] if merged else None
        if last and (last.sha, last.path, last.end_line + 1) == (each.sha, each.path, each.start_line):
            merged[-1] = replace(last, end_line=each.end_line)
        else:
            merged.append(each)
    return tuple(merged)


def _take_line(found: BlameRange, line: int) -> BlameLine:
    return BlameLine(
        line=line,
        sha=found.sha,
        committed_at=found.committed_at,
        author=found.author,
        subject=found.subject,
    )
