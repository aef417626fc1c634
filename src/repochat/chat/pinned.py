"""A repository at one commit, opened for one answer: everything an answer says of it is read here."""

from dataclasses import dataclass
from pathlib import Path

from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.chat.receipts.source_text import SourceText
from repochat.search import SearchReport
from repochat.search.hot import HotIndex
from repochat.search.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """`label` tells apart what one answer has open: the repository's name, with `@REV` when that has two revisions."""

    repo: Repo
    revision: Revision
    index: HotIndex
    source: SourceText
    mirror: Path
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedLines:
    """Lines of a pinned file that the question is about, and what the index has of them.

    `file` is its number in the index, -1 when it is not there. `symbols` are the definitions that begin in the lines,
    the outermost only; `around` is the innermost one that holds them all, or -1.
    """

    path: str
    start_line: int
    end_line: int
    file: int = -1
    symbols: tuple[int, ...] = ()
    around: int = -1
    note: str = ""

    @property
    def subjects(self) -> tuple[int, ...]:
        """What the question means by "this": the definitions that are selected, or the one that the lines are of."""
        return self.symbols or ((self.around,) if self.around >= 0 else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedSearch:
    """What searching it for `query` gave. `selected` are the lines that the question is about, if it is about some."""

    pinned: Pinned
    report: SearchReport
    query: Query
    selected: SelectedLines | None = None
