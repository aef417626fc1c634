"""What became of answers: their ages, what was done to their citations, and the same question asked again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response, StreamingResponse

from repochat.accounts import Viewer
from repochat.api.age_shapes import CitationChangeShape, DifferenceShape, ReaskInput, ReaskShape
from repochat.api.chat import begin_stream, collect_answer
from repochat.api.errors import ERROR_RESPONSES
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.message_stream import Part
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import AgeShape, NoNul, RepoText
from repochat.catalog.age_store import CHANNEL
from repochat.catalog.conversation_store import ConversationStore, Turn
from repochat.chat.age.asking import ask_again, tell_difference
from repochat.chat.age.changes import tell_change
from repochat.chat.stored import get_stored_answer
from repochat.core.errors import LimitError

router = APIRouter(tags=["ages"])


@router.get("/answers/{answer_id}/age")
async def get_age(services: ServicesDep, viewer: ViewerDep, answer_id: UUID) -> AgeShape:
    """What became of the answer's evidence, as of now."""
    stored, _ = await get_stored_answer(services.database, viewer, answer_id)
    return AgeShape.model_validate((await services.ages.read_one(viewer, stored)).as_json())


@router.get("/answers/{answer_id}/changes/{citation}")
async def get_change(
    services: ServicesDep,
    viewer: ViewerDep,
    answer_id: UUID,
    citation: Annotated[str, NoNul],
) -> CitationChangeShape:
    """The cited lines as they were and as they are, the difference, and the commit that made it; told by git, now."""
    found = await tell_change(services.database, services.home.mirrors, services.ages, viewer, answer_id, citation)
    told = {"before": found.before, "after": found.after, "hunks": found.hunks, "culprit": found.culprit}
    return CitationChangeShape.model_validate({**told, "age": found.age.as_json(), "is_cut": found.is_cut})


@router.get("/answers/{answer_id}/difference")
async def get_difference(
    services: ServicesDep,
    viewer: ViewerDep,
    answer_id: UUID,
    before: Annotated[
        UUID | None, Query(description="By default the answer that this one was asked again for.")
    ] = None,
) -> DifferenceShape:
    """What this answer says otherwise than another one to the same question: evidence and statements."""
    found = await tell_difference(services.database, viewer, answer_id, before)
    return DifferenceShape.model_validate(found.as_json())


@router.post(
    "/answers/{answer_id}/reask",
    response_model=ReaskShape,
    responses={
        200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "The answer, or its stream."},
        **ERROR_RESPONSES,
    },
)
async def reask(
    services: ServicesDep,
    viewer: ViewerDep,
    answer_id: UUID,
    wanted: ReaskInput | None = None,
    accept: Annotated[str, Header()] = "",
) -> Response | ReaskShape:
    """Answer the same question at the newest revision, and tell what is different.

    Streams as `POST /chat` does, with a `data-difference` part at the end.
    """
    wanted = wanted or ReaskInput()
    ask, turn = await ask_again(services.database, viewer, answer_id)
    conversation = wanted.conversation_id or await _find_own(services, viewer, turn)
    begun = await services.turns.start(viewer, ask, conversation)
    if wanted.stream or EVENT_STREAM in accept:

        async def tell() -> Part | None:
            now = await services.turns.get(viewer, begun.id)
            if now.answer_id is None:
                return None
            found = await tell_difference(services.database, viewer, now.answer_id, answer_id)
            return {"type": "data-difference", "id": "difference", "data": found.as_json()}

        return await begin_stream(services, viewer, begun, closing=tell)
    answer = await collect_answer(services, viewer, begun)
    found = await tell_difference(services.database, viewer, answer.answer_id, answer_id)
    return ReaskShape.model_validate({**answer.model_dump(), "difference": found.as_json()})


@router.get(
    "/ages/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "`ages` events."}},
)
async def stream_ages(repo: RepoText, services: ServicesDep, viewer: ViewerDep) -> StreamingResponse:
    """An event named `ages` whenever answers of the repository were checked again: read their ages then."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    if services.bus.count_subscribers(CHANNEL) >= LIMITS.event_streams_max:
        raise LimitError("Too many streams are open.", hint="Close some.", limit="event_streams_max")
    return StreamingResponse(_watch(services, found.id), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _watch(services: Services, repo_id: UUID) -> AsyncIterator[str]:
    """An empty hint comes after a reconnect: something may have been missed."""
    async with services.bus.subscribe(CHANNEL) as hints:
        yield ": listening\n\n"
        while True:
            hint = None
            with suppress(TimeoutError):
                hint = await asyncio.wait_for(hints.get(), LIMITS.heartbeat_s)
            if hint is None:
                yield ": still here\n\n"
            elif hint in {"", str(repo_id)}:
                yield f'event: ages\ndata: {{"repo_id": "{repo_id}"}}\n\n'


async def _find_own(services: Services, viewer: Viewer, turn: Turn | None) -> UUID | None:
    """The conversation of the answer; None, a new one, where it is another's, or there is none."""
    if turn is None:
        return None
    async with services.database.read(viewer.scope) as session:
        found = await ConversationStore(session, viewer.key).get(turn.conversation_id)
    return found.id if found.owner == viewer.key else None
