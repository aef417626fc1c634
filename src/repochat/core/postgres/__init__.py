"""The embedded PostgreSQL's life, and what we ask of another one. What tables hold must never enter here."""

from repochat.core.postgres.credentials import DatabaseUrls, conninfo_of
from repochat.core.postgres.limits import PostgresLimits
from repochat.core.postgres.server import EmbeddedPostgres, ServerStatus

__all__ = [
    "DatabaseUrls",
    "EmbeddedPostgres",
    "PostgresLimits",
    "ServerStatus",
    "conninfo_of",
]
