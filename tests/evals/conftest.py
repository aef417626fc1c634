"""The product over a test's own database, as evaluations drive it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from evals.product import Product, build_product

from repochat.core.database import Database
from repochat.core.settings import load_settings


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Generator[Product]:
    settings = load_settings({"REPOCHAT_HOME": str(tmp_path / "home")}, env_file=None)
    opened = build_product(settings, database)
    yield opened
    opened.indexer.close()
