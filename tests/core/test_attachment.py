from pathlib import Path

import pytest
from sqlalchemy import text

from repochat.core.attachment import attached_database, open_database
from repochat.core.errors import ConflictError, InvalidError, UnavailableError
from repochat.core.home import Home
from repochat.core.postgres import DatabaseUrls, EmbeddedPostgres, conninfo_of
from repochat.core.postgres.external import bypasses_row_security, check_version, read_external_urls
from repochat.core.settings import load_settings


async def test_the_embedded_database_is_started_migrated_and_stopped(tmp_path: Path) -> None:
    settings = load_settings({"REPOCHAT_HOME": str(tmp_path / "home")}, None)
    async with open_database(settings) as database, database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM tenants"))).scalar() is not None
    assert EmbeddedPostgres(Home(root=tmp_path / "home")).status() == "stopped"


def test_another_database_is_migrated_and_used(database_urls: DatabaseUrls) -> None:
    settings = load_settings({"DATABASE_URL": conninfo_of(database_urls.owner)}, None)
    with attached_database(settings) as urls:
        assert urls.app == urls.owner == database_urls.owner


def test_a_database_can_be_given_in_parts() -> None:
    parts = {"POSTGRES_HOST": "db", "POSTGRES_USER": "me", "POSTGRES_PASSWORD": "p@ss/w", "POSTGRES_DB": "code"}
    urls = read_external_urls(load_settings(parts, None))
    assert urls.app == "postgresql+psycopg://me:p%40ss%2Fw@db:5432/code"


def test_a_database_that_does_not_answer_is_named() -> None:
    settings = load_settings({"DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/code"}, None)
    with pytest.raises(UnavailableError, match="does not answer") as caught, attached_database(settings):
        pass
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("url", ["mysql://me:hunter2@host/db", "hunter2", "sqlite:///hunter2.db"])
def test_another_kind_of_database_is_refused_without_quoting_its_address(url: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_external_urls(load_settings({"DATABASE_URL": url}, None))
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_server_older_than_16_is_refused() -> None:
    check_version(160_000)
    with pytest.raises(ConflictError, match="PostgreSQL 15"):
        check_version(150_010)


def test_a_role_that_row_level_security_does_not_bind_is_told_apart(postgres: DatabaseUrls) -> None:
    assert bypasses_row_security(postgres.owner)
    assert not bypasses_row_security(postgres.app)
