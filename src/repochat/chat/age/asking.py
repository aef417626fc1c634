"""Asking again what a stored answer was asked: the same question in the same way, at the newest revision."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.answer_store import StoredAnswer
from repochat.catalog.conversation_store import ConversationStore, Turn
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.chat.age.difference import Difference, compare_answers
from repochat.chat.age.following import Heads
from repochat.chat.asking import Ask, AskMode, Selection
from repochat.chat.stored import get_stored_answer, rebuild_answer
from repochat.core.database import Database, ReadSession
from repochat.core.errors import InvalidError, NotFoundError


async def ask_again(database: Database, viewer: Viewer, answer_id: UUID) -> tuple[Ask, Turn | None]:
    """The question of an answer at the newest revision of what it follows, and the turn that it was given in.

    Raises NotFoundError for an answer, or its repository, that `viewer` may not see.
    """
    stored, _ = await get_stored_answer(database, viewer, answer_id)
    async with database.read(viewer.scope) as session:
        turn = await ConversationStore(session, viewer.key).find_turn_of(answer_id)
        asked = turn.asked if turn else await describe_asked(session, stored)
        return await rebuild_ask(session, stored, asked), turn


async def rebuild_ask(session: ReadSession, stored: StoredAnswer, asked: Mapping[str, Any]) -> Ask:
    """`asked` is what a turn keeps. Repositories that are gone meanwhile are left out. Raises NotFoundError."""
    ids = [str(stored.repo_id), *(each["id"] for each in asked.get("repos", ()))]
    repos = [await RepoStore(session).find(each) for each in dict.fromkeys(ids)]
    there = tuple(repo for repo in repos if repo is not None)
    if not there or there[0].id != stored.repo_id:
        raise NotFoundError("The repository of this answer is not connected any more.", hint="Connect it again.")
    return Ask(
        question=stored.question,
        repos=there,
        rev=await _find_newest(session, stored),
        mode=cast("AskMode", asked.get("mode", "auto")),
        strict=bool(asked.get("strict", False)),
        again_of=stored.id,
        focus=_read_focus(asked, stored),
        follows=stored.ref,
    )


def _read_focus(asked: Mapping[str, Any], stored: StoredAnswer) -> Selection | None:
    """The lines that it was asked about, as they stood at its own revision: they are found again at the newest."""
    kept = asked.get("focus")
    if not kept:
        return None
    rev = kept["rev"] or stored.revision
    return Selection(path=kept["path"], start_line=kept["start_line"], end_line=kept["end_line"], rev=rev)


async def _find_newest(session: ReadSession, stored: StoredAnswer) -> str | None:
    """The commit where its branch was indexed last; None is that of the default branch."""
    head = await Heads(session).find(stored.repo_id, stored.ref) if stored.ref else None
    return head.revision.sha if head and head.ref == stored.ref and head.revision else None


async def describe_asked(session: ReadSession, stored: StoredAnswer) -> dict[str, Any]:
    """How an answer without a turn was asked, as far as it tells: as what wrote it, about what it cites."""
    ids = dict.fromkeys([stored.repo_id, *(each.repo_id for each in stored.citations if each.repo_id is not None)])
    repos: list[Repo | None] = [await RepoStore(session).find(str(each)) for each in ids]
    return {
        "repos": [{"id": str(repo.id), "name": repo.name} for repo in repos if repo is not None],
        "mode": stored.mode,
        "strict": False,
    }


async def tell_difference(
    database: Database, viewer: Viewer, answer_id: UUID, before_id: UUID | None = None
) -> Difference:
    """What an answer says otherwise than `before_id`, by default the one that it was asked again for.

    Raises InvalidError when there is no such other answer, NotFoundError for one that `viewer` may not see.
    """
    after, _ = await get_stored_answer(database, viewer, answer_id)
    other = before_id or after.again_of
    if other is None:
        raise InvalidError(
            "This answer was not asked again for another one.", hint="Name the one to compare it with as `before`."
        )
    before, _ = await get_stored_answer(database, viewer, other)
    return compare_answers(rebuild_answer(before), rebuild_answer(after))
