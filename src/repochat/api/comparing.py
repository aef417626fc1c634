"""`/repos/{repo}/compare`: what changed between two revisions, cited on both sides; nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Query

from repochat.api.limits import LIMITS
from repochat.api.lookup import get_repo
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import CitationShape, RepoText, RevText, Shape, StatementShape
from repochat.chat import Ask

router = APIRouter(tags=["search"])


class ComparedShape(Shape):
    """Commits, the checked sentences about what differs, and what they cite on both sides."""

    base: str
    head: str
    statements: list[StatementShape]
    citations: list[CitationShape]
    note: str


@router.get("/repos/{repo}/compare")
async def compare(
    repo: RepoText,
    services: ServicesDep,
    viewer: ViewerDep,
    base: RevText,
    head: RevText,
    about: Annotated[str, Query(max_length=LIMITS.query_chars_max, description="What is meant; empty: all.")] = "",
) -> ComparedShape:
    """What turns `base` into `head`, ordered by how well it fits `about`. Neither has to be indexed."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    question = f"What changed about {about}?" if about.strip() else "What changed?"
    told = await services.answerer.compare(viewer, Ask(question=question, repos=(found,), compare=(base, head)))
    return ComparedShape(
        base=told.base,
        head=told.head,
        statements=[StatementShape.model_validate(each.as_json()) for each in told.checked.statements],
        citations=[CitationShape.model_validate(each.as_json()) for each in told.checked.citations],
        note=told.note,
    )
