"""Sentences about commits: each names one by its SHA and cites the lines that it last wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from repochat.chat.extractive.phrases import say_lines
from repochat.chat.history import Told
from repochat.chat.limits import ChatLimits
from repochat.chat.receipts.draft import CommitFact, Draft, Span
from repochat.chat.receipts.markdown import clean_text, clip, code_span, escape_text
from repochat.core.errors import RepochatError
from repochat.git import BlameLine, blame_lines, log_path

SHORT_SHA_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What git told: of a file its last commits, of lines who last wrote them; `told` is what was asked of the past."""

    path: str = ""
    commits: tuple[CommitFact, ...] = ()
    lines: tuple["PastLines", ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLines:
    """Lines of a file that one commit last wrote."""

    path: str
    symbol: str
    start_line: int
    end_line: int
    commit: CommitFact
    committed_at: int


def read_file_past(mirror: Path, commit: str, path: str, limits: ChatLimits) -> Past:
    """The last commits that touched the file; none when git can't say in time."""
    try:
        commits = log_path(mirror, commit, path.encode("utf-8", "surrogateescape"), limits.commits_max)
    except RepochatError:
        return Past()
    return Past(path=path, commits=tuple(_fact(c.sha, c.committed_at, c.author, c.subject) for c in commits))


def read_past(mirror: Path, commit: str, span: Span, limits: ChatLimits) -> Past:
    """Who last wrote the lines of `span`: one entry a commit, the newest first; none when git can't say in time."""
    last = min(span.end_line, span.start_line + limits.blame_lines_max - 1)
    try:
        lines = blame_lines(mirror, commit, span.path.encode("utf-8", "surrogateescape"), span.start_line, last)
    except RepochatError:
        return Past()
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.sha)]
    longest: dict[str, list[BlameLine]] = {}
    for run in runs:
        longest[run[0].sha] = max(longest.get(run[0].sha, []), run, key=len)
    found = [_past(span, run) for run in longest.values()]
    return Past(lines=tuple(sorted(found, key=lambda past: (-past.committed_at, past.start_line))))


def write_past(past: Past, limits: ChatLimits) -> Iterator[Draft]:
    """The newest commits first. Those of a whole file are git's word; they cite where the file begins."""
    for order, commit in enumerate(past.commits):
        opening = f"The latest commits that touched {code_span(past.path)}: " if order == 0 else ""
        beside = "" if order == 0 else f", in {code_span(past.path)}"
        span = Span(path=past.path, start_line=1, end_line=1)
        text = f"{opening}{_say_commit(commit, limits)}{beside}."
        yield Draft(text=text, spans=(span, _message(commit)), commits=(commit,), is_item=order > 0)
    for order, lines in enumerate(past.lines[: limits.commits_max]):
        commit = lines.commit
        where = f"{say_lines(lines.start_line, lines.end_line)} of {code_span(lines.path)}"
        opening = f"The latest change found is in {where}" if order == 0 else where[0].upper() + where[1:]
        text = f"{opening}: {_say_commit(commit, limits)}."
        span = Span(path=lines.path, start_line=lines.start_line, end_line=lines.end_line, symbol=lines.symbol)
        yield Draft(text=text, spans=(span, _message(commit)), commits=(commit,), is_item=order > 0)


def _message(commit: CommitFact) -> Span:
    """Where the message of a commit begins."""
    return Span(path="", start_line=1, end_line=1, kind="commit", commit=commit.sha)


def _say_commit(commit: CommitFact, limits: ChatLimits) -> str:
    subject, is_cut = clip(commit.subject, limits.quote_chars_max)
    said = f"“{escape_text(subject)}”" + (" …" if is_cut else "")
    return f"{said}, commit {code_span(commit.sha[:SHORT_SHA_DIGITS])} of {commit.date} by {code_span(commit.author)}"


def _past(span: Span, run: list[BlameLine]) -> PastLines:
    line = run[0]
    return PastLines(
        path=span.path,
        symbol=span.symbol,
        start_line=line.line,
        end_line=run[-1].line,
        committed_at=line.committed_at,
        commit=_fact(line.sha, line.committed_at, line.author, line.subject),
    )


def _fact(sha: str, committed_at: int, author: str, subject: str) -> CommitFact:
    return CommitFact(
        sha=sha,
        date=datetime.fromtimestamp(committed_at, UTC).date().isoformat(),
        author=clean_text(author),
        subject=clean_text(subject),
    )
