"""`repochat conversations` and `repochat export`: what was asked, to read again and to keep."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from repochat.catalog.answer_store import AnswerStore
from repochat.catalog.conversation_store import Conversation, ConversationStore, ConversationWriter, Turn
from repochat.chat import Answer
from repochat.chat.exporting import export_json, export_markdown, list_cited_repos
from repochat.chat.stored import get_stored_answer, rebuild_answer
from repochat.chat.turn_run import TurnLimits
from repochat.chat.turn_state import show_turn
from repochat.cli.ask import show_answer
from repochat.cli.terminal import clean, clean_line, warn, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.clock import read_clock
from repochat.core.errors import ForbiddenError


async def list_all(text: str, limit: int, *, as_json: bool) -> None:
    """The most recently changed first."""
    async with open_workspace() as workspace, workspace.database.read(workspace.viewer.scope) as session:
        found = await ConversationStore(session, workspace.viewer.key).list_conversations(text=text, limit=limit)
    if as_json:
        write_json({"conversations": [_describe(each) for each in found]})
        return
    for each in found:
        shared = f"  (shared by {clean_line(each.owner)})" if each.is_shared else ""
        write(f"{each.id}  {each.updated_at:%Y-%m-%d %H:%M}  {clean_line(each.title)}{shared}")
    if not found:
        write("There is no conversation.")


async def show(conversation: UUID, *, as_json: bool) -> None:
    """Its questions and answers, in order."""
    async with open_workspace() as workspace:
        async with workspace.database.read(workspace.viewer.scope) as session:
            store = ConversationStore(session, workspace.viewer.key)
            found = await store.get(conversation)
            turns = [_show_now(turn) for turn in await store.list_turns(conversation)]
            stored = await AnswerStore(session).find_all([turn.answer_id for turn in turns if turn.answer_id])
        ages = await workspace.ages.read(workspace.viewer, list(stored.values()))
    answers = {each.id: rebuild_answer(each, ages[each.id]) for each in stored.values()}
    by_turn = [(turn, answers.get(turn.answer_id) if turn.answer_id else None) for turn in turns]
    if as_json:
        write_json({**_describe(found), "turns": [_describe_turn(turn, answer) for turn, answer in by_turn]})
        return
    write(clean_line(found.title))
    for turn, answer in by_turn:
        _show_turn(turn, answer)


async def change(conversation: UUID, *, title: str | None = None, is_shared: bool | None = None, as_json: bool) -> None:
    async with open_workspace() as workspace, workspace.database.write(workspace.viewer.scope) as session:
        store = ConversationWriter(session, workspace.viewer.key)
        found = await store.change(conversation, title=title, is_shared=is_shared)
    if as_json:
        write_json(_describe(found))
    else:
        write(f"{clean_line(found.title)}: {'shared with your tenant' if found.is_shared else 'yours alone'}.")


async def delete(conversation: UUID, *, as_json: bool) -> None:
    """An answer that another process writes in it just now is not kept either."""
    async with open_workspace() as workspace, workspace.database.write(workspace.viewer.scope) as session:
        await ConversationWriter(session, workspace.viewer.key).delete(conversation)
    if as_json:
        write_json({"deleted": str(conversation)})
    else:
        write("Deleted.")


async def export(answer: UUID, *, output: Path | None, as_json: bool) -> None:
    """The answer with its receipts, on standard output or in a file."""
    async with open_workspace() as workspace:
        stored, _ = await get_stored_answer(workspace.database, workspace.viewer, answer)
        repos = await list_cited_repos(workspace.database, workspace.viewer, stored)
        age = await workspace.ages.read_one(workspace.viewer, stored)
    if output is not None:
        text = json.dumps(export_json(stored, repos, age), indent=1) + "\n" if as_json else export_markdown(stored, age)
        _save(output, text)
    elif as_json:
        write_json(export_json(stored, repos, age))
    else:
        write(clean(export_markdown(stored, age)).rstrip("\n"))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", "backslashreplace")
    except OSError as error:
        raise ForbiddenError(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from error
    warn(f"Written to {path}.")


def _show_now(turn: Turn) -> Turn:
    return show_turn(turn, now=read_clock(), turn_s_max=TurnLimits().turn_s_max)


def _show_turn(turn: Turn, answer: Answer | None) -> None:
    write()
    write(f"{turn.position}. {clean(turn.question)}")
    if answer is not None:
        write(f"   answer {answer.answer_id}")
        show_answer(answer)
    if turn.status != "done":
        write(f"   {turn.status}{': ' + clean(turn.error['message']) if turn.error else ''}")


def _describe(found: Conversation) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "owner": found.owner,
        "title": found.title,
        "is_shared": found.is_shared,
        "created_at": found.created_at.isoformat(),
        "updated_at": found.updated_at.isoformat(),
    }


def _describe_turn(turn: Turn, answer: Answer | None) -> dict[str, Any]:
    return {
        "id": str(turn.id),
        "position": turn.position,
        "question": turn.question,
        "status": turn.status,
        "answer": answer.as_json() if answer else None,
        "error": turn.error,
        "created_at": turn.created_at.isoformat(),
    }
