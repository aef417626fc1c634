"""Sentences about commits: each names one by its SHA and cites the lines that it last wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from repochat.chat.draft import CommitFact, Draft, Span
from repochat.chat.limits import ChatLimits
from repochat.chat.markdown import clean_text, clip, code_span, escape_text
from repochat.chat.phrases import say_lines
from repochat.core.errors import RepochatError
from repochat.git import BlameLine, blame_lines

SHORT_SHA_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLines:
    """Lines of a file that one commit last wrote."""

    path: str
    symbol: str
    start_line: int
    end_line: int
    commit: CommitFact
    committed_at: int


def read_past(mirror: Path, commit: str, span: Span, limits: ChatLimits) -> list[PastLines]:
    """Who last wrote the lines of `span`: one entry a commit, the newest first; [] when git can't say in time."""
    last = min(span.end_line, span.start_line + limits.blame_lines_max - 1)
    try:
        lines = blame_lines(mirror, commit, span.path.encode("utf-8", "surrogateescape"), span.start_line, last)
    except RepochatError:
        return []
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.sha)]
    longest: dict[str, list[BlameLine]] = {}
    for run in runs:
        longest[run[0].sha] = max(longest.get(run[0].sha, []), run, key=len)
    found = [_past(span, run) for run in longest.values()]
    return sorted(found, key=lambda past: (-past.committed_at, past.start_line))


def write_past(past: Sequence[PastLines], limits: ChatLimits) -> Iterator[Draft]:
    """The newest commits first."""
    for order, lines in enumerate(past[: limits.commits_max]):
        commit = lines.commit
        where = f"{say_lines(lines.start_line, lines.end_line)} of {code_span(lines.path)}"
        opening = f"The latest change found is in {where}" if order == 0 else where[0].upper() + where[1:]
        text = f"{opening}: {_say_commit(commit, limits)}."
        span = Span(path=lines.path, start_line=lines.start_line, end_line=lines.end_line, symbol=lines.symbol)
        yield Draft(text=text, spans=(span,), commits=(commit,), is_item=order > 0)


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
        commit=CommitFact(
            sha=line.sha,
            date=datetime.fromtimestamp(line.committed_at, UTC).date().isoformat(),
            author=clean_text(line.author),
            subject=clean_text(line.subject),
        ),
    )
