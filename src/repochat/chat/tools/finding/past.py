"""The commits behind a file and behind its lines, as git tells them at the pinned commit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact
from repochat.chat.receipts.markdown import clean_text
from repochat.chat.tools.finding.passages import read_range
from repochat.chat.tools.finding.paths import encode_path, get_file
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import hide_addresses
from repochat.chat.tools.world import ToolWorld
from repochat.git import TracedCommit, blame_lines, trace_lines, trace_path


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCommit:
    """`old_path` is what the file was called before the commit; `is_first` when the commit added it."""

    fact: CommitFact
    path: str
    old_path: str
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePast:
    """Newest first. `anchor` is the file's first line with a word, to which what is said of its history is tied."""

    pinned: Pinned
    path: str
    anchor: Place | None
    commits: tuple[FileCommit, ...]
    skipped: int
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesPast:
    """`runs` are lines that one commit last wrote, in their order; `runs_left` shorter ones are left out.

    `commits` are all that changed the lines, newest first, as far as git could tell in time: `is_complete`.
    """

    pinned: Pinned
    path: str
    runs: tuple[Place, ...]
    runs_left: int
    commits: tuple[CommitFact, ...]
    is_complete: bool
    has_more: bool
    goes_on: bool


def read_file_past(world: ToolWorld, path: str, *, repo: str, skip: int, limits: ToolLimits) -> FilePast:
    """Commits that touched the file, through renames, merges left out. Raises NotFoundError."""
    pin, found = get_file(world, repo, path, limits)
    asked = min(skip, limits.skip_max)
    commits = trace_path(
        pin.mirror, pin.revision.sha, encode_path(found), limits.commits_max + 1, skip=asked, limits=limits.git
    )
    shown = commits[: limits.commits_max]
    return FilePast(
        pinned=pin,
        path=found,
        anchor=find_anchor(pin, found),
        commits=tuple(map(_describe, shown)),
        skipped=asked,
        has_more=len(commits) > len(shown),
    )


def read_lines_past(
    world: ToolWorld, path: str, start_line: int, end_line: int, *, repo: str, limits: ToolLimits
) -> LinesPast:
    """Who last wrote each of the lines, at most `blame_lines_max`, and which commits changed them before."""
    asked_end = min(end_line, start_line + limits.blame_lines_max - 1)
    whole = read_range(world, path, start_line, asked_end, repo=repo, limits=limits).place
    pin, last = whole.pinned, whole.end_line
    git_path = encode_path(whole.path)
    lines = blame_lines(pin.mirror, pin.revision.sha, git_path, whole.start_line, last, limits=limits.git)
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.sha)]
    places = tuple(
        Place(
            pinned=pin,
            path=whole.path,
            start_line=run[0].line,
            end_line=run[-1].line,
            symbol=whole.symbol,
            commits=(make_fact(run[0].sha, run[0].committed_at, run[0].author, run[0].subject),),
        )
        for run in runs
    )
    kept = sorted(places, key=lambda place: place.start_line - place.end_line)[: limits.runs_max]
    trace = trace_lines(
        pin.mirror, pin.revision.sha, git_path, whole.start_line, last, limits.commits_max + 1, limits=limits.git
    )
    return LinesPast(
        pinned=pin,
        path=whole.path,
        runs=tuple(sorted(kept, key=lambda place: place.start_line)),
        runs_left=len(places) - len(kept),
        commits=tuple(_fact(commit) for commit in trace.commits[: limits.commits_max]),
        is_complete=trace.is_complete,
        has_more=len(trace.commits) > limits.commits_max,
        goes_on=last < end_line,
    )


def find_anchor(pin: Pinned, path: str) -> Place | None:
    """The first line of the file that holds a word; None of a file without lines."""
    lines = pin.source.read_lines(path)
    texts = (line.decode("utf-8", "replace") for line in lines)
    at = next((at for at, text in enumerate(texts, start=1) if any(char.isalnum() for char in text)), None)
    if at is None or any(b"\0" in line for line in lines[:at]):
        return None
    return Place(pinned=pin, path=path, start_line=at, end_line=at)


def make_fact(sha: str, committed_at: int, author: str, subject: str) -> CommitFact:
    """A commit as a statement about it is checked against, without addresses."""
    return CommitFact(
        sha=sha,
        date=datetime.fromtimestamp(committed_at, UTC).date().isoformat(),
        author=hide_addresses(clean_text(author)),
        subject=hide_addresses(clean_text(subject)),
    )


def _fact(commit: TracedCommit) -> CommitFact:
    return make_fact(commit.sha, commit.committed_at, commit.author, commit.subject)


def _describe(commit: TracedCommit) -> FileCommit:
    return FileCommit(
        fact=_fact(commit),
        path=commit.path.decode("utf-8", "surrogateescape"),
        old_path=commit.old_path.decode("utf-8", "surrogateescape"),
        is_first=commit.is_first,
    )
