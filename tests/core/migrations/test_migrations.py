import re
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from repochat.core.errors import ConflictError
from repochat.core.migrations import find_head, migrate
from repochat.core.migrations.runner import VERSIONS
from repochat.core.migrations.schema import load_metadata
from repochat.core.migrations.upgrade import list_differences, list_heads
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.testing import cloned_database


def test_the_migrated_schema_is_what_the_models_describe(database_urls: DatabaseUrls) -> None:
    assert list_differences(database_urls.owner, load_metadata()) == []


def test_the_head_read_from_file_names_is_the_head(postgres: DatabaseUrls) -> None:
    assert list_heads() == [find_head()]
    assert all(
        re.fullmatch(r"\d{4}_\w+\.py", path.name) for path in VERSIONS.glob("*.py") if path.name != "__init__.py"
    )


def test_processes_that_migrate_at_once_do_it_once(postgres: DatabaseUrls) -> None:
    with cloned_database(postgres, None) as urls:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(migrate, [urls.owner] * 4))
        assert list_differences(urls.owner, load_metadata()) == []


def test_a_database_of_a_newer_release_is_refused(database_urls: DatabaseUrls) -> None:
    with psycopg.connect(conninfo_of(database_urls.owner)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConflictError, match="newer repochat"):
        migrate(database_urls.owner)


def test_the_application_role_uses_what_it_does_not_own(database_urls: DatabaseUrls) -> None:
    with psycopg.connect(conninfo_of(database_urls.app)) as connection:
        owned = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        assert connection.execute(owned).fetchone() == (0,)
        connection.execute("SELECT * FROM repos")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE alembic_version SET version_num = '0000'")


def test_a_migration_that_fails_leaves_nothing_behind(postgres: DatabaseUrls) -> None:
    """A table of the same name stands in the way of the first revision."""
    with (
        cloned_database(postgres, None) as urls,
        psycopg.connect(conninfo_of(urls.owner), autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE citations (id int)")
        with pytest.raises(Exception, match="citations"):
            migrate(urls.owner)
        tables = "SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (["citations"],)
