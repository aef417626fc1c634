"""A tenant sees its own rows, by whatever way it looks."""

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.accounts.audit_store import AuditStore
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.blob_store import BlobStore, BlobWriter
from repochat.catalog.budget import Budget
from repochat.catalog.consent_store import ConsentStore, ConsentWriter
from repochat.catalog.conversation_store import ConversationStore
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.revision_store import RevisionStore
from repochat.catalog.run_list_store import RunListStore
from repochat.catalog.run_store import IndexRunStore
from repochat.catalog.spend_store import SpendStore
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id
from repochat.core.migrations.schema import load_metadata
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.indexing.connect import find_repo
from tests.catalog.blobs import build_blob
from tests.catalog.tenancy import HOST, VIEWER, Filled, fill
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench

OTHER_ID = UUID("00000000-0000-7000-8000-000000000002")
OTHER = Viewer(tenant_id=OTHER_ID, name=VIEWER.name, may_reach_local=True)
CODE = b"def work():\n    return 1\n"
TENANT_TABLES = (
    "repos", "revisions", "blobs", "file_versions", "symbols", "chunks", "index_runs", "answers", "citations",
    "retrieval_logs", "audit_log", "conversations", "turns", "feedback", "model_consents", "model_budgets",
    "model_usage", "users", "repo_access", "repo_links", "pull_requests", "repo_policies",
    "repo_names", "repo_follows", "events", "webhook_deliveries", "webhook_refusals", "indexed_refs",
    "logins", "api_keys", "user_tokens", "repo_credentials", "forge_apps",
    "citation_ages", "age_marks", "watches", "watch_reports",
    "draft_permissions", "drafts", "thinking_settings", "kill_switches",
    "proposals", "runs", "run_logs", "artifacts", "budget_buckets", "fair_shares", "bandit_arms", "facts", "insights",
    "insight_events", "finding_rules", "blob_findings", "risk_maps", "risks",
)  # fmt: skip
SHARED_TABLES = {"tenants", "policies"}


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path, database_urls: DatabaseUrls) -> Repository:
    """Indexed by the local tenant; the other tenant exists and has nothing."""
    with psycopg.connect(conninfo_of(database_urls.owner)) as connection:
        connection.execute("INSERT INTO tenants (id, name) VALUES (%s, 'other')", (OTHER_ID,))
    repository = make_repository(tmp_path / "source", {"a.py": CODE})
    await workbench.index(repository)
    return repository


@pytest.fixture
async def filled(workbench: Workbench, repository: Repository) -> Filled:
    """Asked, answered, judged, allowed and paid for by the local tenant."""
    return await fill(workbench.database, await workbench.repo(repository), repository.sha())


def test_every_table_is_known_here_as_one_of_a_tenant_or_of_all() -> None:
    assert {*TENANT_TABLES} | SHARED_TABLES == {*load_metadata().tables}


async def test_every_table_of_a_tenant_is_filled_for_it_and_empty_for_another(
    workbench: Workbench, filled: Filled
) -> None:
    for table in TENANT_TABLES:
        statement = text(f"SELECT count(*) FROM {table}")  # noqa: S608  names of our own
        async with workbench.database.read(LOCAL_TENANT_ID) as session:
            assert await session.scalar(statement), table
        async with workbench.database.read(OTHER_ID) as session:
            assert await session.scalar(statement) == 0, table


async def test_a_connection_that_entered_no_tenant_sees_nothing(filled: Filled, database_urls: DatabaseUrls) -> None:
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
    workbench: Workbench, repository: Repository, filled: Filled
) -> None:
    repo = await workbench.repo(repository)
    revision = await workbench.find_revision(repository, repository.sha())
    assert revision is not None
    ids = [row[0] for row in await workbench.rows("SELECT id FROM blobs")]
    oids = [row[0] for row in await workbench.rows("SELECT oid FROM blobs")]
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
        assert await IndexRunStore(session).find_latest(repo.id) is None
        with pytest.raises(NotFoundError):
            await repos.get(repo.id)
        with pytest.raises(NotFoundError):
            await IndexRunStore(session).get(filled.run_id)
        assert await RunListStore(session).list_runs() == []
        assert await RunListStore(session).find_all([filled.run_id]) == []


async def test_nobody_sees_what_another_tenant_asked_decided_or_spent(
    workbench: Workbench, repository: Repository, filled: Filled
) -> None:
    """Whose viewer has the same name."""
    repo = await workbench.repo(repository)
    async with workbench.database.read(OTHER_ID) as session:
        answers, conversations = AnswerStore(session), ConversationStore(session, OTHER.name)
        assert await answers.find(filled.answer_id) is None
        assert await answers.find_log(filled.answer_id) is None
        assert await conversations.list_conversations() == []
        assert await conversations.list_turns(filled.conversation_id) == []
        with pytest.raises(NotFoundError):
            await conversations.get_turn(filled.turn_id)
        assert await AuditStore(session).list_entries() == []
        assert await ConsentStore(session).list_consents(repo.id) == []
        assert await ConsentStore(session).list_hosts([repo.id]) == set()
        assert await ConsentStore(session).get_budget(repo.id) == Budget()
        assert (await SpendStore(session).list_spend(30)).lines == ()
        today = await SpendStore(session).sum_today(repo.id)
        assert (today.tenant.tokens, today.repo.tokens) == (0, 0)


async def test_nobody_takes_back_or_gives_consent_for_another_tenant(
    workbench: Workbench, repository: Repository, filled: Filled
) -> None:
    repo = await workbench.repo(repository)
    async with workbench.database.write(OTHER_ID) as session:
        assert await ConsentWriter(session).deny(OTHER, repo) == []
    with pytest.raises(DBAPIError, match="row-level security"):
        async with workbench.database.write(OTHER_ID) as session:
            await ConsentWriter(session).allow(OTHER, repo, "evil.example")
    assert await workbench.rows("SELECT host FROM model_consents") == [(HOST,)]


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


async def test_a_tenant_cannot_write_rows_of_another(
    workbench: Workbench, repository: Repository, filled: Filled
) -> None:
    """By insert, by taking a row over, and by hanging a child on another's parent."""
    (blob_id,) = (row[0] for row in await workbench.rows("SELECT id FROM blobs"))
    repo = await workbench.repo(repository)
    values = {"tenant": LOCAL_TENANT_ID, "blob": blob_id, "repo": repo.id, "talk": filled.conversation_id}
    forbidden = (
        "INSERT INTO repos SELECT gen_random_uuid(), CAST(:tenant AS uuid), 'x', 'x', 'path'",
        "INSERT INTO symbols VALUES (:blob, 99, 'function', 'x', 'x', '', '', 1, 1, -1, 1)",
        "INSERT INTO file_versions VALUES (CAST(:repo AS uuid), 'x', 9, NULL, 'x', 1, 1, NULL, 'x', NULL)",
        "INSERT INTO audit_log (tenant_id, actor, action, subject, detail) VALUES (:tenant, 'x', 'x', 'x', '{}')",
        "INSERT INTO conversations VALUES (gen_random_uuid(), CAST(:tenant AS uuid), 'x', 'x')",
        "INSERT INTO turns VALUES (gen_random_uuid(), CAST(:talk AS uuid), 9, CAST(:repo AS uuid), 'x', '{}', 'done')",
        "INSERT INTO model_budgets VALUES (CAST(:repo AS uuid), 1, 1)",
        "INSERT INTO model_usage VALUES (gen_random_uuid(), :tenant, CAST(:repo AS uuid), NULL, 'x', now(), 1, 1)",
    )
    for statement in forbidden:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with workbench.database.write(OTHER_ID) as session:
                await session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
    before = await read_all(workbench)
    changes = [f"DELETE FROM {table}" for table in TENANT_TABLES]  # noqa: S608  names of our own
    for statement in ("UPDATE blobs SET language = 'x'", *changes):
        async with workbench.database.write(OTHER_ID) as session:
            await session.execute(text(statement))
    assert await read_all(workbench) == before


async def read_all(workbench: Workbench) -> dict[str, list[tuple[Any, ...]]]:
    return {table: await workbench.rows(f"SELECT * FROM {table}") for table in TENANT_TABLES}  # noqa: S608  the same


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
