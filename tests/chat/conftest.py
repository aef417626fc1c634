from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from repochat.core.database import Database
from tests.chat.chatting import FILES, Chat, chatting


@pytest.fixture
async def chat(database: Database, tmp_path: Path) -> AsyncGenerator[Chat]:
    """A chat about a small repository in several languages."""
    async with chatting(database, tmp_path, FILES) as opened:
        yield opened
