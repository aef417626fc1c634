"""`/v1`: connected repositories as models in OpenAI's shape, for any chat client that speaks it."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from repochat.api.completion_errors import COMPLETION_ERROR_RESPONSES, CompletionRoute
from repochat.api.completion_history import read_turns
from repochat.api.completion_shapes import (
    Completion,
    CompletionChoice,
    CompletionInput,
    CompletionText,
    ModelList,
    ModelShape,
    ModelText,
)
from repochat.api.completion_stream import Envelope, build_receipts, count_usage, stream_completion
from repochat.api.events import EVENT_STREAM, STREAM_HEADERS
from repochat.api.limits import LIMITS
from repochat.api.services import WorkspaceDep
from repochat.catalog.repo_store import Repo
from repochat.chat import AnswerEvent, Ask, Progressed
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from repochat.core.ids import create_id
from repochat.workspace import Workspace
from repochat.workspace.answer_text import render_text

router = APIRouter(tags=["openai"], prefix="/v1", route_class=CompletionRoute, responses=COMPLETION_ERROR_RESPONSES)

PREFIX = "repochat/"


@router.get("/models")
async def list_models(workspace: WorkspaceDep) -> ModelList:
    """Every connected repository as a model."""
    return ModelList(data=[_describe(repo) for repo in await workspace.list_repos()])


@router.get("/models/{model:path}")
async def get_model(model: ModelText, workspace: WorkspaceDep) -> ModelShape:
    """A connected repository; `@REV` behind its name is a model of its own."""
    repo, rev = await find_model(workspace, model)
    described = _describe(repo)
    return described.model_copy(update={"id": f"{described.id}@{rev}"}) if rev else described


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "The completion."}},
)
async def complete_chat(completion_input: CompletionInput, workspace: WorkspaceDep) -> Response | Completion:
    """Answer the last user's message about the repository that `model` names; the messages before it are the context.

    The field `repochat` of the completion, or of the last chunk that has a choice, holds the receipts.
    """
    repo, rev = await find_model(workspace, completion_input.model)
    ask = _read_ask(completion_input, repo, rev)
    created = int(time.time())
    if not completion_input.stream:
        answer = await workspace.answerer.collect(workspace.viewer, ask)
        return Completion(
            id=f"chatcmpl-{answer.answer_id}",
            created=created,
            model=completion_input.model,
            choices=[CompletionChoice(message=CompletionText(content=render_text(answer)))],
            usage=count_usage(answer),
            repochat=build_receipts(answer),
        )
    events = workspace.answer(ask)
    first = await _await_begin(events)
    envelope = Envelope(
        id=f"chatcmpl-{ask.answer_id}",
        created=created,
        model=completion_input.model,
        wants_usage=completion_input.wants_usage,
    )
    stream = stream_completion(_prepend(first, events), envelope)
    return StreamingResponse(stream, media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def find_model(workspace: Workspace, model: str) -> tuple[Repo, str | None]:
    """The repository and the revision that `model` names. Raises NotFoundError that says where the names stand."""
    name = model.removeprefix(PREFIX)
    head, at, rev = name.rpartition("@")
    candidates = [(name, None), (head, rev)] if at and head and rev else [(name, None)]
    for candidate, revision in candidates:
        try:
            return await workspace.find_repo(candidate), revision
        except NotFoundError:
            continue
    raise NotFoundError(
        f"There is no model {model[:200]!r}.",
        hint="`GET /v1/models` lists them: one for each connected repository, as repochat/NAME or repochat/NAME@REV.",
    )


def _describe(repo: Repo) -> ModelShape:
    return ModelShape(id=f"{PREFIX}{repo.name}", created=int(repo.created_at.timestamp()))


async def _await_begin(events: AsyncGenerator[AnswerEvent]) -> AnswerEvent:
    """The first event that is no mere progress: what goes wrong before it is an HTTP error, not a broken stream."""
    while isinstance(event := await anext(events), Progressed):
        pass
    return event


def _read_ask(completion_input: CompletionInput, repo: Repo, rev: str | None) -> Ask:
    messages = completion_input.messages
    last = max((place for place, message in enumerate(messages) if message.role == "user"), default=None)
    question = messages[last].text.replace("\0", "\ufffd") if last is not None else ""
    if last is None or not question.strip():
        raise InvalidError("The question is empty.", hint="The last message of the role user is what is asked.")
    if len(question) > LIMITS.question_chars_max:
        told = f"The question has {len(question):,} characters; {LIMITS.question_chars_max:,} are read."
        raise LimitError(told, hint="Shorten it: name the place instead of pasting it.", limit="question_chars_max")
    options = completion_input.repochat
    return Ask(
        question=question,
        repos=(repo,),
        rev=rev,
        mode=options.mode,
        strict=options.strict,
        earlier=read_turns(messages[:last]),
        answer_id=create_id(),
    )


async def _prepend(first: AnswerEvent, rest: AsyncGenerator[AnswerEvent]) -> AsyncGenerator[AnswerEvent]:
    """A client that goes away closes this, and so the answer."""
    async with aclosing(rest):
        yield first
        async for event in rest:
            yield event
