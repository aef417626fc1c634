"""Pushes to the repository of a chat, indexed as the product does it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from repochat.catalog.answer_store import AnswerStore, StoredAnswer
from repochat.chat.age.reading import AgeReader
from repochat.chat.age.rechecking import Rechecked, Rechecker
from repochat.chat.age_model import Age
from repochat.core.database import Database
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from tests.chat.chatting import Chat


async def push(
    chat: Chat,
    database: Database,
    files: Mapping[str, bytes],
    *,
    remove: Iterable[str] = (),
    branch: str | None = None,
    message: str = "Change",
) -> str:
    """The SHA of a commit that is indexed as its branch."""
    sha = chat.repository.commit(files, remove=remove, branch=branch, message=message)
    await index(chat, database, branch)
    return sha


async def index(chat: Chat, database: Database, rev: str | None = None) -> None:
    indexer = Indexer(database, chat.home, load_embedding_model("static"))
    try:
        await indexer.run(chat.viewer, chat.repo, rev)
    finally:
        indexer.close()


async def find_stored(chat: Chat, database: Database, answer_id: UUID) -> StoredAnswer:
    async with database.read(chat.viewer.scope) as session:
        found = await AnswerStore(session).find(answer_id)
    assert found is not None
    return found


async def read_age(chat: Chat, database: Database, answer_id: UUID) -> Age:
    stored = await find_stored(chat, database, answer_id)
    return await AgeReader(database, chat.home.mirrors).read_one(chat.viewer, stored)


async def recheck(chat: Chat, database: Database) -> list[Rechecked]:
    rechecker = Rechecker(database, AgeReader(database, chat.home.mirrors))
    return await rechecker.run(chat.viewer.tenant_id, chat.repo.id, should_stop=lambda: False)
