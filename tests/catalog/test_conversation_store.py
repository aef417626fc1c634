"""Conversations on a real database: who sees them, how they are found, and what goes with them."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.conversation_store import (
    Conversation,
    ConversationStore,
    ConversationWriter,
    ListedAfter,
    Turn,
    TurnWriter,
)
from repochat.core.database import Database
from repochat.core.errors import ForbiddenError, NotFoundError
from repochat.core.ids import create_id
from tests.catalog.answers import build_answer, build_citation, connect_repo, store_answer

ADA, BEN = "ada", "ben"


@asynccontextmanager
async def reading(database: Database, reader: str = ADA) -> AsyncGenerator[ConversationStore]:
    async with database.read(LOCAL_TENANT_ID) as session:
        yield ConversationStore(session, reader)


@asynccontextmanager
async def writing(database: Database, reader: str = ADA) -> AsyncGenerator[ConversationWriter]:
    async with database.write(LOCAL_TENANT_ID) as session:
        yield ConversationWriter(session, reader)


async def create(database: Database, title: str = "A title", reader: str = ADA) -> Conversation:
    async with writing(database, reader) as store:
        return await store.create(LOCAL_TENANT_ID, title)


async def ask(database: Database, conversation: Conversation, repo_id: UUID, question: str) -> Turn:
    async with writing(database, conversation.owner) as store:
        await store.lock_own(conversation.id)
        return await store.add_turn(
            conversation.id, turn_id=create_id(), repo_id=repo_id, question=question, asked={"mode": "auto"}
        )


async def answer(database: Database, turn: Turn, text: str, *numbers: int) -> UUID:
    cited = [build_citation(number) for number in numbers]
    stored = await store_answer(database, build_answer(turn.repo_id, answer=text, citations=cited))
    async with database.write(LOCAL_TENANT_ID) as session:
        await TurnWriter(session).finish(turn.id, status="done", answer_id=stored.id)
    return stored.id


async def titles(database: Database, reader: str = ADA, text: str = "") -> list[str]:
    async with reading(database, reader) as store:
        return [each.title for each in await store.list_conversations(text=text)]


async def test_another_sees_a_conversation_only_once_it_is_shared(database: Database) -> None:
    conversation = await create(database)
    assert await titles(database, BEN) == []
    with pytest.raises(NotFoundError):
        async with reading(database, BEN) as store:
            await store.get(conversation.id)
    async with writing(database) as store:
        assert (await store.change(conversation.id, is_shared=True)).is_shared
    assert await titles(database, BEN) == ["A title"]


CHANGES: dict[str, Callable[[ConversationWriter, UUID], Awaitable[object]]] = {
    "rename": lambda store, id_: store.change(id_, title="Mine"),
    "share": lambda store, id_: store.change(id_, is_shared=False),
    "delete": lambda store, id_: store.delete(id_),
    "ask": lambda store, id_: store.lock_own(id_),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_only_the_owner_changes_a_shared_conversation(database: Database, change: str) -> None:
    conversation = await create(database)
    async with writing(database) as store:
        await store.change(conversation.id, is_shared=True)
    async with writing(database, BEN) as store:
        with pytest.raises(ForbiddenError):
            await CHANGES[change](store, conversation.id)
    assert await titles(database) == ["A title"]


async def test_the_list_goes_on_after_its_last_one_without_gap_or_repetition(database: Database) -> None:
    made = [await create(database, f"No. {number}") for number in range(5)]
    found: list[str] = []
    after = None
    while True:
        async with reading(database) as store:
            page = await store.list_conversations(after=after, limit=2)
        if not page:
            break
        found += [each.title for each in page]
        after = ListedAfter(updated_at=page[-1].updated_at, id=page[-1].id)
    assert found == [each.title for each in reversed(made)]


async def test_a_text_is_found_in_titles_and_questions_and_read_literally(database: Database) -> None:
    repo = await connect_repo(database)
    first, second = await create(database, "About 100% of Redirects"), await create(database, "Another")
    await ask(database, second, repo.id, "How are sessions CLOSED?")
    assert await titles(database, text="redirects") == [first.title]
    assert await titles(database, text="are sessions closed") == [second.title]
    assert await titles(database, text="100%") == [first.title]
    assert await titles(database, text="%o%") == []


async def test_turns_are_numbered_and_the_conversation_comes_to_the_top(database: Database) -> None:
    repo = await connect_repo(database)
    old, new = await create(database, "Old"), await create(database, "New")
    for question in ("one", "two", "three"):
        await ask(database, old, repo.id, question)
    assert await titles(database) == ["Old", "New"]
    async with reading(database) as store:
        turns = await store.list_turns(old.id)
        assert await store.list_turns(new.id) == []
    assert [(turn.position, turn.question, turn.status) for turn in turns] == [
        (1, "one", "running"), (2, "two", "running"), (3, "three", "running"),
    ]  # fmt: skip


async def test_the_last_answered_turns_come_with_what_they_cited(database: Database) -> None:
    repo, conversation = await connect_repo(database), await create(database)
    for question in ("one", "two", "three"):
        await answer(database, await ask(database, conversation, repo.id, question), f"answer {question}", 7, 2)
    await ask(database, conversation, repo.id, "still running")
    async with reading(database) as store:
        turns = await store.list_answered(conversation.id, limit=2, answer_chars_max=9)
    assert [(turn.question, turn.answer) for turn in turns] == [("two", "answer tw"), ("three", "answer th")]
    assert turns[0].symbols == ("symbol_2", "symbol_7")
    assert turns[0].paths == ("src/2.py", "src/7.py")


async def test_an_answer_is_seen_with_its_conversation_and_by_all_without_one(database: Database) -> None:
    repo, conversation = await connect_repo(database), await create(database)
    told = await answer(database, await ask(database, conversation, repo.id, "one"), "x", 1)
    loose = await store_answer(database, build_answer(repo.id))
    async with reading(database, BEN) as store:
        assert not await store.may_see_answer(told)
        assert await store.may_see_answer(loose.id)
    async with reading(database) as store:
        assert await store.may_see_answer(told)


async def test_deleting_takes_turns_and_answers_along(database: Database) -> None:
    repo, conversation = await connect_repo(database), await create(database)
    turn = await ask(database, conversation, repo.id, "one")
    answer_id = await answer(database, turn, "x", 1)
    async with writing(database) as store:
        await store.delete(conversation.id)
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await AnswerStore(session).find(answer_id) is None
        with pytest.raises(NotFoundError):
            await ConversationStore(session, ADA).get_turn(turn.id)


async def test_a_turn_that_ends_after_its_conversation_was_deleted_leaves_no_answer(database: Database) -> None:
    repo, conversation = await connect_repo(database), await create(database)
    turn = await ask(database, conversation, repo.id, "one")
    async with writing(database) as store:
        await store.delete(conversation.id)
    stored = await store_answer(database, build_answer(repo.id))
    async with database.write(LOCAL_TENANT_ID) as session:
        assert await TurnWriter(session).finish(turn.id, status="done", answer_id=stored.id) is None
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await AnswerStore(session).find(stored.id) is None


async def test_a_turn_may_end_without_an_answer(database: Database) -> None:
    repo, conversation = await connect_repo(database), await create(database)
    turn = await ask(database, conversation, repo.id, "one")
    async with database.write(LOCAL_TENANT_ID) as session:
        ended = await TurnWriter(session).finish(turn.id, status="cancelled", answer_id=None)
    assert ended is not None
    assert (ended.status, ended.answer_id, ended.finished_at is None) == ("cancelled", None, False)
