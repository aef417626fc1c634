"""Where a database stands, asked through a session of the product."""

from sqlalchemy import text

from repochat.core.database import ReadSession


async def read_schema_revision(session: ReadSession) -> str | None:
    """The revision that the database is at. Raises UnavailableError when it does not answer."""
    return await session.scalar(text("SELECT version_num FROM alembic_version"))
