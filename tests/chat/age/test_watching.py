"""Watched questions over real pushes: what is reported, and what is not."""

from dataclasses import replace
from uuid import UUID

import pytest

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerWriter
from repochat.catalog.watch_store import Watch
from repochat.chat.age.asking import ask_again, tell_difference
from repochat.chat.age.desk import WatchDesk
from repochat.chat.age.limits import AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.chat.age.watching import Watcher, list_due
from repochat.core.database import Database
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from tests.chat.age.pushing import push
from tests.chat.chatting import PYTHON, Chat

QUESTION = "What does make_greeting do?"
EDITED = PYTHON.replace(b"make_greeting(name: str)", b"make_greeting(name: object)")


async def watch(chat: Chat, database: Database, question: str = QUESTION) -> Watch:
    answer = await chat.ask(question)
    return await WatchDesk(database).watch(chat.viewer, answer.answer_id)


async def go_round(chat: Chat, database: Database, *, limits: AgeLimits | None = None) -> int:
    due = await list_due(database, chat.viewer.tenant_id, chat.repo.id)
    watcher = Watcher(database, chat.answerer, AgeReader(database, chat.home.mirrors), limits=limits or AgeLimits())
    return await watcher.run(chat.viewer.tenant_id, due, should_stop=lambda: False)


async def read_watch(chat: Chat, database: Database, watch_id: UUID) -> Watch:
    return next(each for each in await WatchDesk(database).list_watches(chat.viewer) if each.id == watch_id)


async def test_changed_evidence_is_reported_with_the_new_answer(chat: Chat, database: Database) -> None:
    watched = await watch(chat, database)
    sha = await push(chat, database, {"src/greetings.py": EDITED})
    assert await go_round(chat, database) == 1
    (report,) = await WatchDesk(database).list_reports(chat.viewer, watched.id)
    assert (report.sha, report.before_id) == (sha, watched.answer_id)
    assert report.difference["changes_evidence"]
    now = await read_watch(chat, database, watched.id)
    assert (now.unread, now.answer_id, now.origin_id) == (1, report.after_id, watched.origin_id)
    await WatchDesk(database).mark_read(chat.viewer, watched.id)
    assert (await read_watch(chat, database, watched.id)).unread == 0


async def test_a_push_that_leaves_the_evidence_alone_is_no_report(chat: Chat, database: Database) -> None:
    """Nor is one that only moves it; and the answers that were given meanwhile are not kept."""
    watched = await watch(chat, database, "What is Node?")
    await push(chat, database, {"core/more.rs": b"fn more() {}\n"})
    assert await go_round(chat, database) == 0
    now = await read_watch(chat, database, watched.id)
    assert (now.unread, now.answer_id) == (0, watched.answer_id)
    assert now.sha != watched.sha


async def test_it_is_asked_at_most_once_per_push(chat: Chat, database: Database) -> None:
    await watch(chat, database)
    assert await list_due(database, chat.viewer.tenant_id, chat.repo.id) == []
    await push(chat, database, {"src/greetings.py": EDITED})
    assert await go_round(chat, database) == 1
    assert await list_due(database, chat.viewer.tenant_id, chat.repo.id) == []


async def test_to_watch_twice_is_to_watch_once(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    desk = WatchDesk(database)
    first = await desk.watch(chat.viewer, answer.answer_id)
    assert (await desk.watch(chat.viewer, answer.answer_id)).id == first.id
    assert len(await desk.list_watches(chat.viewer)) == 1


async def test_a_watch_is_its_owners_alone(chat: Chat, database: Database) -> None:
    watched = await watch(chat, database)
    other = replace(chat.viewer, name="another")
    desk = WatchDesk(database)
    assert await desk.list_watches(other) == []
    for denied in (desk.remove(other, watched.id), desk.mark_read(other, watched.id)):
        with pytest.raises(NotFoundError):
            await denied
    with pytest.raises(NotFoundError):
        await desk.list_reports(other, watched.id)
    await desk.remove(chat.viewer, watched.id)
    assert await desk.list_watches(chat.viewer) == []


async def test_one_person_watches_so_many_questions_and_no_more(chat: Chat, database: Database) -> None:
    desk = WatchDesk(database, limits=AgeLimits(watches_max=1))
    await desk.watch(chat.viewer, (await chat.ask(QUESTION)).answer_id)
    with pytest.raises(LimitError, match="You watch 1"):
        await desk.watch(chat.viewer, (await chat.ask(QUESTION)).answer_id)


async def test_the_oldest_reports_go(chat: Chat, database: Database) -> None:
    watched = await watch(chat, database)
    for name in (b"one", b"two", b"three"):
        await push(
            chat, database, {"src/greetings.py": PYTHON.replace(b"(name: str) -> str", b"(name: %s) -> str" % name)}
        )
        assert await go_round(chat, database, limits=AgeLimits(reports_kept=2)) == 1
    assert len(await WatchDesk(database).list_reports(chat.viewer, watched.id)) == 2


async def test_an_answer_that_was_deleted_is_replaced_without_a_report(chat: Chat, database: Database) -> None:
    watched = await watch(chat, database)
    async with database.write(chat.viewer.scope) as session:
        await AnswerWriter(session).remove(watched.origin_id)
    await push(chat, database, {"src/greetings.py": EDITED})
    assert await go_round(chat, database) == 0
    now = await read_watch(chat, database, watched.id)
    assert now.answer_id is not None
    assert "deleted" in now.problem


async def test_asked_again_an_answer_says_what_is_different(chat: Chat, database: Database) -> None:
    before = await chat.ask(QUESTION)
    newest = await push(chat, database, {"src/greetings.py": EDITED})
    ask, turn = await ask_again(database, chat.viewer, before.answer_id)
    assert (ask.question, turn) == (QUESTION, None)
    after = await chat.answerer.collect(chat.viewer, ask)
    assert after.revision == newest
    difference = await tell_difference(database, chat.viewer, after.answer_id)
    assert difference.changed
    with pytest.raises(InvalidError, match="not asked again"):
        await tell_difference(database, chat.viewer, before.answer_id)


async def test_an_answer_of_a_branch_is_asked_again_at_that_branch(chat: Chat, database: Database) -> None:
    chat.repository.git("branch", "work")
    await push(chat, database, {"work.py": b"WORK = 1\n"}, branch="work")
    before = await chat.ask(QUESTION, rev="work")
    newest = await push(chat, database, {"work.py": b"WORK = 2\n"}, branch="work")
    await push(chat, database, {"main.py": b"\n"})
    ask, _ = await ask_again(database, chat.viewer, before.answer_id)
    assert ask.rev == newest
    assert ask.follows == "refs/heads/work"


async def test_another_tenants_answer_cannot_be_asked_again(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    stranger = Viewer(tenant_id=UUID(int=9), name="local", may_reach_local=False)
    with pytest.raises(NotFoundError):
        await ask_again(database, stranger, answer.answer_id)
