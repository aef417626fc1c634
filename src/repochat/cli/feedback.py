"""`repochat feedback`: what people say of an answer."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from repochat.catalog.feedback_store import Feedback
from repochat.chat.feedback import FeedbackDesk, Said, SaidPlace
from repochat.cli.terminal import clean, clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError

_PLACE = re.compile(r"(?P<path>.+):(?P<start>\d{1,9})(?:-(?P<end>\d{1,9}))?", re.DOTALL)
_VERDICTS = {1: "right", -1: "wrong", 0: "taken back"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was typed."""

    up: bool
    down: bool
    withdraw: bool
    citation: str | None
    place: str | None
    comment: str


async def feedback(answer: UUID, words: Words, *, as_json: bool) -> None:
    """Stores what is said, or shows what was said when nothing is."""
    said = read_words(answer, words)
    async with open_workspace() as workspace:
        desk = FeedbackDesk(workspace.database, workspace.home.mirrors)
        if said is None:
            found = await desk.list_feedback(workspace.viewer, answer)
        else:
            found = [await desk.give(workspace.viewer, said)]
    if as_json:
        described = [_describe(each) for each in found]
        write_json({"feedback": described} if said is None else described[0])
        return
    for each in found:
        write(_show(each))
    if not found:
        write("Nobody said anything about this answer.")


def read_words(answer: UUID, words: Words) -> Said | None:
    """Raises InvalidError when they contradict each other."""
    verdicts = [value for value, said in ((1, words.up), (-1, words.down), (0, words.withdraw)) if said]
    if len(verdicts) > 1:
        raise InvalidError("Say one of --up, --down and --withdraw.", hint="The latest word counts.")
    if words.citation and words.place:
        raise InvalidError("Say --citation or --place, not both.", hint="Run the command twice.")
    value = verdicts[0] if verdicts else 1
    if words.place:
        return Said(answer_id=answer, kind="place", value=value, place=_read_place(words.place), comment=words.comment)
    if words.citation:
        return Said(answer_id=answer, kind="citation", value=value, citation=words.citation, comment=words.comment)
    if verdicts:
        return Said(answer_id=answer, kind="answer", value=value, comment=words.comment)
    return Said(answer_id=answer, kind="comment", comment=words.comment) if words.comment else None


def _read_place(text: str) -> SaidPlace:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise InvalidError(f"{text[:200]!r} is no place.", hint="Write it as PATH:START-END, like src/a.py:10-20.")
    start = int(found["start"])
    return SaidPlace(path=found["path"], start_line=start, end_line=int(found["end"] or start))


def _describe(each: Feedback) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "answer_id": str(each.answer_id),
        "author": each.author,
        "kind": each.kind,
        "target": each.target,
        "value": each.value,
        "comment": each.comment,
        "detail": each.detail,
        "policy_version": each.policy_version,
        "features": each.features,
        "created_at": each.created_at.isoformat(),
        "updated_at": each.updated_at.isoformat(),
    }


def _show(each: Feedback) -> str:
    about = f" {clean_line(each.target)}" if each.target else ""
    more = f" {json.dumps(each.detail)}" if each.detail else ""
    comment = f": {clean(each.comment)}" if each.comment else ""
    return f"{clean_line(each.author)}: {each.kind}{about} {_VERDICTS[each.value]}{more}{comment}"
