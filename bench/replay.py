"""Replays a history one commit at a time, and holds what is indexed against an index that is made afresh: row by row.

`python bench/replay.py REPOSITORY [COMMITS] [SAMPLES]` does it with a database of its own.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `python bench/replay.py`

from evals.history import run_git

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.revision_store import Revision, RevisionStore
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.ids import create_id
from repochat.core.postgres import conninfo_of
from repochat.core.testing import cloned_database, ensure_template, running_postgres
from repochat.indexing.connect import connect_repo
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model

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
    """The rows of `sha` in a tenant that has nothing else. `owner_url` is the database's owner's, who makes tenants."""
    viewer = make_tenant(owner_url)
    repo = await connect_repo(database, viewer, str(source))
    with closing(Indexer(database, open_home(home), load_embedding_model("static"))) as indexer:
        await indexer.run(viewer, repo, sha)
    return await read_revision_rows(database, viewer, await find_revision(database, viewer, repo.id, sha))


def make_tenant(owner_url: str) -> Viewer:
    """Somebody in a tenant of their own."""
    tenant_id = create_id()
    with psycopg.connect(conninfo_of(owner_url), autocommit=True) as connection:
        connection.execute("INSERT INTO tenants (id, name) VALUES (%s, %s)", (tenant_id, tenant_id.hex))
    return Viewer(tenant_id=tenant_id, name="fresh", may_reach_local=True)


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


async def _measure(source: Path, commits: int, samples: int) -> dict[str, Any]:
    listed = run_git(source, "rev-list", "--first-parent", f"--max-count={commits}", "HEAD").split()
    seconds: list[float] = []
    viewer = local_viewer()
    with (
        tempfile.TemporaryDirectory(prefix="repochat-replay-", ignore_cleanup_errors=True) as folder,
        running_postgres() as postgres,
        cloned_database(postgres, ensure_template(postgres)) as urls,
    ):
        database = Database(urls.app)
        repo = await connect_repo(database, viewer, str(source))
        with closing(Indexer(database, open_home(Path(folder) / "home"), load_embedding_model("static"))) as indexer:

            async def run(sha: str) -> None:
                started_s = time.perf_counter()
                await indexer.run(viewer, repo, sha)
                seconds.append(time.perf_counter() - started_s)

            async def read(sha: str) -> dict[str, Any]:
                return await read_revision_rows(database, viewer, await find_revision(database, viewer, repo.id, sha))

            async def afresh(sha: str) -> dict[str, Any]:
                return await index_afresh(database, urls.owner, Path(folder) / "fresh", source, sha)

            compared = await replay(run, read, afresh, listed[::-1], samples)
        await database.close()
    ordered = sorted(seconds[1:])
    return {
        "commits": len(listed),
        "sampled": len(compared),
        "different": [(each.sha, each.differences) for each in compared if each.differences],
        "run_ms_p50": round(1000 * ordered[len(ordered) // 2]),
        "run_ms_p95": round(1000 * ordered[len(ordered) * 95 // 100]),
    }


if __name__ == "__main__":
    arguments = [*sys.argv[1:], "300", "20"]
    told = asyncio.run(_measure(Path(arguments[0]).resolve(), int(arguments[1]), int(arguments[2])))
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
