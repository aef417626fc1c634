"""Answers checked again after a push, over a real repository and database."""

from collections.abc import Callable
from itertools import count

from sqlalchemy import text

from repochat.catalog.age_store import AgeStore
from repochat.chat.age.limits import AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.chat.age.rechecking import Rechecker
from repochat.core.database import Database
from tests.chat.age.pushing import push, recheck
from tests.chat.chatting import PYTHON, Chat

SHIFTED = b"# Up.\n" + PYTHON


async def count_verdicts(chat: Chat, database: Database) -> int:
    async with database.read(chat.viewer.scope) as session:
        return await session.scalar(text("SELECT count(*) FROM citation_ages")) or 0


async def test_only_answers_that_cite_what_changed_are_checked(chat: Chat, database: Database) -> None:
    greeted = await chat.ask("What does make_greeting do?")
    queued = await chat.ask("What does enqueueJob do?")
    await recheck(chat, database)
    await push(chat, database, {"src/greetings.py": SHIFTED})
    (checked,) = await recheck(chat, database)
    assert (checked.ref, checked.answers, checked.is_whole) == ("refs/heads/main", 1, True)
    async with database.read(chat.viewer.scope) as session:
        verdicts = await AgeStore(session).list_verdicts([greeted.answer_id, queued.answer_id])
    assert verdicts.keys() == {greeted.answer_id}
    assert {verdict.state for verdict in verdicts[greeted.answer_id].values()} == {"moved"}


async def test_to_check_again_does_nothing(chat: Chat, database: Database) -> None:
    await chat.ask("What does make_greeting do?")
    await push(chat, database, {"src/greetings.py": SHIFTED})
    await recheck(chat, database)
    known = await count_verdicts(chat, database)
    assert known > 0
    assert await recheck(chat, database) == []
    assert await count_verdicts(chat, database) == known


async def test_pushes_that_were_missed_are_caught_up_with(chat: Chat, database: Database) -> None:
    """A job that came late looks at all that changed since the last one that came to its end."""
    answer = await chat.ask("What does make_greeting do?")
    await recheck(chat, database)
    await push(chat, database, {"src/greetings.py": SHIFTED})
    await push(chat, database, {"lib/queue.js": b"\n"})
    await recheck(chat, database)
    async with database.read(chat.viewer.scope) as session:
        assert answer.answer_id in await AgeStore(session).list_verdicts([answer.answer_id])


async def test_a_check_that_was_stopped_half_way_goes_on(chat: Chat, database: Database) -> None:
    for _ in range(3):
        await chat.ask("What does make_greeting do?")
    await push(chat, database, {"src/greetings.py": SHIFTED})
    ages, limits = AgeReader(database, chat.home.mirrors), AgeLimits(answers_batch=1)
    rechecker = Rechecker(database, ages, limits=limits)
    arguments = chat.viewer.tenant_id, chat.repo.id
    (stopped,) = await rechecker.run(*arguments, should_stop=stop_after(2))
    assert (stopped.is_whole, stopped.answers) == (False, 1)
    (whole,) = await rechecker.run(*arguments, should_stop=lambda: False)
    assert whole.is_whole
    assert whole.judged == 2 * stopped.judged


async def test_beyond_the_bound_older_answers_wait_until_they_are_opened(chat: Chat, database: Database) -> None:
    for _ in range(2):
        await chat.ask("What does make_greeting do?")
    await push(chat, database, {"src/greetings.py": SHIFTED})
    rechecker = Rechecker(database, AgeReader(database, chat.home.mirrors), limits=AgeLimits(answers_rechecked_max=1))
    (checked,) = await rechecker.run(chat.viewer.tenant_id, chat.repo.id, should_stop=lambda: False)
    assert (checked.answers, checked.left) == (1, True)


async def test_what_moved_is_followed_to_where_it_moved(chat: Chat, database: Database) -> None:
    """A push that touches only the new place is noticed, too."""
    answer = await chat.ask("What does make_greeting do?")
    await push(chat, database, {"src/hello.py": PYTHON}, remove=["src/greetings.py"])
    await recheck(chat, database)
    await push(chat, database, {}, remove=["src/hello.py"])
    (checked,) = await recheck(chat, database)
    assert checked.answers == 1
    async with database.read(chat.viewer.scope) as session:
        verdicts = await AgeStore(session).list_verdicts([answer.answer_id])
    assert {verdict.state for verdict in verdicts[answer.answer_id].values()} == {"gone"}


async def test_a_push_to_another_branch_touches_no_answer_of_the_default_one(chat: Chat, database: Database) -> None:
    await chat.ask("What does make_greeting do?")
    await recheck(chat, database)
    chat.repository.git("branch", "work")
    await push(chat, database, {"src/greetings.py": SHIFTED}, branch="work")
    (checked,) = await recheck(chat, database)
    assert (checked.ref, checked.answers) == ("refs/heads/work", 0)


def stop_after(times: int) -> Callable[[], bool]:
    asked = count()
    return lambda: next(asked) >= times
