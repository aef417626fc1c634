"""`/answers`: stored answers, why they say what they say, and their exports."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from repochat.api.conversation_shapes import FeedbackList, FeedbackShape, StoredAnswerShape
from repochat.api.errors import ERROR_RESPONSES
from repochat.api.limits import LIMITS
from repochat.api.services import ServicesDep, ViewerDep
from repochat.chat.exporting import export_json, export_markdown, list_cited_repos
from repochat.chat.feedback import FeedbackDesk
from repochat.chat.stored import get_stored_answer
from repochat.chat.why import Recomputer, Why, explain_answer, parse_without

router = APIRouter(tags=["answers"], prefix="/answers")


@router.get("/{answer_id}")
async def get_answer(services: ServicesDep, viewer: ViewerDep, answer_id: UUID) -> StoredAnswerShape:
    """The answer as it was shown, and what became of it since."""
    stored, _ = await get_stored_answer(services.database, viewer, answer_id)
    return StoredAnswerShape.of(stored, await services.ages.read_one(viewer, stored))


@router.get("/{answer_id}/why")
async def get_why(
    services: ServicesDep,
    viewer: ViewerDep,
    answer_id: UUID,
    without: Annotated[
        str | None,
        Query(max_length=LIMITS.name_chars_max, description="Groups or features, parted by commas: `dense,path`."),
    ] = None,
) -> Why:
    """Why the answer says what it says: a view of what was logged when it was made.

    With `without`, what would have been found without these: as it was stored for a single group; for others it is
    told now at the same revision, and says so.
    """
    stored, log = await get_stored_answer(services.database, viewer, answer_id)
    why = explain_answer(stored, log)
    if without is None:
        return why
    return await Recomputer(services.database, services.searcher).tell(viewer, why, log, parse_without(without))


@router.get(
    "/{answer_id}/export",
    response_class=Response,
    responses={
        200: {
            "content": {"text/markdown": {"schema": {"type": "string"}}, "application/json": {}},
            "description": "The answer with its receipts.",
        },
        **ERROR_RESPONSES,
    },
)
async def export_answer(
    services: ServicesDep,
    viewer: ViewerDep,
    answer_id: UUID,
    format: Literal["markdown", "json"] = "markdown",  # noqa: A002  the name that the address has
) -> Response:
    """The answer with its receipts, to keep. `repochat verify` proves the JSON again from git alone."""
    stored, _ = await get_stored_answer(services.database, viewer, answer_id)
    age = await services.ages.read_one(viewer, stored)
    kind = "md" if format == "markdown" else "json"
    headers = {"Content-Disposition": f'attachment; filename="answer-{answer_id}.{kind}"'}
    if format == "markdown":
        return Response(export_markdown(stored, age), media_type="text/markdown; charset=utf-8", headers=headers)
    repos = await list_cited_repos(services.database, viewer, stored)
    return JSONResponse(export_json(stored, repos, age), headers=headers)


@router.get("/{answer_id}/feedback")
async def list_feedback(services: ServicesDep, viewer: ViewerDep, answer_id: UUID) -> FeedbackList:
    """Everybody's, the oldest first."""
    found = await FeedbackDesk(services.database, services.home.mirrors).list_feedback(viewer, answer_id)
    return FeedbackList(feedback=[FeedbackShape.model_validate(each) for each in found])
