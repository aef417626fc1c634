"""The JSON of what became of answers, of questions asked again, and of watches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from repochat.api.shapes import ChatShape, CitationAgeShape, CitationShape, Input, Shape


class LinesShape(Shape):
    """Whole lines of a file at a commit; bytes that are no text show as U+FFFD."""

    commit: str
    path: str
    start_line: int
    end_line: int
    text: str


class HunkShape(Shape):
    """A part of git's difference; each line bears its mark: blank, + or -."""

    old_start: int
    new_start: int
    lines: list[str]


class CulpritShape(Shape):
    """The commit that did it."""

    sha: str
    committed_at: int = Field(description="Seconds since 1970.")
    author: str
    subject: str


class CitationChangeShape(Shape):
    """Cited lines as they were and as they are; `after` is null where they stand nowhere any more."""

    age: CitationAgeShape
    before: LinesShape
    after: LinesShape | None
    hunks: list[HunkShape]
    is_cut: bool = Field(description="The difference is longer than what is shown.")
    culprit: CulpritShape | None


class PairShape(Shape):
    before: CitationShape
    after: CitationShape


class EvidenceDifferenceShape(Shape):
    """`kept` counts what stands where it stood; moved is the same text elsewhere, changed another text there."""

    kept: int
    moved: list[PairShape]
    changed: list[PairShape]
    added: list[CitationShape]
    removed: list[CitationShape]


class StatementDifferenceShape(Shape):
    kept: int
    new: list[str]
    gone: list[str]


class DifferenceShape(Shape):
    """What an answer says otherwise than the one before it. `words` are sentences, in Markdown."""

    changes_evidence: bool
    words: list[str]
    evidence: EvidenceDifferenceShape
    statements: StatementDifferenceShape


class ReaskInput(Input):
    stream: bool = False
    conversation_id: UUID | None = Field(
        default=None, description="By default the answer's own, where it is yours; else a new one."
    )


class ReaskShape(ChatShape):
    """The new answer, and what is different in it."""

    difference: DifferenceShape


class WatchInput(Input):
    answer_id: UUID = Field(description="The answer whose question is asked again after each push.")


class WatchShape(Shape):
    """`answer_id` is the latest answer, `origin_id` the one that was watched first; `ref` is "" for the default branch.

    `problem` says why it could not be asked, or is empty.
    """

    id: UUID
    repo_id: UUID
    ref: str
    origin_id: UUID
    answer_id: UUID | None
    question: str
    sha: str = Field(description="The commit that it was asked at last.")
    problem: str
    created_at: datetime
    unread: int


class WatchList(Shape):
    watches: list[WatchShape]


class WatchReportShape(Shape):
    """A change of the evidence; `before_id` and `after_id` are the answers before and after it."""

    id: UUID
    before_id: UUID | None
    after_id: UUID | None
    sha: str
    difference: dict[str, Any] = Field(description="As DifferenceShape.")
    created_at: datetime
    read_at: datetime | None


class WatchReportList(Shape):
    """The newest first."""

    reports: list[WatchReportShape]
