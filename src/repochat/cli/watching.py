"""`repochat watch`: questions that are asked again after pushes, and `repochat ask --again`."""

from typing import Any
from uuid import UUID

from repochat.catalog.watch_store import Watch, WatchReport
from repochat.chat.age.asking import ask_again, tell_difference
from repochat.chat.age.desk import WatchDesk
from repochat.chat.age.difference import describe_difference
from repochat.chat.receipts.markdown import unescape_text
from repochat.cli.ask import answer_turn, show_answer
from repochat.cli.terminal import clean, clean_line, write, write_json
from repochat.cli.workspace import open_workspace


async def again(answer_id: UUID, *, as_json: bool) -> None:
    """Answer the question of an answer at the newest revision, and print what is different."""
    async with open_workspace() as workspace:
        asked, turn = await ask_again(workspace.database, workspace.viewer, answer_id)
        answer = await answer_turn(workspace, asked, turn.conversation_id if turn else None)
        found = await tell_difference(workspace.database, workspace.viewer, answer.answer_id, answer_id)
    if as_json:
        write_json({**answer.as_json(), "difference": found.as_json()})
        return
    show_answer(answer)
    write()
    for sentence in describe_difference(found):
        write(clean(unescape_text(sentence)))


async def add(answer_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        watch = await WatchDesk(workspace.database).watch(workspace.viewer, answer_id)
    if as_json:
        write_json(_describe(watch))
    else:
        write(f"Watching, as {watch.id}. After a push, `repochat watch reports {watch.id}` shows what changed.")


async def list_all(*, as_json: bool) -> None:
    """The newest first."""
    async with open_workspace() as workspace:
        watches = await WatchDesk(workspace.database).list_watches(workspace.viewer)
    if as_json:
        write_json({"watches": [_describe(each) for each in watches]})
        return
    for each in watches:
        write(f"{each.id}  {each.unread} unread  {clean_line(each.question)}")
        if each.problem:
            write(f"  {clean_line(each.problem)}")
    if not watches:
        write("You watch nothing. `repochat watch add ANSWER` watches the question of an answer.")


async def remove(watch_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        await WatchDesk(workspace.database).remove(workspace.viewer, watch_id)
    if as_json:
        write_json({"removed": str(watch_id)})
    else:
        write("No longer watched.")


async def reports(watch_id: UUID, *, as_json: bool) -> None:
    """Print what changed, the newest first; they count as read then."""
    async with open_workspace() as workspace:
        desk = WatchDesk(workspace.database)
        found = await desk.list_reports(workspace.viewer, watch_id)
        await desk.mark_read(workspace.viewer, watch_id)
    if as_json:
        write_json({"reports": [_describe_report(each) for each in found]})
        return
    for each in found:
        write(f"{each.created_at:%Y-%m-%d %H:%M} UTC  @ {each.sha[:12]}  answer {each.after_id}")
        for sentence in each.difference.get("words", ()):
            write(f"  {clean(unescape_text(sentence))}")
    if not found:
        write("Its evidence has not changed.")


def _describe(watch: Watch) -> dict[str, Any]:
    return {
        "id": str(watch.id),
        "question": watch.question,
        "ref": watch.ref,
        "origin_id": str(watch.origin_id),
        "answer_id": str(watch.answer_id) if watch.answer_id else None,
        "sha": watch.sha,
        "problem": watch.problem,
        "unread": watch.unread,
    }


def _describe_report(report: WatchReport) -> dict[str, Any]:
    return {
        "id": str(report.id),
        "sha": report.sha,
        "before_id": str(report.before_id) if report.before_id else None,
        "after_id": str(report.after_id) if report.after_id else None,
        "difference": report.difference,
        "created_at": report.created_at.isoformat(),
        "read_at": report.read_at.isoformat() if report.read_at else None,
    }
