import pytest

from repochat.core.database import Database
from repochat.core.postgres import DatabaseUrls
from tests.thinking.scheduling.engine import Engine


@pytest.fixture
def engine(database: Database, database_urls: DatabaseUrls) -> Engine:
    """With one worker process."""
    built = Engine(database=database, owner_url=database_urls.owner)
    built.set_workers(1)
    return built
