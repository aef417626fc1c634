from pathlib import Path

import pytest

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.llm.choose import load_embedding_model
from tests.indexing.workbench import Workbench


@pytest.fixture
def workbench(database: Database, tmp_path: Path) -> Workbench:
    return Workbench(database=database, home=open_home(tmp_path / "home"), embedding=load_embedding_model("static"))
