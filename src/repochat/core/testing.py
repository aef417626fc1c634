"""A real PostgreSQL for tests: one server for all of them, one database cloned from a migrated template for each.

The server's folder stays in the temporary folder between runs, so only the first one pays for making it. Processes
of one run, and several runs at once, share the server by the product's own rule: the last of them stops it.
"""

import hashlib
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from repochat.core.home import Home, open_home
from repochat.core.ids import create_id
from repochat.core.migrations import migrate
from repochat.core.migrations.runner import FOLDER
from repochat.core.postgres import DatabaseUrls, EmbeddedPostgres, conninfo_of

TEMPLATES_MAX = 8  # one for each state of the migrations that was tested lately
TEMPLATE_LOCK_KEY = 0x74657374

Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def running_postgres() -> Generator[DatabaseUrls]:
    """The shared server. It does without durability: a crash of the machine may cost the tests' folder."""
    server = EmbeddedPostgres(_open_test_home())
    try:
        urls = server.start()
        with _connect(urls) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
            _drop_orphans(connection)
        yield urls
    finally:
        server.close()


def ensure_template(urls: DatabaseUrls) -> str:
    """The name of a database at the head of the migrations; made when these migrations are new."""
    name = f"template_{_hash_migrations()}"
    with _connect(urls) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK_KEY,))
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            _drop_old_templates(connection)
            _create_template(connection, urls, name)
    return name


@contextmanager
def cloned_database(urls: DatabaseUrls, template: str | None) -> Generator[DatabaseUrls]:
    """A database of its own, empty when `template` is None, dropped at the end."""
    name = f"test_{os.getpid()}_{create_id().hex[-12:]}"
    source = sql.Identifier(template or "template0")
    with _connect(urls) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))
    try:
        yield name_database(urls, name)
    finally:
        with _connect(urls) as connection:
            _drop(connection, name)


def name_database(urls: DatabaseUrls, name: str) -> DatabaseUrls:
    """The same roles and server, another database."""
    app, owner = (
        make_url(url).set(database=name).render_as_string(hide_password=False) for url in (urls.app, urls.owner)
    )
    return DatabaseUrls(app=app, owner=owner)


def _open_test_home() -> Home:
    """One for each checkout, so that two of them never share a server."""
    digest = hashlib.sha256(os.fsencode(FOLDER)).hexdigest()[:8]
    return open_home(Path(tempfile.gettempdir()) / f"repochat-tests-{os.geteuid()}-{digest}")


def _connect(urls: DatabaseUrls) -> Connection:
    return psycopg.connect(conninfo_of(urls.owner), autocommit=True)


def _hash_migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _create_template(connection: Connection, urls: DatabaseUrls, name: str) -> None:
    """Under another name until it is whole."""
    building = f"{name}_building"
    _drop(connection, building)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(building)))
    migrate(name_database(urls, building).owner)
    renaming = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(renaming.format(sql.Identifier(building), sql.Identifier(name)))


def _drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_old_templates(connection: Connection) -> None:
    for name in (
        _list_names(connection, "template\\_%\\_building") + _list_names(connection, "template\\_%")[TEMPLATES_MAX:]
    ):
        _drop(connection, name)


def _drop_orphans(connection: Connection) -> None:
    """Databases of test runs that were killed."""
    for name in _list_names(connection, "test\\_%"):
        if not psutil.pid_exists(int(name.split("_")[1])):
            _drop(connection, name)


def _list_names(connection: Connection, pattern: str) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC"
    return [str(row[0]) for row in connection.execute(query, (pattern,))]
