"""A question about selected lines is answered about these lines: they are what it means by "this"."""

from pathlib import Path

import pytest

from repochat.chat import Answer, Ask, Finished, Selection
from repochat.chat.age.asking import ask_again
from repochat.chat.stored import get_stored_answer
from repochat.chat.turns import TurnRunner
from repochat.chat.why import explain_answer
from repochat.core.database import Database
from repochat.core.errors import InvalidError, LimitError
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from tests.chat.chatting import PYTHON, Chat
from tests.chat.generative.modelled import modelled_chat

PATH = "src/greetings.py"
BODY = Selection(path=PATH, start_line=14, end_line=14)  # `return " ".join(...)` of Greeter.greet


def cites(answer: Answer, start: int, end: int) -> bool:
    return any((each.path, each.start_line, each.end_line) == (PATH, start, end) for each in answer.citations)


async def test_this_means_the_definition_that_the_lines_are_of(chat: Chat) -> None:
    answer = await chat.ask("What does this do?", focus=BODY)
    assert (
        answer.statements[0].text == "Line 14 of `src/greetings.py` is part of `Greeter.greet`, a method (lines 9-14)."
    )
    assert cites(answer, 14, 14)
    assert "The lines call `make_greeting` (line 14)." in answer.answer
    assert "Return a greeting for one person, repeated." in answer.answer
    assert {each.status for each in answer.statements} == {"supported"}


@pytest.mark.parametrize("question", ["Who calls it?", "who calls this function", "What calls the selected lines?"])
async def test_who_calls_it_is_asked_of_the_definition_that_is_selected(chat: Chat, question: str) -> None:
    answer = await chat.ask(question, focus=Selection(path=PATH, start_line=17, end_line=19))
    assert answer.statements[0].text == "Lines 17-19 of `src/greetings.py` are where `make_greeting` (function) begins."
    assert "`open_party` in `src/party.py` calls `make_greeting` at line 5" in answer.answer


async def test_why_names_the_selected_lines_before_all_others(database: Database, chat: Chat) -> None:
    answer = await chat.ask("Explain this", focus=BODY)
    why = explain_answer(*await get_stored_answer(database, chat.viewer, answer.answer_id))
    assert why.context is not None
    first = why.context.pieces[0]
    assert (first.origin, first.path, first.start_line, first.end_line, first.cited) == ("focus", PATH, 14, 14, True)


async def test_lines_of_a_file_without_definitions_are_quoted(chat: Chat) -> None:
    answer = await chat.ask("What does this mean?", focus=Selection(path="README.md", start_line=3, end_line=3))
    assert "Line 3 reads `Says hello to people, in several languages.`." in answer.answer


async def test_lines_that_are_not_there_are_told(chat: Chat) -> None:
    with pytest.raises(InvalidError, match="has no lines 20-99"):
        await chat.ask("What is this?", focus=Selection(path=PATH, start_line=20, end_line=99))
    with pytest.raises(InvalidError, match=r"no file .src/nothing\.py."):
        await chat.ask("What is this?", focus=Selection(path="src/nothing.py", start_line=1, end_line=1))
    with pytest.raises(InvalidError, match="blank"):
        await chat.ask("What is this?", focus=Selection(path=PATH, start_line=15, end_line=16))
    with pytest.raises(LimitError):
        await chat.ask("What is this?", focus=Selection(path=PATH, start_line=1, end_line=401))


async def test_asked_again_after_a_push_the_lines_are_found_where_they_stand_now(
    database: Database, chat: Chat
) -> None:
    runner = TurnRunner(database, chat.answerer)
    turn = await runner.start(chat.viewer, Ask(question="What does this do?", repos=(chat.repo,), focus=BODY))
    last = [event async for _, event in runner.follow(chat.viewer, turn.id)][-1]
    assert isinstance(last, Finished)
    assert (await runner.get(chat.viewer, turn.id)).asked["focus"] == BODY.as_json()
    await runner.close()
    chat.repository.commit({PATH: PYTHON.replace(b"GREETING =", b"# One.\n# Two.\nGREETING =", 1)}, message="Shift")
    await Indexer(database, chat.home, load_embedding_model("static")).run(chat.viewer, chat.repo)
    ask, _ = await ask_again(database, chat.viewer, last.answer.answer_id)
    again = await chat.answerer.collect(chat.viewer, ask)
    assert again.revision == chat.repository.sha()
    assert again.statements[0].text.startswith("Line 16 of `src/greetings.py` is part of `Greeter.greet`")
    assert "are taken for lines 16-16 of this revision" in again.note


async def test_a_model_is_shown_the_selected_lines_first(database: Database, tmp_path: Path) -> None:
    async with modelled_chat(database, tmp_path, lambda _: "It calls `make_greeting` [k1].") as (chat, server):
        answer = await chat.ask("What does this do?", focus=BODY, mode="quick")
        assert cites(answer, 14, 14)
        asked = server.received[0].prompt
        assert asked.index('return " ".join([make_greeting(name)] * times)') < asked.index("def make_greeting")
        assert '"this", "it" and "here" mean k1' in asked
