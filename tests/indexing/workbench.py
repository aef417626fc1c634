"""Indexes real repositories into a real database, and reads back what became visible."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import FileVersion, Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.home import Home
from repochat.indexing.connect import connect_repo, find_repo
from repochat.indexing.indexer import Indexer
from repochat.indexing.progress import IndexProgress, IndexReport
from repochat.llm.embedding import EmbeddingModel
from repochat.search import Searcher
from tests.git.repositories import Repository

TABLES = ("blobs", "chunks", "symbols", "file_versions", "revisions")


@dataclass(kw_only=True)
class Workbench:
    """A home, a database and a model, as a process of the product holds them."""

    database: Database
    home: Home
    embedding: EmbeddingModel
    viewer: Viewer = field(default_factory=local_viewer)

    async def index(
        self,
        source: Repository | str,
        rev: str | None = None,
        *,
        on_progress: Callable[[IndexProgress], None] = lambda _: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        repo = await self.connect(source)
        indexer = Indexer(self.database, self.home, self.embedding)
        try:
            return await indexer.run(self.viewer, repo, rev, on_progress=on_progress, should_stop=should_stop)
        finally:
            indexer.close()

    async def connect(self, source: Repository | str) -> Repo:
        return await connect_repo(self.database, self.viewer, _address(source))

    async def repo(self, source: Repository | str) -> Repo:
        return await find_repo(self.database, self.viewer, _address(source))

    def searcher(self, embedding: EmbeddingModel | None = None) -> Searcher:
        return Searcher(self.database, self.home.mirrors, embedding or self.embedding)

    async def find_revision(self, source: Repository | str, sha: str) -> Revision | None:
        repo = await self.repo(source)
        async with self.database.read(self.viewer.scope) as session:
            return await RevisionStore(session).find(repo.id, sha)

    async def manifest(self, source: Repository | str, sha: str) -> list[FileVersion]:
        """The files of an indexed commit."""
        revision = await self.find_revision(source, sha)
        assert revision is not None, f"{sha} is not visible"
        async with self.database.read(self.viewer.scope) as session:
            return await RevisionStore(session).get_manifest(revision)

    async def skips(self, source: Repository, sha: str) -> dict[str, str | None]:
        """Path -> why it is skipped, or None when it is indexed."""
        return {file.path: file.skip_reason for file in await self.manifest(source, sha)}

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the viewer's tenant sees by plain SQL."""
        async with self.database.read(self.viewer.scope) as session:
            return [tuple(row) for row in await session.execute(text(query), values)]

    async def count_rows(self) -> dict[str, int]:
        return {table: int((await self.rows(f"SELECT count(*) FROM {table}"))[0][0]) for table in TABLES}  # noqa: S608  names of our own

    async def count_derived(self) -> int:
        return (await self.count_rows())["blobs"]

    async def snapshot(self) -> dict[str, Counter[tuple[Any, ...]]]:
        """Every row with the transaction that wrote it: equal snapshots mean that nothing was written."""
        return {
            table: Counter(await self.rows(f"SELECT xmin::text, ctid::text FROM {table}"))  # noqa: S608  names of our own
            for table in (*TABLES, "repos")
        }


def list_git_tree(repository: Repository, sha: str) -> dict[str, tuple[int, str]]:
    """Path -> (mode, object id), by git's own account."""
    listed = repository.git("ls-tree", "-r", "-z", "--full-tree", sha).split(b"\0")[:-1]
    rows = (record.partition(b"\t") for record in listed)
    return {os.fsdecode(path): (int(header.split()[0], 8), header.split()[2].decode()) for header, _, path in rows}


def as_tree(files: list[FileVersion]) -> dict[str, tuple[int, str]]:
    """The same of a manifest."""
    return {file.path: (file.mode, file.oid) for file in files}


async def run_until(condition: Callable[[], bool], *, wait_s: float = 60) -> None:
    async with asyncio.timeout(wait_s):
        while not condition():  # noqa: ASYNC110  what is waited for lives in another process or thread
            await asyncio.sleep(0.02)


def _address(source: Repository | str) -> str:
    return source if isinstance(source, str) else str(source.path)
