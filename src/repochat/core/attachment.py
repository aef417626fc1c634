"""The one way to a database, embedded or not: attached, migrated, and let go at the end."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.migrations import migrate
from repochat.core.postgres.credentials import DatabaseUrls
from repochat.core.postgres.external import check_external, read_external_urls
from repochat.core.postgres.server import EmbeddedPostgres
from repochat.core.settings import Settings


@contextmanager
def attached_database(settings: Settings) -> Generator[DatabaseUrls]:
    """The addresses of a database that answers and is migrated. Blocks; see `EmbeddedPostgres.start` for errors."""
    if settings.is_embedded:
        server = EmbeddedPostgres(open_home(settings.repochat_home))
        try:
            urls = server.start()
            migrate(urls.owner)
            yield urls
        finally:
            server.close()
    else:
        urls = read_external_urls(settings)
        check_external(urls)
        migrate(urls.owner)
        yield urls


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[Database]:
    """A pool on the database of `settings`; the embedded server runs at least as long as the block."""
    attached = attached_database(settings)
    urls = await asyncio.to_thread(attached.__enter__)
    try:
        database = Database(urls.app)
        try:
            yield database
        finally:
            await database.close()
    finally:
        await asyncio.to_thread(attached.__exit__, None, None, None)
