from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.postgres import DatabaseUrls
from repochat.core.testing import cloned_database
from tests.git.repositories import make_repository
from tests.thinking.running.engine import Engine, open_engine


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(
    postgres: DatabaseUrls, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Engine]:
    """Over a repository of one file; one for a module, because what runs are forked from takes seconds to import."""
    folder = tmp_path_factory.mktemp("engine")
    repository = make_repository(folder / "source", {"a.py": b"A = 1\n"})
    with cloned_database(postgres, template_database) as urls:
        database = Database(urls.app)
        async with open_engine(database, open_home(folder / "home"), str(repository.path)) as opened:
            yield opened
        await database.close()
