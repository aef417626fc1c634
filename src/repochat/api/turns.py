"""`/turns`: a question while it is answered, and afterwards."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from repochat.accounts import Viewer
from repochat.api.conversation_shapes import TurnShape
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.message_stream import STREAM_VERSION_HEADERS, render_stream
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.conversation_store import Turn

router = APIRouter(tags=["turns"], prefix="/turns")

NUMBER_DIGITS_MAX = 15


@router.get("/{turn_id}")
async def get_turn(services: ServicesDep, viewer: ViewerDep, turn_id: UUID) -> TurnShape:
    """The turn as it is now, with its answer once there is one."""
    return await _describe(services, viewer, await services.turns.get(viewer, turn_id))


@router.get(
    "/{turn_id}/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "A UI message stream."}},
)
async def stream_turn(
    services: ServicesDep,
    viewer: ViewerDep,
    turn_id: UUID,
    last_event_id: Annotated[str, Header()] = "",
) -> StreamingResponse:
    """What was said so far, and then what is said, as `POST /chat` streams it.

    With `Last-Event-ID` only what comes after the event of that id: a client that lost the connection misses nothing
    and hears nothing twice. To leave does not end the turn.
    """
    turn = await services.turns.get(viewer, turn_id)
    services.turns.check_followers()
    events = services.turns.follow(viewer, turn.id)
    return StreamingResponse(
        render_stream(events, turn=turn, after=read_number(last_event_id)),
        media_type=EVENT_STREAM,
        headers={**STREAM_HEADERS, **STREAM_VERSION_HEADERS},
    )


@router.post("/{turn_id}/cancel")
async def cancel_turn(services: ServicesDep, viewer: ViewerDep, turn_id: UUID) -> TurnShape:
    """End it; what was said until then is stored. One that has ended stays as it is. Only its owner may."""
    return await _describe(services, viewer, await services.turns.cancel(viewer, turn_id))


def read_number(last_event_id: str) -> int:
    """0, everything, for what is no number of ours."""
    text = last_event_id.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX else 0


async def _describe(services: Services, viewer: Viewer, turn: Turn) -> TurnShape:
    answer = None
    if turn.answer_id is not None:
        async with services.database.read(viewer.scope) as session:
            answer = await AnswerStore(session).find(turn.answer_id)
    return TurnShape.of(turn, answer, await services.ages.read_one(viewer, answer) if answer else None)
