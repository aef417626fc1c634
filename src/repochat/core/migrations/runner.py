"""Migrating: a glance when there is nothing to do, Alembic under a lock when there is."""

from pathlib import Path

import psycopg
from psycopg import sql

from repochat.core.errors import ConflictError, UnavailableError
from repochat.core.postgres.credentials import APP_ROLE, conninfo_of

FOLDER = Path(__file__).parent
VERSIONS = FOLDER / "versions"
LOCK_KEY = 0x7265706F  # "repo": any number will do as long as it stays
LOCK_WAIT_S = 600
CONNECT_TIMEOUT_S = 10


def migrate(owner_url: str) -> None:
    """Bring the database of `owner_url` to the newest schema; safe when several processes do so at once.

    Raises UnavailableError when the database or pgvector is away, ConflictError when a newer repochat was here.
    """
    head = find_head()
    try:
        with psycopg.connect(conninfo_of(owner_url), connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as connection:
            if read_revision(connection) != head:
                _migrate_alone(connection, owner_url, head)
    except psycopg.OperationalError as error:
        raise UnavailableError(
            f"The database could not be migrated: {str(error).strip()}",
            hint="Run `repochat doctor`, then the same command again: a migration is done whole or not at all.",
        ) from error


def find_head() -> str | None:
    """The newest revision, read from the files' names so that a start need not import Alembic."""
    numbers = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))
    return numbers[-1] if numbers else None


def read_revision(connection: psycopg.Connection[tuple[object, ...]]) -> str | None:
    """The revision that the database is at; None when it was never migrated."""
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _migrate_alone(connection: psycopg.Connection[tuple[object, ...]], owner_url: str, head: str | None) -> None:
    connection.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(f"{LOCK_WAIT_S}s")))
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
    current = read_revision(connection)  # another process may have been faster
    if current == head:
        return
    if current is not None and head is not None and current > head:
        raise ConflictError(
            f"The database was migrated by a newer repochat (revision {current}; this one knows {head}).",
            hint="Run that newer version, or point REPOCHAT_HOME or DATABASE_URL at another database.",
        )
    _create_vector(connection)
    # Alembic takes half a second to import, which most starts need not pay.
    from repochat.core.migrations.upgrade import upgrade_to_head  # noqa: PLC0415 - see the line above

    upgrade_to_head(owner_url)
    grant_to_app(connection)


def _create_vector(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as error:
        raise UnavailableError(
            "The database server has no pgvector.",
            hint="Install pgvector on the server (the package is often called postgresql-NN-pgvector).",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise UnavailableError(
            "pgvector is not enabled in this database, and the role of DATABASE_URL may not enable it.",
            hint="Run once as a superuser in that database: CREATE EXTENSION vector",
        ) from error


def grant_to_app(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let the embedded application role use, never own, what there is. Does nothing where that role is absent."""
    found = connection.execute("SELECT current_user <> %s FROM pg_roles WHERE rolname = %s", (APP_ROLE, APP_ROLE))
    if found.fetchone() != (True,):
        return
    role = sql.Identifier(APP_ROLE)
    for grant in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}",
    ):
        connection.execute(sql.SQL(grant).format(role))
