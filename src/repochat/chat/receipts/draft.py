"""What a writer hands to the check: a sentence and the lines that are to carry it."""

from dataclasses import dataclass
from typing import Literal

from repochat.chat.model import CitationKind

SpanRole = Literal["definition", "reference", "doc", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Lines that a sentence leans on. Nothing of it is believed before it is checked.

    Of code `commit` is another one than the pinned one, or ""; of a commit it is the one whose message is meant. A
    pull request is meant by its `number`.
    """

    path: str
    start_line: int
    end_line: int
    symbol: str = ""
    role: SpanRole = "place"
    kind: CitationKind = "code"
    commit: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFact:
    """A commit as git told it; a sentence that names a commit is held against these."""

    sha: str
    date: str  # YYYY-MM-DD, UTC
    author: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sentence that is not checked yet."""

    text: str
    spans: tuple[Span, ...]
    commits: tuple[CommitFact, ...] = ()
    counted: tuple[str, ...] = ()  # numbers that we counted ourselves; the sentence says so
    is_item: bool = False
    tells_absence: bool = False  # says that something was not found: shown, and marked as proven by no line
