"""What tests of every module may ask for."""

from collections.abc import AsyncGenerator, Generator

import pytest

from repochat.core.database import Database
from repochat.core.postgres import DatabaseUrls
from repochat.core.testing import cloned_database, ensure_template, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Generator[DatabaseUrls]:
    """A real server, shared by all test processes; its own database stays empty."""
    with running_postgres() as urls:
        yield urls


@pytest.fixture(scope="session")
def template_database(postgres: DatabaseUrls) -> str:
    """The name of a migrated database to clone."""
    return ensure_template(postgres)


@pytest.fixture
def database_urls(postgres: DatabaseUrls, template_database: str) -> Generator[DatabaseUrls]:
    """A migrated database for one test, for the application role and for its owner."""
    with cloned_database(postgres, template_database) as urls:
        yield urls


@pytest.fixture
def database_url(database_urls: DatabaseUrls) -> str:
    """The application role's way to this test's database."""
    return database_urls.app


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database]:
    """This test's database as the product sees it: the application role, bound by row-level security."""
    opened = Database(database_url)
    yield opened
    await opened.close()
