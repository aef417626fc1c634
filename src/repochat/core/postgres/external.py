"""A PostgreSQL that somebody else runs: its address, and whether it can serve us."""

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from repochat.core.errors import ConflictError, InvalidError, UnavailableError
from repochat.core.postgres.credentials import DatabaseUrls, conninfo_of
from repochat.core.settings import Settings

MAJOR_MIN = 16
VERSION_UNIT = 10_000  # libpq writes 16.4 as 160004
CONNECT_TIMEOUT_S = 10
DRIVER = "postgresql+psycopg"
SCHEMES = {"postgres", "postgresql", DRIVER}


def read_external_urls(settings: Settings) -> DatabaseUrls:
    """From DATABASE_URL or POSTGRES_*; one role migrates and works. Raises InvalidError for another database."""
    url = _build_url(settings).render_as_string(hide_password=False)
    return DatabaseUrls(app=url, owner=url)


def _build_url(settings: Settings) -> URL:
    if settings.database_url is None:
        return URL.create(
            DRIVER,
            username=settings.postgres_user,
            password=None if settings.postgres_password is None else settings.postgres_password.get_secret_value(),
            host=settings.postgres_host,
            port=settings.postgres_port,
            database=settings.postgres_db,
        )
    try:
        url = make_url(settings.database_url.get_secret_value())
    except (ArgumentError, ValueError):
        raise _bad_url() from None  # the cause quotes the password
    if url.drivername not in SCHEMES:
        raise _bad_url()
    return url.set(drivername=DRIVER)


def _bad_url() -> InvalidError:
    return InvalidError(
        "DATABASE_URL is not the address of a PostgreSQL database.",
        hint="Write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE, or leave it empty for the embedded one.",
    )


def check_external(urls: DatabaseUrls) -> None:
    """Raises UnavailableError when it does not answer, ConflictError when it is too old or has no pgvector."""
    try:
        with psycopg.connect(conninfo_of(urls.app), connect_timeout=CONNECT_TIMEOUT_S) as connection:
            check_version(connection.info.server_version)
            _check_vector(connection)
    except psycopg.OperationalError as error:
        raise UnavailableError(
            f"The database of DATABASE_URL or POSTGRES_* does not answer: {str(error).strip()}",
            hint="Check its address, port, role and password, and that it runs.",
        ) from error


def check_version(server_version: int) -> None:
    """`server_version` as libpq writes it. Raises ConflictError below the version that is needed."""
    if server_version // VERSION_UNIT < MAJOR_MIN:
        raise ConflictError(
            f"The database server is PostgreSQL {server_version // VERSION_UNIT}; {MAJOR_MIN} or newer is needed.",
            hint="Upgrade that server, or leave DATABASE_URL empty to use the embedded one.",
        )


def _check_vector(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    if connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone() is None:
        raise ConflictError(
            "The database server has no pgvector.",
            hint="Install it there (the package is often called postgresql-NN-pgvector), then try again.",
        )


def bypasses_row_security(url: str) -> bool:
    """Whether this role sees every tenant's rows whatever the policies say. Raises psycopg.OperationalError."""
    with psycopg.connect(conninfo_of(url), connect_timeout=CONNECT_TIMEOUT_S) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return row == (True,)
