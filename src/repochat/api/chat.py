"""`/chat`: a question answered with checked citations, as JSON or as the AI SDK's UI message stream."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from repochat.accounts import Viewer
from repochat.api.errors import ERROR_RESPONSES
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.message_stream import STREAM_VERSION_HEADERS, Closing, render_stream
from repochat.api.services import Services, ServicesDep, ViewerDep
from repochat.api.shapes import ChatInput, ChatShape, FocusInput
from repochat.catalog.conversation_store import Turn
from repochat.chat import Ask, Finished, NumberedEvent, Selection
from repochat.core.errors import ConflictError, InvalidError, LimitError

router = APIRouter(tags=["chat"])


@router.post(
    "/chat",
    response_model=ChatShape,
    responses={
        200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "The answer, or its stream."},
        **ERROR_RESPONSES,
    },
)
async def chat(
    chat_input: ChatInput,
    services: ServicesDep,
    viewer: ViewerDep,
    accept: Annotated[str, Header()] = "",
) -> Response | ChatShape:
    """Answer a question about a repository at a revision (default: the newest indexed).

    With `stream`, or `Accept: text/event-stream`, the answer comes as a UI message stream, version 1. To leave does
    not end the answer: `GET /turns/{id}/stream` rejoins it, `POST /turns/{id}/cancel` ends it.
    """
    question = read_question(chat_input)
    async with services.database.read(viewer.scope) as session:
        repos = [await get_repo(session, name) for name in (chat_input.repo, *chat_input.repos)]
    ask = Ask(
        question=question,
        repos=tuple({repo.id: repo for repo in repos}.values()),
        rev=chat_input.rev or None,
        mode=chat_input.mode,
        strict=chat_input.strict,
        compare=chat_input.compare,
        pull_request=chat_input.pr,
        focus=read_focus(chat_input.focus),
    )
    turn = await services.turns.start(viewer, ask, chat_input.conversation_id)
    if chat_input.stream or chat_input.trigger or EVENT_STREAM in accept:
        return await begin_stream(services, viewer, turn)
    return await collect_answer(services, viewer, turn)


async def begin_stream(
    services: Services, viewer: Viewer, turn: Turn, *, closing: Closing | None = None
) -> StreamingResponse:
    """The stream of a turn that has just begun; what goes wrong before its first event is an HTTP error."""
    events = services.turns.follow(viewer, turn.id)
    first = await anext(events)
    return StreamingResponse(
        render_stream(_prepend(first, events), turn=turn, closing=closing),
        media_type=EVENT_STREAM,
        headers={**STREAM_HEADERS, **STREAM_VERSION_HEADERS},
    )


async def collect_answer(services: Services, viewer: Viewer, turn: Turn) -> ChatShape:
    """The whole answer of a turn. Raises its error, and ConflictError when it was cancelled."""
    async for _, event in services.turns.follow(viewer, turn.id):
        if isinstance(event, Finished):
            told = {"turn_id": turn.id, "conversation_id": turn.conversation_id}
            return ChatShape.model_validate({**event.answer.as_json(), **told})
    raise ConflictError("The answer was cancelled.", hint="GET /turns/{id} has what was said until then.")


def read_focus(focus: FocusInput | None) -> Selection | None:
    """The lines that are asked about; whether they are there is known once the revision is open."""
    if focus is None:
        return None
    return Selection(path=focus.path, start_line=focus.start_line, end_line=focus.end_line, rev=focus.rev or None)


def read_question(chat_input: ChatInput) -> str:
    """The question, or the text of the user's last message; NUL characters show as U+FFFD.

    Raises InvalidError when there is neither, LimitError when a message's text is over `question_chars_max`.
    """
    question = chat_input.question
    if question is None:
        asked = [message for message in chat_input.messages if message.role == "user"]
        parts = asked[-1].parts if asked else []
        question = "".join(part.text for part in parts if part.type == "text") or (asked[-1].content if asked else "")
    if not question.strip():
        raise InvalidError("The question is empty.", hint="Send `question`, or `messages` with a user's text.")
    if len(question) > LIMITS.question_chars_max:
        told = f"The question has {len(question):,} characters; {LIMITS.question_chars_max:,} are read."
        raise LimitError(told, hint="Shorten it: name the place instead of pasting it.", limit="question_chars_max")
    return question.replace("\0", "\ufffd")


async def _prepend(first: NumberedEvent, rest: AsyncIterator[NumberedEvent]) -> AsyncGenerator[NumberedEvent]:
    yield first
    async for numbered in rest:
        yield numbered
