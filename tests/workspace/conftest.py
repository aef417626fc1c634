from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from repochat.core.database import Database
from repochat.forge.testing import GitHubServer, run_github_server
from tests.workspace.drafting import Drafting, drafting


@pytest.fixture
def github() -> Generator[GitHubServer]:
    with run_github_server() as server:
        yield server


@pytest.fixture
async def desk(database: Database, github: GitHubServer, tmp_path: Path) -> AsyncGenerator[Drafting]:
    """Nothing is allowed yet."""
    async with drafting(database, github, tmp_path) as desk:
        yield desk
