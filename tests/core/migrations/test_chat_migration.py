"""Revision 0003: what was answered before it reads as if it had been written after it."""

from collections.abc import Generator
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import NullPool, create_engine, make_url

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.answer_store import AnswerStore, RetrievalLog
from repochat.core.database import Database, Table
from repochat.core.ids import create_id
from repochat.core.migrations import migrate
from repochat.core.migrations.runner import FOLDER
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.testing import cloned_database

OTHER_TENANT_ID = UUID("00000000-0000-7000-8000-000000000002")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer of a tenant, as it was stored under revision 0002."""

    tenant_id: UUID
    name: str
    repo_id: UUID = field(default_factory=create_id)
    answer_id: UUID = field(default_factory=create_id)


@pytest.fixture
def owner_url(postgres: DatabaseUrls) -> Generator[str]:
    """An empty database whose owner is bound by row-level security, as on somebody's own server."""
    role = f"owner_{create_id().hex[-12:]}"
    name = sql.Identifier(role)
    with psycopg.connect(conninfo_of(postgres.owner), autocommit=True) as server:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x' NOSUPERUSER NOBYPASSRLS").format(name))
        try:
            with cloned_database(postgres, None) as urls:
                with psycopg.connect(conninfo_of(urls.owner), autocommit=True) as connection:
                    connection.execute("CREATE EXTENSION vector")
                    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(name))
                yield make_url(urls.owner).set(username=role, password="x").render_as_string(hide_password=False)
        finally:
            server.execute(sql.SQL("DROP ROLE {}").format(name))


def upgrade(owner_url: str, revision: str) -> None:
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes.update(connection=connection, metadata=Table.metadata)
        command.upgrade(config, revision)


def store(connection: psycopg.Connection[tuple[object, ...]], answered: Answered) -> None:
    """By the SQL of that time: a citation names neither its repository nor its commit."""
    connection.execute("SELECT set_config('repochat.tenant_id', %s, true)", (str(answered.tenant_id),))
    repo, tenant, name = answered.repo_id, answered.tenant_id, answered.name
    connection.execute(
        "INSERT INTO repos (id, tenant_id, name, source, source_kind) VALUES (%s, %s, %s, %s, 'path')",
        (repo, tenant, name, f"/{name}"),
    )
    connection.execute(
        "INSERT INTO answers (id, tenant_id, repo_id, revision, question, answer, statements, mode, policy_version,"
        " timings_ms) VALUES (%s, %s, %s, %s, 'q', 'a', '[]', 'extractive', 'p1', '{}')",
        (answered.answer_id, tenant, repo, f"sha of {name}"),
    )
    for position in (1, 2):
        connection.execute(
            "INSERT INTO citations (answer_id, position, path, blob, start_line, end_line, snippet_sha256, symbol)"
            " VALUES (%s, %s, 'a.py', 'b', 1, 2, 's', 'f')",
            (answered.answer_id, position),
        )
    report = Jsonb({"query": name, "hits": [1, 2]})
    connection.execute("INSERT INTO retrieval_logs VALUES (%s, %s)", (answered.answer_id, report))


async def test_citations_and_logs_of_every_tenant_are_filled(owner_url: str) -> None:
    """A citation gets its answer's repository and commit, the one report of a log becomes its list of searches."""
    upgrade(owner_url, "0002")
    stored = [Answered(tenant_id=LOCAL_TENANT_ID, name="one"), Answered(tenant_id=OTHER_TENANT_ID, name="two")]
    with psycopg.connect(conninfo_of(owner_url)) as connection:
        connection.execute("INSERT INTO tenants (id, name) VALUES (%s, 'other')", (OTHER_TENANT_ID,))
        for answered in stored:
            store(connection, answered)
    migrate(owner_url)
    database = Database(owner_url)
    for answered in stored:
        async with database.read(answered.tenant_id) as session:
            answer = await AnswerStore(session).find(answered.answer_id)
            log = await AnswerStore(session).find_log(answered.answer_id)
        assert answer is not None
        assert [(each.number, each.repo, each.repo_id, each.commit, each.url) for each in answer.citations] == [
            (number, answered.name, answered.repo_id, f"sha of {answered.name}", "") for number in (1, 2)
        ]
        assert (answer.status, answer.note, answer.removed, answer.model) == ("done", "", 0, "")
        assert answer.confidence["band"] == "none"
        report = {"query": answered.name, "hits": [1, 2]}
        assert log == RetrievalLog(searches=[report], context={}, stages=[], policy={})
    await database.close()


def test_row_level_security_binds_the_owner_again_afterwards(owner_url: str) -> None:
    migrate(owner_url)
    with psycopg.connect(conninfo_of(owner_url)) as connection:
        open_tables = connection.execute(
            "SELECT array_agg(relname::text ORDER BY relname) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT LIKE 'procrastinate%' AND NOT (relrowsecurity AND relforcerowsecurity)"
        ).fetchone()
    assert open_tables == (["alembic_version", "policies", "tenants"],)
