"""`/feedback`: what people say of answers."""

from fastapi import APIRouter

from repochat.api.conversation_shapes import FeedbackInput, FeedbackShape
from repochat.api.services import ServicesDep, ViewerDep
from repochat.chat.feedback import FeedbackDesk, Said, SaidPlace

router = APIRouter(tags=["feedback"])


@router.post("/feedback")
async def give_feedback(services: ServicesDep, viewer: ViewerDep, given: FeedbackInput) -> FeedbackShape:
    """Say whether an answer was right, a citation helped, or where the right place is; comment; count a click.

    To say it again changes what was said: one row is kept for each author, kind and target.
    """
    place = SaidPlace(**given.place.model_dump()) if given.place else None
    said = Said(
        answer_id=given.answer_id,
        kind=given.kind,
        value=given.value,
        citation=given.citation,
        place=place,
        comment=given.comment,
    )
    desk = FeedbackDesk(services.database, services.home.mirrors)
    return FeedbackShape.model_validate(await desk.give(viewer, said))
