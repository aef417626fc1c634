"""Turns with a scripted answerer on a real database: following, coming back, cancelling, dying, and the bounds."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from repochat.accounts import LOCAL_TENANT_ID, Viewer, local_viewer
from repochat.catalog.conversation_store import CHANNEL, ConversationStore, ConversationWriter
from repochat.catalog.repo_store import Repo
from repochat.chat import AnswerEvent, Ask, CitationReady, Finished, Progressed, StatementReady
from repochat.chat.turn_run import TurnLimits
from repochat.chat.turns import TurnRunner
from repochat.core.clock import read_clock
from repochat.core.database import Database
from repochat.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)
from repochat.jobs import EventBus
from tests.catalog.answers import connect_repo
from tests.chat.scripted import ScriptedAnswers

ADA = local_viewer()
BEN = replace(ADA, name="ben")
QUESTION = "Where is the session closed?"
Heard = list[tuple[int, AnswerEvent]]


@pytest.fixture
async def repo(database: Database) -> Repo:
    return await connect_repo(database)


@asynccontextmanager
async def running(answers: ScriptedAnswers, **options: Any) -> AsyncGenerator[TurnRunner]:
    runner = TurnRunner(answers.database, answers, **options)
    try:
        yield runner
    finally:
        answers.go.set()
        await runner.close()


async def hear(
    runner: TurnRunner, turn_id: UUID, after: int = 0, viewer: Viewer = ADA
) -> list[tuple[int, AnswerEvent]]:
    return [numbered async for numbered in runner.follow(viewer, turn_id, after)]


async def hear_stored(database: Database, turn_id: UUID, after: int = 0) -> Heard:
    """What a process hears that never ran the turn."""
    return await hear(TurnRunner(database, ScriptedAnswers(database=database)), turn_id, after)


def durable(events: Heard) -> Heard:
    return [(number, event) for number, event in events if not isinstance(event, Progressed)]


async def test_a_turn_is_stored_as_done_before_its_last_event_is_given_out(database: Database, repo: Repo) -> None:
    async with running(ScriptedAnswers(database=database)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        assert turn.status == "running"
        async for _, event in runner.follow(ADA, turn.id):
            if isinstance(event, Finished):
                stored = await runner.get(ADA, turn.id)
                assert (stored.status, stored.answer_id) == ("done", event.answer.answer_id)
                return
    pytest.fail("no last event came")


async def test_a_client_that_goes_away_ends_nothing_and_hears_the_rest_later(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        first = runner.follow(ADA, turn.id)
        heard = [await anext(first) for _ in range(4)]
        await first.aclose()
        answers.go.set()
        rest = await hear(runner, turn.id, after=heard[-1][0])
    assert [type(event) for _, event in durable(heard)] == [CitationReady, StatementReady]
    assert [type(event) for _, event in durable(rest)] == [CitationReady, StatementReady, Finished]


async def test_every_follower_hears_everything_once_and_in_order(database: Database, repo: Repo) -> None:
    """Whether it came before, in the middle or afterwards."""
    answers = ScriptedAnswers(database=database, statements=3, hold_after=3)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        early = [asyncio.create_task(hear(runner, turn.id)) for _ in range(3)]
        await answers.is_held.wait()
        middle = asyncio.create_task(hear(runner, turn.id))
        await asyncio.sleep(0)
        answers.go.set()
        heard = [await task for task in (*early, middle)]
        late = await hear_stored(database, turn.id)
    assert all(each == heard[0] for each in heard)
    numbers = [number for number, _ in heard[0]]
    assert numbers == sorted(set(numbers))
    assert durable(late) == durable(heard[0])


async def test_a_stored_turn_goes_on_after_the_number_that_was_heard_live(database: Database, repo: Repo) -> None:
    async with running(ScriptedAnswers(database=database, chatter=3)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        live = await hear(runner, turn.id)
        for position, (number, _) in enumerate(live):
            stored = await hear_stored(database, turn.id, after=number)
            assert stored == durable(live[position + 1 :])


async def test_a_cancelled_turn_is_stored_with_what_was_said(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, statements=3, hold_after=2)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        follower = asyncio.create_task(hear(runner, turn.id))
        await answers.is_held.wait()
        cancelled = await runner.cancel(ADA, turn.id)
        heard = await follower
        again = await runner.cancel(ADA, turn.id)
    assert (cancelled.status, again) == ("cancelled", cancelled)
    last = heard[-1][1]
    assert isinstance(last, Finished)
    assert (last.answer.status, last.answer.answer_id) == ("cancelled", cancelled.answer_id)
    assert [statement.text for statement in last.answer.statements] == ["Statement 1."]


async def test_a_turn_that_is_cancelled_before_it_said_anything_has_no_answer(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=0)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        cancelled = await runner.cancel(ADA, turn.id)  # maybe before its task took its first step
        assert (cancelled.status, cancelled.answer_id) == ("cancelled", None)
        assert durable(await hear(runner, turn.id)) == []


async def test_shutting_down_stores_what_runs_as_cancelled(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    runner = TurnRunner(database, answers)
    turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
    await answers.is_held.wait()
    await runner.close()
    async with running(ScriptedAnswers(database=database)) as later:
        stored = await later.get(ADA, turn.id)
    assert stored.status == "cancelled"
    assert stored.answer_id is not None


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (InvalidError("No words.", hint="Ask."), InvalidError),
        (LimitError("Too much.", hint="Less.", limit="some_max"), LimitError),
        (ZeroDivisionError("oops"), UnavailableError),
    ],
)
async def test_a_failure_comes_after_what_was_said_and_again_from_the_store(
    database: Database, repo: Repo, failure: Exception, kind: type[RepochatError]
) -> None:
    async with running(ScriptedAnswers(database=database, failure=failure)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        events = runner.follow(ADA, turn.id)
        heard = durable([await anext(events) for _ in range(9)])
        assert [type(event) for _, event in heard] == [CitationReady, StatementReady] * 2
        with pytest.raises(kind) as raised:
            await anext(events)
        with pytest.raises(kind) as stored:
            await hear_stored(database, turn.id)
        assert stored.value.message == raised.value.message
        assert getattr(stored.value, "limit", "") == getattr(raised.value, "limit", "")
        assert (await runner.get(ADA, turn.id)).status == "failed"


async def test_an_answer_that_takes_too_long_fails_by_a_named_limit(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    async with running(answers, limits=TurnLimits(turn_s_max=0.3)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        with pytest.raises(LimitError) as raised:
            await hear(runner, turn.id)
        stored = await runner.get(ADA, turn.id)
    assert raised.value.limit == "turn_s_max"
    assert stored.status == "failed"
    assert stored.answer_id is not None  # what was said is kept


async def test_a_follow_up_brings_the_earlier_turns_along(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database)
    async with running(answers, limits=TurnLimits(earlier_turns_max=2)) as runner:
        first = await runner.start(ADA, Ask(question="one?", repos=(repo,)))
        await hear(runner, first.id)
        for question in ("two?", "three?", "four?"):
            turn = await runner.start(ADA, Ask(question=question, repos=(repo,)), first.conversation_id)
            await hear(runner, turn.id)
    assert [[each.question for each in ask.earlier] for ask in answers.asks] == [
        [], ["one?"], ["one?", "two?"], ["two?", "three?"],
    ]  # fmt: skip
    assert answers.asks[-1].earlier[-1].symbols == ("symbol_1", "symbol_3")


async def test_a_conversation_is_named_after_its_first_question(database: Database, repo: Repo) -> None:
    async with running(ScriptedAnswers(database=database), limits=TurnLimits(title_chars_max=20)) as runner:
        turn = await runner.start(ADA, Ask(question="Where\n is \x00 the very long session?", repos=(repo,)))
        async with database.read(LOCAL_TENANT_ID) as session:
            conversation = await ConversationStore(session, ADA.name).get(turn.conversation_id)
        await hear(runner, turn.id)
    assert conversation.title == "Where is � the very…"


async def test_one_conversation_answers_one_question_at_a_time(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=1)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        with pytest.raises(ConflictError):
            await runner.start(ADA, Ask(question="And?", repos=(repo,)), turn.conversation_id)


async def test_others_follow_only_what_is_shared_and_never_cancel_or_ask_in_it(database: Database, repo: Repo) -> None:
    async with running(ScriptedAnswers(database=database)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        with pytest.raises(NotFoundError):
            await hear(runner, turn.id, viewer=BEN)
        async with database.write(LOCAL_TENANT_ID) as session:
            await ConversationWriter(session, ADA.name).change(turn.conversation_id, is_shared=True)
        assert isinstance((await hear(runner, turn.id, viewer=BEN))[-1][1], Finished)
        with pytest.raises(ForbiddenError):
            await runner.cancel(BEN, turn.id)
        with pytest.raises(ForbiddenError):
            await runner.start(BEN, Ask(question="And?", repos=(repo,)), turn.conversation_id)


async def test_turns_and_followers_have_their_bounds(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=0)
    async with running(answers, limits=TurnLimits(running_max=2, followers_max=1)) as runner:
        turns = [await runner.start(ADA, Ask(question=QUESTION, repos=(repo,))) for _ in range(2)]
        with pytest.raises(LimitError, match="at once"):
            await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        follower = runner.follow(ADA, turns[0].id)
        await anext(follower)
        with pytest.raises(LimitError) as raised:
            await hear(runner, turns[0].id)
        await follower.aclose()
        answers.go.set()
        assert await hear(runner, turns[0].id)
        await hear(runner, turns[1].id)
        await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
    assert raised.value.limit == "followers_max"


async def test_chatter_beyond_the_bound_is_left_out_and_the_answer_stays_whole(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, statements=4, chatter=1_500)
    async with running(answers, limits=TurnLimits(events_max=20)) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        live = await hear(runner, turn.id)
        assert durable(live) == await hear_stored(database, turn.id)
    assert len(live) <= 20 + 9


async def test_deleting_a_conversation_ends_what_runs_in_it(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    async with running(answers) as runner:
        turn = await runner.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        await answers.is_held.wait()
        await runner.delete_conversation(ADA, turn.conversation_id)
        with pytest.raises(NotFoundError):
            await runner.get(ADA, turn.id)


async def test_a_turn_of_another_process_is_heard_once_it_has_ended(database: Database, repo: Repo) -> None:
    """A second runner on the same database stands for the other process."""
    answers = ScriptedAnswers(database=database, hold_after=2)
    limits = TurnLimits(poll_s=0.01)
    async with running(answers) as there, running(ScriptedAnswers(database=database), limits=limits) as here:
        turn = await there.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        await answers.is_held.wait()
        follower = asyncio.create_task(hear(here, turn.id))
        assert (await here.get(ADA, turn.id)).status == "running"
        answers.go.set()
        assert await follower == durable(await hear(there, turn.id)) != []


async def test_a_turn_of_another_process_is_cancelled_there(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    bus, limits = EventBus(database.url, (CHANNEL,)), TurnLimits(poll_s=0.01)
    listening = asyncio.create_task(bus.run())
    async with running(answers, bus=bus) as there, running(ScriptedAnswers(database=database), limits=limits) as here:
        turn = await there.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        await answers.is_held.wait()
        assert (await here.cancel(ADA, turn.id)).status == "cancelled"
        assert (await there.get(ADA, turn.id)).status == "cancelled"
    listening.cancel()


async def test_a_process_that_does_not_react_to_a_cancel_is_told(database: Database, repo: Repo) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    limits = TurnLimits(poll_s=0.01, cancel_wait_s=0.05)
    async with running(answers) as there, running(ScriptedAnswers(database=database), limits=limits) as here:
        turn = await there.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        with pytest.raises(UnavailableError):
            await here.cancel(ADA, turn.id)


async def test_a_turn_older_than_any_may_become_has_failed_and_its_conversation_goes_on(
    database: Database, repo: Repo
) -> None:
    answers = ScriptedAnswers(database=database, hold_after=2)
    later = TurnRunner(database, ScriptedAnswers(database=database), clock=lambda: read_clock() + timedelta(days=1))
    async with running(answers) as there:
        turn = await there.start(ADA, Ask(question=QUESTION, repos=(repo,)))
        shown = await later.get(ADA, turn.id)
        with pytest.raises(UnavailableError, match="was stopped"):
            await hear(later, turn.id)
        following = await later.start(ADA, Ask(question="And?", repos=(repo,)), turn.conversation_id)
        await hear(later, following.id)
    assert shown.status == "failed"
    assert following.position == 2
