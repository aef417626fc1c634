"""A chat whose answers a scripted model writes, over real HTTP."""

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from repochat.core.database import Database
from repochat.llm.testing import ChatServer, ReceivedChat, ScriptEntry, run_chat_server
from tests.chat.chatting import FILES, Chat, chatting
from tests.git.repositories import Repository

PIECE = re.compile(r"^<<\w+ (k\d+) \| ([^\n]*)\n(.*?)\n\w+>>$", re.MULTILINE | re.DOTALL)


@asynccontextmanager
async def modelled_chat(
    database: Database,
    folder: Path,
    *script: ScriptEntry,
    files: Mapping[str, bytes] = FILES,
    settings: Mapping[str, str] | None = None,
    prepare: Callable[[Repository], None] = lambda _: None,
) -> AsyncGenerator[tuple[Chat, ChatServer]]:
    """The chat and the server that its model answers from."""
    with run_chat_server(*script) as server:
        model = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "scripted", "LLM_BASE_URL": server.url_of("openai")}
        async with chatting(database, folder, files, prepare=prepare, **{**model, **(settings or {})}) as chat:
            yield chat, server


def find_piece(request: ReceivedChat, text: str) -> str:
    """The id of the first piece in the prompt that holds `text`; "k999" when none does."""
    return next((match[1] for match in PIECE.finditer(request.prompt) if text in match[3]), "k999")
