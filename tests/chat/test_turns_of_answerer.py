"""Turns with the real answerer: what it stores is what the turn is given."""

import asyncio
from dataclasses import replace

import pytest

from repochat.accounts import local_viewer
from repochat.chat import Ask, Finished, RetrievalDone, StatementReady
from repochat.chat.turns import TurnRunner
from repochat.core.database import Database
from tests.chat.chatting import Chat

VIEWER = local_viewer()
QUESTION = "What does Greeter do?"


async def test_a_turn_has_the_answer_that_its_ask_named(database: Database, chat: Chat) -> None:
    runner = TurnRunner(database, chat.answerer)
    turn = await runner.start(VIEWER, Ask(question=QUESTION, repos=(chat.repo,)))
    events = [event async for _, event in runner.follow(VIEWER, turn.id)]
    last = events[-1]
    assert isinstance(last, Finished)
    stored = await runner.get(VIEWER, turn.id)
    elsewhere = TurnRunner(database, chat.answerer)
    again = [event async for _, event in elsewhere.follow(VIEWER, turn.id)]
    assert (stored.status, stored.answer_id) == ("done", last.answer.answer_id)
    told = [
        replace(event, answer=replace(event.answer, age=None)) if isinstance(event, Finished) else event
        for event in events
    ]
    assert again == [event for event in told if type(event) in {type(each) for each in again}]
    await runner.close()


@pytest.mark.parametrize("stop_after", [RetrievalDone, StatementReady])
async def test_a_cancel_at_any_moment_leaves_a_turn_that_fits_its_answer(
    database: Database, chat: Chat, stop_after: type
) -> None:
    """Before anything was said there is no answer; afterwards there is what was said."""
    runner = TurnRunner(database, chat.answerer)
    turn = await runner.start(VIEWER, Ask(question=QUESTION, repos=(chat.repo,)))
    async for _, event in runner.follow(VIEWER, turn.id):
        if isinstance(event, stop_after):
            break
    await asyncio.wait_for(runner.cancel(VIEWER, turn.id), 20)
    stored = await runner.get(VIEWER, turn.id)
    heard = [event async for _, event in runner.follow(VIEWER, turn.id)]
    said = [event.statement for event in heard if isinstance(event, StatementReady)]
    assert stored.status in {"cancelled", "done"}
    assert (stored.answer_id is not None) == bool(said)
    if stop_after is StatementReady:
        assert said
        assert isinstance(heard[-1], Finished)
        assert list(heard[-1].answer.statements) == said
        assert heard[-1].answer.status == stored.status
    await runner.close()
