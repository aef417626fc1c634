from pathlib import Path

import pytest

from repochat.core.database import Database
from repochat.indexing.connect import connect_repo
from tests.git.repositories import make_repository
from tests.thinking.insights.bench import VIEWER, Bench

CODE = b"def work():\n    return 1\n\n\ndef rest():\n    return 2\n"


@pytest.fixture
async def bench(database: Database, tmp_path: Path) -> Bench:
    """A repository with two files."""
    repository = make_repository(tmp_path / "mirror", {"a.py": CODE, "b.py": b"x = 1\n"}, is_bare=True)
    repo = await connect_repo(database, VIEWER, str(repository.path))
    return Bench(database=database, repository=repository, repo=repo, mirror=repository.path)
