import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from repochat.catalog.answer_store import AnswerStore
from repochat.chat import Ask, CitationReady, Finished, StatementReady, ToolFinished, ToolStarted
from repochat.core.database import Database
from repochat.core.ids import create_id
from repochat.llm.testing import Call, ReceivedChat, Refusal, Reply, calling, rate_limited, saying
from tests.chat.generative.modelled import find_piece, modelled_chat
from tests.chat.test_answering import check_by_git


def tell_truth(request: ReceivedChat) -> str:
    greeter = find_piece(request, "make_greeting(name)")
    making = find_piece(request, "def make_greeting")
    return f"`Greeter.greet` calls `make_greeting` [{greeter}]. `make_greeting` takes a `name` [{making}]."


async def test_true_statements_are_shown_as_supported_with_lines_that_git_has(
    database: Database, tmp_path: Path
) -> None:
    async with modelled_chat(database, tmp_path, tell_truth) as (chat, server):
        answer = await chat.ask("What does Greeter.greet do?")
        assert [statement.status for statement in answer.statements] == ["supported", "supported"]
        assert (answer.mode, answer.model) == ("quick", "compatible:scripted")
        assert answer.confidence.band == "high"
        assert answer.usage["input_tokens"] == 100
        check_by_git(answer, chat.repository)
        assert len(server.received) == 1
        assert "class Greeter" in server.received[0].prompt


async def test_of_an_answer_that_is_half_false_no_false_statement_is_supported(
    database: Database, tmp_path: Path
) -> None:
    def tell_half(request: ReceivedChat) -> str:
        greeter, making = find_piece(request, "make_greeting(name)"), find_piece(request, "def make_greeting")
        return (
            f"`Greeter.greet` calls `make_greeting` [{greeter}]. "
            f"`make_greeting` calls `Greeter.greet` [{greeter}, {making}]. "
            f"`Greeter.greet` repeats the greeting `5` times by default [{greeter}]. "
            f"`make_greeting` never uses `GREETING` [{making}]. "
            f"`make_greeting` raises `ValueError` for an empty name [{making}]. "
            f"`make_greeting` takes a `name` [{making}]."
        )

    async with modelled_chat(database, tmp_path, tell_half) as (chat, _):
        answer = await chat.ask("What does Greeter.greet do?")
        supported = [each.text for each in answer.statements if each.status == "supported"]
        assert supported == ["`Greeter.greet` calls `make_greeting`.", "`make_greeting` takes a `name`."]
        assert "not supported" in answer.answer
        strict = await chat.ask("What does Greeter.greet do?", strict=True)
        assert all(each.status != "unsupported" for each in strict.statements)
        assert strict.removed > 0


async def test_made_up_ids_and_line_numbers_prove_nothing(database: Database, tmp_path: Path) -> None:
    def make_up(request: ReceivedChat) -> str:
        greeter = find_piece(request, "make_greeting(name)")
        return (
            "`Greeter.greet` calls `make_greeting` [k777]. "
            f"`Greeter.greet` is at src/greetings.py:99 [{greeter}]. "
            f"See lines 40-48 of `src/greetings.py` [{greeter}]. "
            f"It came with commit `deadbeefcafe` [{greeter}]."
        )

    async with modelled_chat(database, tmp_path, make_up) as (chat, _):
        answer = await chat.ask("What does Greeter.greet do?")
        assert answer.unknown_ids == 1
        written = [each for each in answer.statements if each.text.startswith(("`Greeter", "See", "It came"))]
        told = {each.text: each.status for each in written[:4]}
        assert "supported" not in told.values()


async def test_a_model_that_says_nothing_provable_is_followed_by_the_nearest_evidence(
    database: Database, tmp_path: Path
) -> None:
    async with modelled_chat(database, tmp_path, saying("I don't know.")) as (chat, _):
        answer = await chat.ask("What does Greeter.greet do?")
        assert answer.statements[0].kind == "absence"
        assert any(each.status == "supported" for each in answer.statements[1:])
        assert "nearest evidence" in answer.note


@pytest.mark.parametrize(
    "failure",
    [
        Refusal(status=401),
        Reply(text="`Greeter.greet` is", breaks="cut"),
        Reply(text="`Greeter.greet` is", breaks="garbage"),
        Reply(text="`Greeter.greet` is", breaks="ends"),
    ],
)
async def test_a_provider_that_fails_leaves_a_complete_extractive_answer_and_says_so(
    database: Database, tmp_path: Path, failure: Reply | Refusal
) -> None:
    async with modelled_chat(database, tmp_path, failure) as (chat, _):
        answer = await chat.ask("What does Greeter.greet do?")
        assert sum(each.status == "supported" for each in answer.statements) > 2
        assert "did not finish" in answer.note
        check_by_git(answer, chat.repository)


async def test_a_busy_provider_is_asked_again(database: Database, tmp_path: Path) -> None:
    async with modelled_chat(database, tmp_path, rate_limited(), tell_truth) as (chat, server):
        answer = await chat.ask("What does Greeter.greet do?")
        assert answer.mode == "quick"
        assert len(server.received) == 2


async def test_deep_mode_looks_with_tools_and_cites_what_they_showed(database: Database, tmp_path: Path) -> None:
    def conclude(request: ReceivedChat) -> str:
        shown = find_piece(request, "return storeJob(job)")
        return f"`enqueueJob` calls `storeJob` [{shown}]."

    looking = Reply(text="Let me look.", calls=(Call(name="find_definition", arguments={"name": "enqueueJob"}),))
    async with modelled_chat(database, tmp_path, looking, conclude) as (chat, server):
        events = await chat.listen("Where is a job stored?", mode="deep")
        kinds = [type(event) for event in events]
        assert kinds.index(ToolStarted) < kinds.index(ToolFinished) < kinds.index(CitationReady)
        told = [event.statement.text for event in events if isinstance(event, StatementReady)]
        assert told == ["`enqueueJob` calls `storeJob`."]
        finished = events[-1]
        assert isinstance(finished, Finished)
        assert finished.answer.mode == "deep"
        assert finished.answer.statements[0].status == "supported"
        assert len(server.received) == 2
        async with database.read(chat.viewer.scope) as session:
            stored = await AnswerStore(session).find(finished.answer.answer_id)
        assert stored is not None
        called = next(event for event in events if isinstance(event, ToolFinished))
        assert [(step["name"], step["summary"], step["ms"]) for step in stored.steps] == [
            ("find_definition", called.summary, called.ms)
        ]


async def test_endless_tool_calls_end_in_an_answer(database: Database, tmp_path: Path) -> None:
    def insist(request: ReceivedChat) -> Reply | str:
        number = len(request.tool_results)
        return calling("search", query=f"job {number}") if request.tool_names else "I don't know."

    async with modelled_chat(database, tmp_path, insist) as (chat, _):
        answer = await chat.ask("Why is a job stored?", mode="deep")
        assert answer.statements
        assert answer.usage["tool_calls"] <= 16


async def test_a_cancelled_answer_is_stored_as_cancelled_and_ends_the_request(
    database: Database, tmp_path: Path
) -> None:
    def begin(request: ReceivedChat) -> Reply:
        return Reply(text=(tell_truth(request), " And"), breaks="silence")

    async with modelled_chat(database, tmp_path, begin) as (chat, server):
        answer_id = create_id()
        ask = Ask(question="What does Greeter.greet do?", repos=(chat.repo,), answer_id=answer_id)
        async with aclosing(chat.answerer.answer(chat.viewer, ask)) as events:
            async for event in events:
                if isinstance(event, StatementReady):
                    break
        assert await asyncio.to_thread(server.received[0].closed_early.wait, 5)
        async with database.read(chat.viewer.scope) as session:
            stored = await AnswerStore(session).find(answer_id)
        assert stored is not None
        assert stored.status == "cancelled"
        assert stored.statements


async def test_what_was_shown_and_cited_is_logged_with_the_answer(database: Database, tmp_path: Path) -> None:
    async with modelled_chat(database, tmp_path, tell_truth) as (chat, _):
        answer = await chat.ask("What does Greeter.greet do?")
        async with database.read(chat.viewer.scope) as session:
            log = await AnswerStore(session).find_log(answer.answer_id)
        assert log is not None
        cited = [piece["id"] for piece in log.context["pieces"] if piece["cited"]]
        assert cited
        assert [stage["name"] for stage in log.stages] == ["search", "context", "model"]
        assert log.policy["parameters"]


async def test_no_code_leaves_the_machine_before_its_owner_says_yes(database: Database, tmp_path: Path) -> None:
    away = {"LLM_BASE_URL": "http://models.example:9/v1"}
    async with modelled_chat(database, tmp_path, tell_truth, settings=away) as (chat, server):
        answer = await chat.ask("What does Greeter.greet do?")
        assert server.received == []
        assert answer.mode == "extractive"
        assert "models.example" in answer.note
        assert "repochat model allow" in answer.note


async def test_a_budget_stops_before_it_is_passed(database: Database, tmp_path: Path) -> None:
    async with modelled_chat(database, tmp_path, tell_truth, settings={"LLM_BUDGET_TOKENS_DAY": "100"}) as (
        chat,
        server,
    ):
        answer = await chat.ask("What does Greeter.greet do?")
        assert server.received == []
        assert "budget" in answer.note
        assert answer.statements
