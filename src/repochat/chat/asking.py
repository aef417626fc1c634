"""A question as it is put: to which repositories, at which revision, in which mode, and after what."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from repochat.catalog.repo_store import Repo

AskMode = Literal["auto", "extractive", "quick", "deep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTurn:
    """A turn of the same conversation, the oldest first. `symbols` and `paths` are those its answer cited, in order."""

    question: str
    answer: str
    symbols: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`rev` is a branch, tag or SHA of the first repository; None: the newest indexed revision.

    `repos` has at least one; the others are asked at their newest revision. `strict` leaves out what is not supported.
    `answer_id` is the id that the answer gets; None: a new one.
    """

    question: str
    repos: tuple[Repo, ...]
    rev: str | None = None
    mode: AskMode = "auto"
    strict: bool = False
    earlier: tuple[EarlierTurn, ...] = ()
    answer_id: UUID | None = None
