"""Replays a history one commit at a time, and holds what stands against an index that is made afresh.

Row by row, and hit by hit: the index in memory has come all the way too, and ranks as the fresh one to the last digit.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from bench.beside import QUESTIONS
from bench.measure import Measure
from bench.subjects import Mirrored
from evals.history import run_git
from evals.product import Product
from sqlalchemy import text

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.ids import create_id
from repochat.core.postgres import conninfo_of
from repochat.indexing.connect import connect_repo
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from repochat.search import Searcher

COMMITS, SAMPLES = 300, 20
HITS = 10
COUNTED = ("files", "skipped", "chunks", "symbols", "edges")
AT = "f.repo_id = :repo AND f.from_ordinal <= :at AND (f.to_ordinal IS NULL OR f.to_ordinal > :at)"
BY_PATH = 'ORDER BY path COLLATE "C", 2'
ROWS = {
    "files": "SELECT path, oid, mode, size_bytes, language, skip_reason, blob_id IS NULL FROM file_versions f"
    " WHERE {at} {by_path}",
    "blobs": "SELECT DISTINCT b.oid, read_as, b.language, derivation, b.size_bytes, lines, chunks, symbols,"
    " b.skip_reason, problems::text, piece FROM file_versions f JOIN blobs b ON b.id = f.blob_id WHERE {at}"
    " ORDER BY 1, 2",
    "symbols": "SELECT path, d.position, kind, name, qualified_name, signature, doc, start_line, end_line, parent,"
    " complexity FROM file_versions f JOIN symbols d ON d.blob_id = f.blob_id WHERE {at} {by_path}",
    "chunks": "SELECT path, d.position, start_line, end_line, kind, symbol, heading, embedding::text"
    " FROM file_versions f JOIN chunks d ON d.blob_id = f.blob_id WHERE {at} {by_path}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One sampled commit: what is not the same in both indexes, by name of the rows."""

    sha: str
    differences: tuple[str, ...]


async def read_revision_rows(database: Database, viewer: Viewer, revision: Revision) -> dict[str, Any]:
    """Everything that is stored of a revision but the numbers that the database gave to rows."""
    values = {"repo": revision.repo_id, "at": revision.ordinal}
    async with database.read(viewer.scope) as session:
        rows = {
            name: [tuple(row) for row in await session.execute(text(query.format(at=AT, by_path=BY_PATH)), values)]
            for name, query in ROWS.items()
        }
    blobs = revision.counts["reused_blobs"] + revision.counts["new_blobs"]
    return {**rows, "counts": {name: revision.counts[name] for name in COUNTED} | {"blobs": blobs}}


def list_differences(left: dict[str, Any], right: dict[str, Any]) -> tuple[str, ...]:
    """Names of what is not the same."""
    return tuple(name for name in left if left[name] != right[name])


async def find_revision(database: Database, viewer: Viewer, repo_id: Any, sha: str) -> Revision:
    async with database.read(viewer.scope) as session:
        found = await RevisionStore(session).find(repo_id, sha)
    assert found is not None, f"{sha} is not visible"
    return found


async def index_afresh(database: Database, owner_url: str, home: Path, source: Path, sha: str) -> dict[str, Any]:
    """What `sha` is in a tenant that has nothing else. `owner_url` is the database's owner's, who makes tenants."""
    viewer = make_tenant(owner_url)
    repo = await connect_repo(database, viewer, str(source))
    embedding, folders = load_embedding_model("static"), open_home(home)
    with closing(Indexer(database, folders, embedding)) as indexer:
        await indexer.run(viewer, repo, sha)
    return await read_all(database, Searcher(database, folders.mirrors, embedding), viewer, repo, sha)


async def read_all(database: Database, searcher: Searcher, viewer: Viewer, repo: Repo, sha: str) -> dict[str, Any]:
    """The rows of a revision, and what `searcher` finds there."""
    rows = await read_revision_rows(database, viewer, await find_revision(database, viewer, repo.id, sha))
    return {**rows, "hits": await list_hits(searcher, viewer, repo, sha)}


def make_tenant(owner_url: str) -> Viewer:
    """Somebody in a tenant of their own."""
    tenant_id = create_id()
    with psycopg.connect(conninfo_of(owner_url), autocommit=True) as connection:
        connection.execute("INSERT INTO tenants (id, name) VALUES (%s, %s)", (tenant_id, tenant_id.hex))
    return Viewer(tenant_id=tenant_id, name="fresh", may_reach_local=True)


async def list_hits(searcher: Searcher, viewer: Viewer, repo: Repo, sha: str) -> list[tuple[Any, ...]]:
    """What each question finds at `sha`, in order: places, blobs and every digit of the scores."""
    found: list[tuple[Any, ...]] = []
    for question in QUESTIONS:
        report = await searcher.search(viewer, repo, question, rev=sha, limit=HITS)
        found += [(question, h.path, h.blob, h.start_line, h.end_line, h.symbol, h.score) for h in report.hits]
    return found


async def replay(
    run: Callable[[str], Awaitable[object]],
    read: Callable[[str], Awaitable[dict[str, Any]]],
    afresh: Callable[[str], Awaitable[dict[str, Any]]],
    shas: Sequence[str],
    samples: int,
) -> list[Compared]:
    """Indexes `shas` in order by `run`; at `samples` of them compares what `read` finds with the rows of `afresh`."""
    step = max(1, len(shas) // samples)
    compared: list[Compared] = []
    for position, sha in enumerate(shas):
        await run(sha)
        if position % step == step - 1 or position == len(shas) - 1:
            compared.append(Compared(sha=sha, differences=list_differences(await read(sha), await afresh(sha))))
    return compared


async def measure_replay(product: Product, mirrored: Mirrored, folder: Path) -> list[Measure]:
    """The last COMMITS of a real history, each indexed and searched as it comes; compared at SAMPLES of them."""
    viewer, repo, searcher = product.viewer, mirrored.repo, product.build_searcher()
    listed = run_git(
        mirrored.mirror, "rev-list", "--first-parent", f"--max-count={COMMITS}", mirrored.subject.revision
    ).split()
    seconds: list[float] = []

    async def run(sha: str) -> None:
        began = time.perf_counter()
        await product.indexer.run(viewer, repo, sha)
        seconds.append(time.perf_counter() - began)
        await searcher.search(viewer, repo, QUESTIONS[0], rev=sha)

    async def read(sha: str) -> dict[str, Any]:
        return await read_all(product.database, searcher, viewer, repo, sha)

    async def afresh(sha: str) -> dict[str, Any]:
        return await index_afresh(product.database, product.owner_url, folder / "afresh", mirrored.mirror, sha)

    compared = await replay(run, read, afresh, listed[::-1], SAMPLES)
    different = [each for each in compared if each.differences]
    told = f"{len(compared)} sampled; files, blobs, symbols, chunks, counts, hits"
    return [
        Measure(
            name=f"replay of {len(listed)} commits: unlike a fresh index",
            subject=mirrored.subject.name,
            figure=len(different),
            unit="commits",
            target=0,
            detail="; ".join(f"{each.sha[:8]} {each.differences}" for each in different[:3]) or told,
        ),
        Measure(
            name="replay: indexing one commit, p50",
            subject=mirrored.subject.name,
            figure=1000 * statistics.median(seconds[1:]),
            unit="ms",
            detail=f"p95 {1000 * statistics.quantiles(seconds[1:], n=20)[-1]:.0f} ms",
        ),
    ]
