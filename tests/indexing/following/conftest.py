import pytest

from repochat.core.database import Database
from tests.indexing.following.following import Following


@pytest.fixture
def following(database: Database) -> Following:
    """Nothing is connected yet, and nobody may ask the forge."""
    return Following(database=database)
