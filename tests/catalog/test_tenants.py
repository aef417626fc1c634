"""A tenant sees its own rows, by whatever way it looks."""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.catalog.answer_store import AnswerStore, AnswerWriter, StoredAnswer, StoredCitation
from repochat.catalog.blob_store import BlobStore, BlobWriter
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_store import IndexRunStore, IndexRunWriter
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.indexing.connect import find_repo
from tests.catalog.blobs import build_blob
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench

OTHER_ID = UUID("00000000-0000-7000-8000-000000000002")
OTHER = Viewer(tenant_id=OTHER_ID, name="other", may_reach_local=True)
CODE = b"def work():\n    return 1\n"
TENANT_TABLES = (
    "repos", "revisions", "blobs", "file_versions", "symbols", "chunks", "index_runs", "answers", "citations",
    "retrieval_logs",
)  # fmt: skip


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path, database_urls: DatabaseUrls) -> Repository:
    """Indexed, asked and answered by the local tenant; the other tenant exists and has nothing."""
    with psycopg.connect(conninfo_of(database_urls.owner)) as connection:
        connection.execute("INSERT INTO tenants (id, name) VALUES (%s, 'other')", (OTHER_ID,))
    repository = make_repository(tmp_path / "source", {"a.py": CODE})
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    answer = StoredAnswer(
        id=create_id(),
        tenant_id=LOCAL_TENANT_ID,
        repo_id=repo.id,
        revision=repository.sha(),
        question="what?",
        answer="this",
        statements=[],
        citations=[
            StoredCitation(path="a.py", blob="0" * 40, start_line=1, end_line=1, snippet_sha256="0" * 64, symbol="work")
        ],
        mode="extractive",
        policy_version="x",
        timings_ms={},
    )
    async with workbench.database.write(LOCAL_TENANT_ID) as session:
        await AnswerWriter(session).add(answer, {"query": "what?"})
        await IndexRunWriter(session).create(repo.id, None)
    return repository


async def test_every_table_of_a_tenant_is_filled_for_it_and_empty_for_another(
    workbench: Workbench, repository: Repository
) -> None:
    for table in TENANT_TABLES:
        statement = text(f"SELECT count(*) FROM {table}")  # noqa: S608  names of our own
        async with workbench.database.read(LOCAL_TENANT_ID) as session:
            assert await session.scalar(statement), table
        async with workbench.database.read(OTHER_ID) as session:
            assert await session.scalar(statement) == 0, table


async def test_a_connection_that_entered_no_tenant_sees_nothing(
    workbench: Workbench, repository: Repository, database_urls: DatabaseUrls
) -> None:
    """Nor does one that entered a tenant that does not exist, or none by the empty name."""
    with psycopg.connect(conninfo_of(database_urls.app)) as connection:
        for tenant in (None, "", str(create_id())):
            if tenant is not None:
                connection.execute("SELECT set_config('repochat.tenant_id', %s, false)", (tenant,))
            for table in TENANT_TABLES:
                query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                assert connection.execute(query).fetchone() == (0,), table


async def test_a_tenant_is_not_left_behind_on_a_pooled_connection(workbench: Workbench, repository: Repository) -> None:
    async with workbench.database.read(LOCAL_TENANT_ID) as session:
        assert await session.scalar(text("SELECT count(*) FROM repos")) == 1
    async with workbench.database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM repos")) == 0


async def test_every_store_hides_another_tenants_rows_though_their_ids_are_known(
    workbench: Workbench, repository: Repository
) -> None:
    repo = await workbench.repo(repository)
    revision = await workbench.find_revision(repository, repository.sha())
    assert revision is not None
    ids = [row[0] for row in await workbench.rows("SELECT id FROM blobs")]
    oids = [row[0] for row in await workbench.rows("SELECT oid FROM blobs")]
    (answer_id,) = (row[0] for row in await workbench.rows("SELECT id FROM answers"))
    (run_id,) = (row[0] for row in await workbench.rows("SELECT id FROM index_runs"))
    async with workbench.database.read(OTHER_ID) as session:
        repos, revisions, blobs = RepoStore(session), RevisionStore(session), BlobStore(session)
        assert await repos.find(repo.name) is None
        assert await repos.find(str(repo.id)) is None
        assert await repos.list_repos() == []
        assert await revisions.find(repo.id) is None
        assert await revisions.find_newest(repo.id, "main") is None
        assert await revisions.list_revisions(repo.id) == []
        assert await revisions.get_manifest(revision) == []
        assert await revisions.find_file(revision, "a.py") is None
        assert await revisions.list_files(revision) == []
        assert await revisions.count_skips(revision) == {}
        assert await revisions.list_symbols(revision, "a.py") == []
        assert await revisions.get_symbols([("a.py", ids[0], 0)]) == []
        assert await blobs.load_pieces(ids) == {}
        assert await blobs.load_vectors(ids) == {}
        assert await blobs.find_known([(oids[0], "python")], revision.derivation) == {}
        assert await AnswerStore(session).find(answer_id) is None
        assert await AnswerStore(session).find_report(answer_id) is None
        assert await IndexRunStore(session).find_latest(repo.id) is None
        with pytest.raises(NotFoundError):
            await repos.get(repo.id)
        with pytest.raises(NotFoundError):
            await IndexRunStore(session).get(run_id)


async def test_search_by_another_tenant_finds_no_repository_and_no_revision(
    workbench: Workbench, repository: Repository
) -> None:
    """Even with the first tenant's value in hand, and a searcher whose memory holds its index."""
    repo = await workbench.repo(repository)
    searcher = workbench.searcher()
    assert (await searcher.search(workbench.viewer, repo, "work")).hits
    for rev in (None, repository.sha()):
        with pytest.raises(NotFoundError):
            await searcher.search(OTHER, repo, "work", rev=rev)
    with pytest.raises(NotFoundError):
        await find_repo(workbench.database, OTHER, str(repository.path))


async def test_a_tenant_cannot_write_rows_of_another(workbench: Workbench, repository: Repository) -> None:
    """By insert, by taking a row over, and by hanging a child on another's parent."""
    (blob_id,) = (row[0] for row in await workbench.rows("SELECT id FROM blobs"))
    repo = await workbench.repo(repository)
    values = {"tenant": LOCAL_TENANT_ID, "blob": blob_id, "repo": repo.id}
    forbidden = (
        "INSERT INTO repos SELECT gen_random_uuid(), CAST(:tenant AS uuid), 'x', 'x', 'path'",
        "INSERT INTO symbols VALUES (:blob, 99, 'function', 'x', 'x', '', '', 1, 1, -1, 1)",
        "INSERT INTO file_versions VALUES (CAST(:repo AS uuid), 'x', 9, NULL, 'x', 1, 1, NULL, 'x', NULL)",
    )
    for statement in forbidden:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with workbench.database.write(OTHER_ID) as session:
                await session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
    before = await workbench.snapshot()
    for statement in ("UPDATE blobs SET language = 'x'", "DELETE FROM repos", "DELETE FROM chunks"):
        async with workbench.database.write(OTHER_ID) as session:
            await session.execute(text(statement))
    assert await workbench.snapshot() == before


async def test_two_tenants_index_the_same_blob_each_for_itself(workbench: Workbench, repository: Repository) -> None:
    """Rows travel by COPY, and still carry their tenant; knowing a blob's id tells nothing of who has it."""
    other = Workbench(database=workbench.database, home=workbench.home, embedding=workbench.embedding, viewer=OTHER)
    report = await other.index(repository)
    assert (report.new_blobs, report.reused_blobs) == (1, 0)
    assert await other.count_rows() == await workbench.count_rows()
    found = await other.searcher().search(OTHER, await other.repo(repository), "work")
    assert found.hits[0].path == "a.py"
    mine, theirs = await workbench.rows("SELECT id FROM blobs"), await other.rows("SELECT id FROM blobs")
    assert not {row[0] for row in mine} & {row[0] for row in theirs}


async def test_a_copy_into_a_tenants_tables_stores_symbols_and_vectors(workbench: Workbench) -> None:
    blobs = [build_blob(n) for n in range(3)]
    async with workbench.database.write(LOCAL_TENANT_ID) as session:
        ids = await BlobWriter(session).add(LOCAL_TENANT_ID, "p1/x", blobs)
    async with workbench.database.read(LOCAL_TENANT_ID) as session:
        vectors = await BlobStore(session).load_vectors(sorted(ids.values()))
    assert {ids[blob.oid, blob.read_as]: vectors[ids[blob.oid, blob.read_as]].tolist() for blob in blobs} == {
        ids[blob.oid, blob.read_as]: [[n + 0.5, -1.0], [n + 0.25, 2.0]] for n, blob in enumerate(blobs)
    }
    assert await workbench.rows("SELECT count(*) FROM symbols") == [(3,)]
