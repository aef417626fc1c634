"""What a process opens once: settings, the database, the home folder, and what searches and answers on them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from repochat.core.attachment import open_database
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.settings import Settings

if TYPE_CHECKING:
    from repochat.accounts.vault import Vault
    from repochat.artifacts import ArtifactStore
    from repochat.chat import Answerer
    from repochat.chat.age.reading import AgeReader
    from repochat.chat.receipts import SourcePool
    from repochat.core.crypto import Sealer
    from repochat.llm import EmbeddingModel
    from repochat.search import Searcher
    from repochat.search.quick import QuickFinder

# What follows is imported when it is first used: `repochat status` must wait for neither numpy nor the parsers.


class Resources:
    """Shared by everyone whom the process serves. Close it at the end."""

    def __init__(self, *, settings: Settings, database: Database, home: Home) -> None:
        self.settings = settings
        self.database = database
        self.home = home

    @cached_property
    def embedding(self) -> "EmbeddingModel":
        """Raises InvalidError and UnavailableError as `load_embedding_model` does."""
        from repochat.llm import load_embedding_model  # noqa: PLC0415  see above

        settings = self.settings
        return load_embedding_model(
            settings.embedding_model, api_key=settings.llm_api_key, base_url=settings.llm_base_url
        )

    @cached_property
    def vault(self) -> "Vault":
        from repochat.accounts.vault import Vault  # noqa: PLC0415  see above

        return Vault(self.database, self.settings, self.home)

    @cached_property
    def sealer(self) -> "Sealer":
        """Raises ForbiddenError when others may read the key file."""
        from repochat.core.crypto import open_sealer  # noqa: PLC0415  see above

        return open_sealer(self.settings, self.home)

    @cached_property
    def artifacts(self) -> "ArtifactStore":
        from repochat.artifacts import open_artifact_store  # noqa: PLC0415  see above

        return open_artifact_store(self.settings, self.home)

    @cached_property
    def searcher(self) -> "Searcher":
        from repochat.search import Searcher  # noqa: PLC0415  see above

        return Searcher(self.database, self.home.mirrors, self.embedding, snapshots=self.home.snapshots)

    @cached_property
    def quick(self) -> "QuickFinder":
        from repochat.search.quick import QuickFinder  # noqa: PLC0415  see above

        return QuickFinder(self.searcher, self.home.mirrors)

    @cached_property
    def answerer(self) -> "Answerer":
        from repochat.chat import Answerer  # noqa: PLC0415  see above

        return Answerer(self.database, self.home, self.searcher, self.settings)

    @cached_property
    def ages(self) -> "AgeReader":
        from repochat.chat.age.reading import AgeReader  # noqa: PLC0415  see above

        return AgeReader(self.database, self.home.mirrors)

    @cached_property
    def sources(self) -> "SourcePool":
        from repochat.chat.receipts import SourcePool  # noqa: PLC0415  see above

        return SourcePool()

    def prepare(self) -> None:
        """Opens everything now: a process that serves others fails at its start, not at the first question."""
        _ = self.answerer

    async def close(self) -> None:
        """Ends what was started for answers. The database is closed by who opened it."""
        if "answerer" in self.__dict__:
            await self.answerer.close()
        if "quick" in self.__dict__:
            await self.quick.close()
        if "sources" in self.__dict__:
            self.sources.close()


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncGenerator[Resources]:
    """Everything that `settings` name; the embedded database is started where it does not run.

    Raises what opening the home folder and the database raise.
    """
    async with open_database(settings) as database:
        resources = Resources(settings=settings, database=database, home=open_home(settings.repochat_home))
        try:
            yield resources
        finally:
            await resources.close()
