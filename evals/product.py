"""The real product, opened in a home of its own: what evaluations and benchmarks drive."""

import os
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.sources import MIRRORS_VARIABLE

from repochat.accounts import Viewer, local_viewer
from repochat.core.attachment import attached_database
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.logging import configure_logging
from repochat.core.settings import Settings, load_settings
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from repochat.llm.embedding import EmbeddingModel
from repochat.search import Searcher
from repochat.search.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Everything that indexing and searching stand on."""

    settings: Settings
    database: Database
    home: Home
    embedding: EmbeddingModel
    viewer: Viewer
    indexer: Indexer
    owner_url: str  # for what the product's own role may not do, such as emptying tables; "" when unknown

    def build_searcher(self, policy: Policy | None = None) -> Searcher:
        return Searcher(self.database, self.home.mirrors, self.embedding, policy=policy)


@contextmanager
def choose_home(wanted: Path | None) -> Generator[Path]:
    """`wanted`, which is kept; or a temporary folder, which is not."""
    if wanted is not None:
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="repochat-evals-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@asynccontextmanager
async def open_product(home: Path) -> AsyncGenerator[Product]:
    """The product with an embedded database below `home`, whatever the environment says of another one."""
    env = {"REPOCHAT_HOME": str(home), "LOG_LEVEL": os.environ.get("LOG_LEVEL", "error")}
    settings = load_settings(env, env_file=None)
    configure_logging(settings)
    with attached_database(settings) as urls:
        database = Database(urls.app)
        product = build_product(settings, database, owner_url=urls.owner)
        try:
            yield product
        finally:
            product.indexer.close()
            await database.close()


def build_product(settings: Settings, database: Database, *, owner_url: str = "") -> Product:
    """Whoever builds one closes its indexer."""
    home = open_home(settings.repochat_home)
    embedding = load_embedding_model(settings.embedding_model)
    return Product(
        settings=settings,
        database=database,
        home=home,
        embedding=embedding,
        viewer=local_viewer(),
        indexer=Indexer(database, home, embedding),
        owner_url=owner_url,
    )


def build_environment(home: Path) -> dict[str, str]:
    """For programs of the product that work in `home`; our own variable means nothing to them, and they refuse it."""
    kept = {key: value for key, value in os.environ.items() if key != MIRRORS_VARIABLE}
    return {**kept, "REPOCHAT_HOME": str(home), "LOG_LEVEL": "error"}
