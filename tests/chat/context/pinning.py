"""A real repository at a commit, pinned as an answer has it, without a database."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.chat.pinned import Pinned, PinnedSearch
from repochat.chat.receipts.source_text import SourcePool
from repochat.search import SearchFilter
from repochat.search.query import parse_query
from tests.git.repositories import make_repository
from tests.search.library import ask, build_index

_THEN = datetime(2024, 1, 1, tzinfo=UTC)


@contextmanager
def pin(folder: Path, files: Mapping[str, str], *, name: str = "shop") -> Generator[Pinned]:
    repository = make_repository(folder / name, {path: text.encode() for path, text in files.items()})
    repo_id = uuid5(NAMESPACE_URL, name)
    sha = repository.sha()
    pool = SourcePool()
    mirror = repository.path / ".git"
    with pool.open(mirror, sha) as source:
        yield Pinned(
            repo=Repo(
                id=repo_id,
                tenant_id=repo_id,
                name=name,
                source=str(repository.path),
                source_kind="folder",
                default_branch="main",
                created_at=_THEN,
            ),
            revision=Revision(
                id=1,
                repo_id=repo_id,
                sha=sha,
                ordinal=1,
                ref="main",
                committed_at=_THEN,
                indexed_at=_THEN,
                derivation="",
                counts={},
            ),
            index=build_index(files),
            source=source,
            mirror=mirror,
            label=name,
        )
    pool.close()


def search(pinned: Pinned, question: str, *, limit: int = 10, where: SearchFilter | None = None) -> PinnedSearch:
    report = ask(pinned.index, question, limit=limit, where=where)
    return PinnedSearch(pinned=pinned, report=report, query=parse_query(question))


def count_words(text: str) -> int:
    """A model of ours: a token is a word."""
    return len(text.split())
