"""A question as it is put: to which repositories, at which revision, in which mode, and after what."""

import re
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from repochat.catalog.repo_store import Repo
from repochat.chat.limits import LIMITS, ChatLimits
from repochat.core.errors import InvalidError

_WORD = re.compile(r"[^\W_]")
_PLACE = re.compile(r"(?P<path>[^\0]+):(?P<start>[0-9]{1,9})(?:-(?P<end>[0-9]{1,9}))?")
AskMode = Literal["auto", "extractive", "quick", "deep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTurn:
    """A turn of the same conversation, the oldest first. `symbols` and `paths` are those its answer cited, in order."""

    question: str
    answer: str
    symbols: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Whole lines of a file of the first repository that a question is about; `rev` is where they were selected.

    Lines are 1-based, inclusive. Without `rev` they are those of the revision that is asked.
    """

    path: str
    start_line: int
    end_line: int
    rev: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As a turn keeps it."""
        return {"path": self.path, "start_line": self.start_line, "end_line": self.end_line, "rev": self.rev}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`rev` is a branch, tag or SHA of the first repository; None: the newest indexed revision.

    `compare` are two revisions of the first repository, the older one first; `pull_request` is one of its numbers.
    `repos` has at least one; the others are asked at their newest revision. `strict` leaves out what is not supported.
    `answer_id` is the id that the answer gets; None: a new one. `again_of` is the answer whose question is asked again,
    `follows` the full name of the ref that the answer is to follow; None: as `rev` says. `focus` are lines that the
    question means by "this"; where only they name a revision, that is the one which is asked.
    """

    question: str
    repos: tuple[Repo, ...]
    rev: str | None = None
    mode: AskMode = "auto"
    strict: bool = False
    earlier: tuple[EarlierTurn, ...] = ()
    answer_id: UUID | None = None
    compare: tuple[str, str] | None = None
    pull_request: int | None = None
    again_of: UUID | None = None
    follows: str | None = None
    focus: Selection | None = None


def read_selection(text: str | None) -> Selection | None:
    """`PATH:START-END` or `PATH:LINE`; None where nothing is given. Raises InvalidError for what is no place."""
    if text is None:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise InvalidError(f"{text[:200]!r} is no place.", hint="Write it as PATH:START-END, like src/a.py:10-20.")
    start = int(found["start"])
    return Selection(path=found["path"], start_line=start, end_line=int(found["end"] or start))


def read_question(question: str, limits: ChatLimits = LIMITS) -> str:
    """The question as it is answered and stored. Raises InvalidError when it has no word."""
    text = question[: limits.question_chars_max].replace("\0", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not _WORD.search(text):
        raise InvalidError(
            "The question has no words.", hint="Ask about the code, for example: where is the configuration read?"
        )
    return text
