"""The JSON of conversations, turns, stored answers and feedback."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.shapes import AnswerShape, Input, NoNul, PathText, RepoText, Shape
from repochat.catalog.answer_store import StoredAnswer
from repochat.catalog.conversation_store import Turn
from repochat.chat.age import Age
from repochat.chat.stored import rebuild_answer

TitleText = Annotated[str, Field(min_length=1, max_length=LIMITS.title_chars_max), NoNul]
CommentText = Annotated[str, Field(max_length=LIMITS.comment_chars_max), NoNul]


class ConversationInput(Input):
    title: TitleText = "New conversation"


class ConversationChange(Input):
    """What is left out stays."""

    title: TitleText | None = None
    is_shared: bool | None = Field(default=None, description="Whether everybody of the tenant may read it.")


class ConversationShape(Shape):
    id: UUID
    owner: str
    title: str
    is_shared: bool
    created_at: datetime
    updated_at: datetime


class ConversationList(Shape):
    """The most recently changed first. `next_after` continues a list that reached its limit."""

    conversations: list[ConversationShape]
    next_after: str | None


class AskedRepo(Shape):
    id: UUID
    name: str


class FocusShape(Shape):
    """The lines that a question was asked about; `rev` is where they were selected, null: at its answer's revision."""

    path: str
    start_line: int
    end_line: int
    rev: str | None


class AskedShape(Shape):
    """How a question was put."""

    repos: list[AskedRepo]
    rev: str | None
    mode: str
    strict: bool
    focus: FocusShape | None = None


class StoredAnswerShape(AnswerShape):
    """An answer as it was shown."""

    question: str
    created_at: datetime | None
    again_of: UUID | None = Field(description="The answer whose question it answers again.")

    @classmethod
    def of(cls, stored: StoredAnswer, age: Age | None = None) -> Self:
        told = {"question": stored.question, "created_at": stored.created_at, "again_of": stored.again_of}
        return cls.model_validate({**rebuild_answer(stored, age).as_json(), **told})


class TurnShape(Shape):
    """A question of a conversation. `answer` is null while it runs, and where nothing was said before the end."""

    id: UUID
    conversation_id: UUID
    position: int
    question: str
    asked: AskedShape
    status: Literal["running", "done", "cancelled", "failed"]
    answer: StoredAnswerShape | None
    error: dict[str, Any] | None = Field(description="{kind, message, hint} of a turn that failed.")
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, turn: Turn, answer: StoredAnswer | None, age: Age | None = None) -> Self:
        return cls(
            id=turn.id,
            conversation_id=turn.conversation_id,
            position=turn.position,
            question=turn.question,
            asked=AskedShape.model_validate(turn.asked),
            status=turn.status,
            answer=StoredAnswerShape.of(answer, age) if answer else None,
            error=turn.error,
            created_at=turn.created_at,
            finished_at=turn.finished_at,
        )


class ConversationDetail(ConversationShape):
    """With its last turns, the oldest first. `next_before` leads to earlier ones."""

    turns: list[TurnShape]
    next_before: int | None


class PlaceInput(Input):
    """Lines of a file at the answer's revision; `repo` when the answer is about several repositories."""

    path: PathText
    start_line: int = Field(ge=1, le=2**31)
    end_line: int = Field(ge=1, le=2**31)
    repo: RepoText | None = None


class FeedbackInput(Input):
    """What is said of an answer. The same author, kind and target again replaces what was said before."""

    answer_id: UUID
    kind: Literal["answer", "citation", "place", "comment", "click"]
    value: Literal[-1, 0, 1] = Field(default=1, description="1: right, helped. -1: wrong, misled. 0: taken back.")
    citation: Annotated[str, Field(max_length=20), NoNul] | None = Field(
        default=None, description="The id of a citation, for `citation` and `click`."
    )
    place: PlaceInput | None = Field(default=None, description="The right place, for `place`.")
    comment: CommentText = ""


class FeedbackShape(Shape):
    """`detail.count` counts clicks. `features` are those logged with the answer, under `policy_version`."""

    id: UUID
    answer_id: UUID
    author: str
    kind: str
    target: str
    value: int
    comment: str
    detail: dict[str, Any]
    policy_version: str
    features: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class FeedbackList(Shape):
    feedback: list[FeedbackShape]
