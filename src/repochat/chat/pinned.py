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
class PinnedSearch:
    """What searching it for `query` gave."""

    pinned: Pinned
    report: SearchReport
    query: Query
