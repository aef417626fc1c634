"""The age of answers that were really given, over pushes that were really indexed."""

from dataclasses import replace

from repochat.chat.age.limits import AgeLimits
from repochat.chat.age.reading import AgeReader
from repochat.core.database import Database
from tests.chat.age.pushing import find_stored, index, push, read_age
from tests.chat.chatting import PYTHON, Chat

QUESTION = "What does make_greeting do?"
EDITED = PYTHON.replace(b"make_greeting(name: str)", b"make_greeting(name: object)")


async def test_a_fresh_answer_is_true_and_not_behind(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    assert answer.age is not None
    assert answer.age.state == "still_true"
    assert answer.age.standing.branch == "main"
    assert answer.age.standing.newest == answer.revision
    assert (answer.age.standing.commits_behind, answer.age.standing.source_commits_behind) == (0, 0)
    assert [each.id for each in answer.age.citations] == [each.id for each in answer.citations]


async def test_an_answer_at_its_own_revision_is_still_true(chat: Chat, database: Database) -> None:
    for question in (QUESTION, "Who calls make_greeting?", "What is Node?"):
        answer = await chat.ask(question)
        age = await read_age(chat, database, answer.answer_id)
        assert {each.verdict.state for each in age.citations} <= {"still_true"}, question


async def test_a_push_elsewhere_leaves_it_true_but_behind(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    await push(chat, database, {"lib/new.js": b"function f() {}\n"})
    newest = await push(chat, database, {"lib/new.js": b"function g() {}\n"})
    age = await read_age(chat, database, answer.answer_id)
    assert (age.state, age.standing.commits_behind, age.standing.newest) == ("still_true", 2, newest)
    assert all(each.commit == newest for each in age.citations)


async def test_an_edit_of_what_was_cited_changes_it_and_names_the_commit(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    sha = await push(chat, database, {"src/greetings.py": EDITED})
    age = await read_age(chat, database, answer.answer_id)
    assert age.state == "changed"
    changed = [each for each in age.citations if each.verdict.state == "changed"]
    assert {each.verdict.changed_in for each in changed} == {sha}


async def test_what_was_found_holds_as_long_as_its_blob_stands(chat: Chat, database: Database) -> None:
    """It is told again without asking git, at a later revision too; and a revert makes the answer true again."""
    answer = await chat.ask(QUESTION)
    await push(chat, database, {"src/greetings.py": EDITED})
    first = await read_age(chat, database, answer.answer_id)
    await push(chat, database, {"lib/new.js": b"\n"})
    settled = await AgeReader(database, chat.home.mirrors).settle(
        chat.viewer.scope, [await find_stored(chat, database, answer.answer_id)]
    )
    assert settled.pending == []
    second = await read_age(chat, database, answer.answer_id)
    assert [each.verdict for each in second.citations] == [each.verdict for each in first.citations]
    await push(chat, database, {"src/greetings.py": PYTHON})
    assert (await read_age(chat, database, answer.answer_id)).state == "still_true"


async def test_an_answer_of_another_branch_follows_that_branch(chat: Chat, database: Database) -> None:
    chat.repository.git("branch", "work")
    await push(chat, database, {"work.py": b"WORK = 1\n"}, branch="work")
    answer = await chat.ask(QUESTION, rev="work")
    assert (await find_stored(chat, database, answer.answer_id)).ref == "refs/heads/work"
    await push(chat, database, {"src/greetings.py": EDITED})
    age = await read_age(chat, database, answer.answer_id)
    assert (age.state, age.standing.branch, age.standing.commits_behind) == ("still_true", "work", 0)
    await push(chat, database, {}, remove=["src/greetings.py"], branch="work")
    age = await read_age(chat, database, answer.answer_id)
    assert (age.state, age.standing.commits_behind) == ("gone", 1)


async def test_a_force_push_is_told(chat: Chat, database: Database) -> None:
    first = chat.repository.sha()
    await push(chat, database, {"lost.py": b"def lost():\n    return 1\n"})
    answer = await chat.ask("What does lost do?")
    chat.repository.git("update-ref", "refs/heads/main", first)
    await push(chat, database, {"kept.py": b"def kept():\n    return 1\n"})
    age = await read_age(chat, database, answer.answer_id)
    assert age.standing.is_rewritten
    assert age.standing.commits_behind == 1
    assert age.state == "gone"


async def test_what_is_indexed_may_be_behind_the_source(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    chat.repository.git("branch", "work")
    head = chat.repository.commit({"more.py": b"\n"})
    await index(chat, database, "work")
    standing = (await read_age(chat, database, answer.answer_id)).standing
    assert (standing.commits_behind, standing.source_head, standing.source_commits_behind) == (0, head, 1)


async def test_beyond_the_bound_citations_are_unchecked_until_they_are_asked_for_again(
    chat: Chat, database: Database
) -> None:
    answer = await chat.ask(QUESTION)
    await push(chat, database, {"src/greetings.py": b"# Up.\n" + PYTHON})
    stored = await find_stored(chat, database, answer.answer_id)
    reader = AgeReader(database, chat.home.mirrors, limits=AgeLimits(citations_read_max=0))
    age = await reader.read_one(chat.viewer, stored)
    assert {each.verdict.how for each in age.citations if each.verdict.state == "unchecked"} == {"not_looked_at"}
    assert (await read_age(chat, database, answer.answer_id)).state == "moved"


async def test_the_older_side_of_a_comparison_is_pinned(chat: Chat, database: Database) -> None:
    answer = await chat.ask(QUESTION)
    newest = await push(chat, database, {"src/greetings.py": EDITED})
    stored = replace(await find_stored(chat, database, answer.answer_id), revision=newest)
    age = await AgeReader(database, chat.home.mirrors).read_one(chat.viewer, stored)
    assert {each.verdict.how for each in age.citations} == {"pinned"}
    assert {each.commit for each in age.citations} == {answer.revision}
