"""What was found of the past, before anything is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from repochat.chat.history.asking import HistoryKind
from repochat.chat.receipts import CommitFact, Span, ToldPull
from repochat.chat.receipts.markdown import clean_text
from repochat.git import CommitMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCommit:
    """A commit with the lines of its message; `changed` are lines that it wrote, at the commit itself or its parent."""

    fact: CommitFact
    subject: Span
    explaining: Span | None
    changed: tuple[Span, ...] = ()

    @property
    def sha(self) -> str:
        return self.fact.sha


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Lines that an author last wrote, by our count, the commits that touched the file, and the newest of them."""

    name: str
    lines: int
    commits: int
    newest: ToldCommit


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A file that changed in `times` of the commits that changed the other; the newest of them are shown."""

    path: str
    times: int
    commits: tuple[ToldCommit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`about` is the file or definition that it is of. `is_complete` is false when a bound stopped git.

    `is_standing` when what is asked about is defined in the revision.
    """

    kind: HistoryKind
    about: str
    path: str
    commits: tuple[ToldCommit, ...] = ()
    pulls: tuple[ToldPull, ...] = ()
    people: tuple[Person, ...] = ()
    lines: int = 0
    companions: tuple[Companion, ...] = ()
    total: int = 0
    is_complete: bool = True
    is_standing: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether it tells what was asked, whatever else is known of the question's words."""
        return bool(self.people or self.companions or (self.kind != "why" and self.commits))


def make_commit_fact(message: CommitMessage) -> CommitFact:
    return CommitFact(
        sha=message.sha,
        date=say_date(message.committed_at),
        author=clean_text(message.author),
        subject=clean_text(message.subject),
    )


def say_date(moment: int) -> str:
    """YYYY-MM-DD in UTC; what no calendar has is its beginning."""
    try:
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(0, UTC).date().isoformat()


def say_lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def list_paragraphs(lines: Sequence[str], first: int) -> list[tuple[int, int]]:
    """Runs of lines with text from index `first` on, as 1-based lines, both included."""
    runs: list[tuple[int, int]] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip():
            continue
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
