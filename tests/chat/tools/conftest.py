from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from repochat.core.database import Database
from repochat.core.postgres import DatabaseUrls
from repochat.core.testing import cloned_database
from tests.chat.tools.tooling import Tooling, tooling


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def shop(
    postgres: DatabaseUrls, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Tooling]:
    """A small shop with a past, indexed at its first and at its last commit. Tools only read, so tests share it."""
    with cloned_database(postgres, template_database) as urls:
        database = Database(urls.app)
        async with tooling(database, tmp_path_factory.mktemp("shop")) as opened:
            yield opened
        await database.close()
