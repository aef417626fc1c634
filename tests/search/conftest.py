from pathlib import Path

import pytest

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex
from tests.indexing.workbench import Workbench
from tests.search.library import LIBRARY, build_index


@pytest.fixture(scope="session")
def static_model() -> EmbeddingModel:
    return load_embedding_model("static")


@pytest.fixture
def workbench(database: Database, tmp_path: Path, static_model: EmbeddingModel) -> Workbench:
    return Workbench(database=database, home=open_home(tmp_path / "home"), embedding=static_model)


@pytest.fixture(scope="session")
def library() -> HotIndex:
    return build_index(LIBRARY)
