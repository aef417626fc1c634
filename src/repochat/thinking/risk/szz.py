"""Who brought in what a fix mended: blame of the commit before it on the lines that it took away (SZZ).

Sliwerski, Zimmermann, Zeller 2005; lines without a letter or a digit, and comments, are left out. A fix that only adds
lines names nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import RepochatError
from repochat.git import (
    Blame,
    BlameRange,
    FileChange,
    GitLimits,
    GitStoppedError,
    Hunk,
    blame_ranges,
    list_changes,
    read_commit,
    read_patch,
)
from repochat.thinking.risk.model import LIMITS, RiskLimits, ShouldStop
from repochat.thinking.risk.population import find_language

_FILES_MAX = 5
_HUNK_LINES_MAX = 100
_SPAN_LINES_MAX = 300
_TELLING = re.compile(rb"-\s*(?!#|//|/\*|\*|--|%|;)[^\n]*\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """Lines of a file that a fix mended: in which commit they came, and where they stood before the fix."""

    fix_sha: str
    path: str
    sha: str
    committed_at: int
    start_line: int
    end_line: int


@dataclass(slots=True, kw_only=True)
class _Span:
    lines: set[int]

    @property
    def start(self) -> int:
        return min(self.lines)

    @property
    def end(self) -> int:
        return max(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Introductions:
    """`is_complete` is False when a bound (files, blames, time) left some lines of the fix out."""

    found: tuple[Introduced, ...]
    blames: int
    is_complete: bool


def trace_fix(
    mirror: Path,
    fix_sha: str,
    *,
    path: str | None = None,
    blames_max: int = LIMITS.blames_max,
    limits: RiskLimits = LIMITS,
    should_stop: ShouldStop | None = None,
) -> Introductions:
    """Where the lines came from that a commit took away, of `path` alone or of all its code. A first commit took none.

    Raises MissingObjectError for an unknown commit, GitStoppedError.
    """
    parents = read_commit(mirror, fix_sha).parents
    if not parents:
        return Introductions(found=(), blames=0, is_complete=True)
    changes = [change for change in list_changes(mirror, parents[0], fix_sha) if _is_mended(change)]
    wanted = [change for change in changes if path is None or _text(change.path) == path]
    found: list[Introduced] = []
    blames, is_complete = 0, len(wanted) <= _FILES_MAX
    for change in wanted[:_FILES_MAX]:
        for span in _list_spans(mirror, parents[0], fix_sha, change):
            if blames >= blames_max:
                return Introductions(found=tuple(found), blames=blames, is_complete=False)
            blames += 1
            blame = _blame(mirror, parents[0], change, span, limits, should_stop)
            is_complete = is_complete and blame is not None and blame.is_complete
            found.extend(_introduce(fix_sha, change, span, blame.ranges if blame else ()))
    return Introductions(found=tuple(found), blames=blames, is_complete=is_complete)


def _blame(
    mirror: Path, sha: str, change: FileChange, span: "_Span", limits: RiskLimits, should_stop: ShouldStop | None
) -> Blame | None:
    """None when git cannot tell: the mirror is shallow, or the file was another kind of thing."""
    bounds = GitLimits(blame_timeout_s=limits.blame_timeout_s)
    try:
        return blame_ranges(mirror, sha, change.old_path, span.start, span.end, should_stop=should_stop, limits=bounds)
    except GitStoppedError:
        raise
    except RepochatError:
        return None


def _introduce(fix_sha: str, change: FileChange, span: "_Span", ranges: Sequence[BlameRange]) -> Iterator[Introduced]:
    for each in ranges:
        if any(line in span.lines for line in range(each.start_line, each.end_line + 1)):
            yield Introduced(
                fix_sha=fix_sha,
                path=_text(change.path),
                sha=each.sha,
                committed_at=each.committed_at,
                start_line=each.start_line,
                end_line=each.end_line,
            )


def _is_mended(change: FileChange) -> bool:
    return change.status in ("modified", "renamed") and bool(change.removed) and bool(find_language(_text(change.path)))


def _list_spans(mirror: Path, old_sha: str, new_sha: str, change: FileChange) -> list["_Span"]:
    """The lines taken away, those that stand near each other in one span: each span costs one run of git."""
    paths = (change.path,) if change.path == change.old_path else (change.old_path, change.path)
    spans: list[_Span] = []
    for file in read_patch(mirror, old_sha, new_sha, paths, context_lines=0).files:
        for hunk in file.hunks:
            lines = _list_telling(hunk)
            if lines and spans and lines[-1] - spans[-1].start < _SPAN_LINES_MAX:
                spans[-1].lines.update(lines)
            elif lines:
                spans.append(_Span(lines=set(lines)))
    return spans


def _list_telling(hunk: Hunk) -> list[int]:
    """Numbers of removed lines that say something."""
    removed = [line for line in hunk.lines if line.startswith(b"-")]
    numbered = enumerate(removed[:_HUNK_LINES_MAX], start=hunk.old_start)
    return [number for number, line in numbered if _TELLING.match(line)]


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
