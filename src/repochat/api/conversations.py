"""`/conversations`: what was asked, under the names of who asked it."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from repochat.api.conversation_shapes import (
    ConversationChange,
    ConversationDetail,
    ConversationInput,
    ConversationList,
    ConversationShape,
    TurnShape,
)
from repochat.api.cursors import read_cursor, write_cursor
from repochat.api.limits import LIMITS
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import NoNul
from repochat.catalog.answer_store import AnswerStore, StoredAnswer
from repochat.catalog.conversation_store import ConversationStore, ConversationWriter, Turn
from repochat.chat.age import Age

router = APIRouter(tags=["conversations"], prefix="/conversations")

Limit = Annotated[int, Query(ge=1, le=LIMITS.conversations_listed_max)]


@router.get("")
async def list_conversations(
    services: ServicesDep,
    viewer: ViewerDep,
    text: Annotated[str, Query(max_length=LIMITS.name_chars_max), NoNul] = "",
    after: Annotated[str | None, Query(max_length=LIMITS.name_chars_max)] = None,
    limit: Limit = 50,
) -> ConversationList:
    """Your own and the shared ones, the most recently changed first; `text` stands in the title or a question."""
    place = read_cursor(after) if after else None
    async with services.database.read(viewer.scope) as session:
        store = ConversationStore(session, viewer.key)
        found = await store.list_conversations(text=text, after=place, limit=limit + 1)
    page = found[:limit]
    return ConversationList(
        conversations=[ConversationShape.model_validate(each) for each in page],
        next_after=write_cursor(page[-1]) if len(found) > limit else None,
    )


@router.post("", status_code=201)
async def create_conversation(
    services: ServicesDep, viewer: ViewerDep, created: ConversationInput
) -> ConversationShape:
    """An empty one of your own. `POST /chat` without a conversation begins one by itself."""
    async with services.database.write(viewer.scope) as session:
        found = await ConversationWriter(session, viewer.key).create(viewer.tenant_id, created.title)
    return ConversationShape.model_validate(found)


@router.get("/{conversation_id}")
async def get_conversation(
    services: ServicesDep,
    viewer: ViewerDep,
    conversation_id: UUID,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=LIMITS.turns_listed_max)] = 50,
) -> ConversationDetail:
    """With its last turns and their answers; `before` is the position of the first turn that was seen already."""
    async with services.database.read(viewer.scope) as session:
        store = ConversationStore(session, viewer.key)
        found = await store.get(conversation_id)
        turns = [services.turns.show(turn) for turn in await store.list_turns(found.id, before=before, limit=limit)]
        answers = await AnswerStore(session).find_all([turn.answer_id for turn in turns if turn.answer_id])
    ages = await services.ages.read(viewer, list(answers.values()))
    has_more = bool(turns) and turns[0].position > 1
    return ConversationDetail(
        **ConversationShape.model_validate(found).model_dump(),
        turns=[_describe(turn, answers, ages) for turn in turns],
        next_before=turns[0].position if has_more else None,
    )


def _describe(turn: Turn, answers: Mapping[UUID, StoredAnswer], ages: Mapping[UUID, Age]) -> TurnShape:
    if turn.answer_id is None:
        return TurnShape.of(turn, None)
    return TurnShape.of(turn, answers.get(turn.answer_id), ages.get(turn.answer_id))


@router.patch("/{conversation_id}")
async def change_conversation(
    services: ServicesDep, viewer: ViewerDep, conversation_id: UUID, change: ConversationChange
) -> ConversationShape:
    """Rename it, share it within the tenant, or end the sharing. Only its owner may."""
    async with services.database.write(viewer.scope) as session:
        found = await ConversationWriter(session, viewer.key).change(
            conversation_id, title=change.title, is_shared=change.is_shared
        )
    return ConversationShape.model_validate(found)


@router.delete("/{conversation_id}", status_code=204)
async def delete_conversation(services: ServicesDep, viewer: ViewerDep, conversation_id: UUID) -> None:
    """With its turns, answers and feedback; what runs in it is cancelled. Only its owner may."""
    await services.turns.delete_conversation(viewer, conversation_id)
