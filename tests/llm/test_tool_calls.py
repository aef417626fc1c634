"""The agent loop through both scripted servers: tools, their errors, and the bounds that end it."""

import asyncio
from typing import Any

import pytest
import structlog
from tests.llm.chatting import PROTOCOLS, ask, join_text, make_request, make_tool, open_model

from repochat.core.errors import NotFoundError
from repochat.llm import Completed, Failed, ModelEvent, ModelLimits, ModelTool, ToolCalled, ToolReturned
from repochat.llm.testing import Call, ChatServer, Protocol, ReceivedChat, Reply, calling, run_chat_server, saying

both = pytest.mark.parametrize("protocol", PROTOCOLS)


async def look(arguments: dict[str, Any]) -> str:
    return f"seen at {arguments['at']}"


async def ask_with(server: ChatServer, protocol: Protocol, *tools: ModelTool, **limits: int) -> list[ModelEvent]:
    return await ask(server, protocol, make_request("Where?", tools=tools), **limits)


def find_returned(events: list[ModelEvent]) -> list[ToolReturned]:
    return [event for event in events if isinstance(event, ToolReturned)]


def get_end(events: list[ModelEvent]) -> Completed:
    assert isinstance(events[-1], Completed)
    return events[-1]


@both
async def test_a_tool_is_run_and_its_result_goes_back(protocol: Protocol) -> None:
    with run_chat_server(calling("look", at="a.py"), saying("Seen.")) as server:
        events = await ask_with(server, protocol, make_tool(look))
    [called] = [event for event in events if isinstance(event, ToolCalled)]
    assert (called.name, called.arguments) == ("look", {"at": "a.py"})
    [returned] = find_returned(events)
    assert (returned.call_id, returned.result, returned.is_error) == (called.call_id, "seen at a.py", False)
    assert server.received[0].tool_names == ["look"]
    assert server.received[1].tool_results == ["seen at a.py"]
    usage = get_end(events).usage
    assert (usage.requests, usage.tool_calls, usage.input_tokens) == (2, 1, 200)


@both
async def test_calls_of_one_reply_run_side_by_side_and_return_in_the_order_of_the_calls(protocol: Protocol) -> None:
    second_ran = asyncio.Event()

    async def wait_for_the_other(arguments: dict[str, Any]) -> str:
        if arguments["at"] == "first":
            await asyncio.wait_for(second_ran.wait(), 5)
        else:
            second_ran.set()
        return str(arguments["at"])

    calls = tuple(Call(name="look", arguments={"at": at}) for at in ("first", "second"))
    with run_chat_server(Reply(text="Let me see.", calls=calls), saying("Seen.")) as server:
        events = await ask_with(server, protocol, make_tool(wait_for_the_other))
    assert [event.result for event in find_returned(events)] == ["first", "second"]
    assert server.received[1].tool_results == ["first", "second"]


@both
async def test_an_error_of_ours_is_told_to_the_model(protocol: Protocol) -> None:
    async def miss(arguments: dict[str, Any]) -> str:
        raise NotFoundError(f"There is no {arguments['at']}.", hint="List the directory.")

    with run_chat_server(calling("look", at="a.py"), saying("Not there.")) as server:
        events = await ask_with(server, protocol, make_tool(miss))
    [returned] = find_returned(events)
    assert (returned.result, returned.is_error) == ("There is no a.py. List the directory.", True)
    assert "List the directory." in server.received[1].tool_results[0]
    assert join_text(events) == "Not there."


@both
async def test_a_tool_that_breaks_tells_nobody_how(protocol: Protocol) -> None:
    async def fall(arguments: dict[str, Any]) -> str:
        raise ValueError(f"password of {arguments}")

    with (
        structlog.testing.capture_logs() as logged,
        run_chat_server(calling("look", at="a"), saying("Sorry.")) as server,
    ):
        events = await ask_with(server, protocol, make_tool(fall))
    [returned] = find_returned(events)
    assert returned.is_error
    assert "password" not in returned.result + server.received[1].prompt + str(logged)
    assert {"llm.tool_failed"} <= {event["event"] for event in logged}
    assert get_end(events).reason == "stop"


@both
@pytest.mark.parametrize("arguments", ['{"at": ', "[1]", '"a"', "nonsense", "[" * 100_000])
async def test_arguments_that_are_no_object_are_answered_with_an_error(protocol: Protocol, arguments: str) -> None:
    with run_chat_server(Reply(calls=(Call(name="look", arguments=arguments),)), saying("Sorry.")) as server:
        events = await ask_with(server, protocol, make_tool(look))
    [returned] = find_returned(events)
    assert returned.is_error
    assert "not a JSON object" in returned.result
    assert "not a JSON object" in server.received[1].tool_results[0]
    assert join_text(events) == "Sorry."


@both
@pytest.mark.parametrize("name", ["delete_everything", "rm -rf /; echo", "x" * 200])
async def test_an_unknown_tool_is_answered_with_the_names_of_the_known(protocol: Protocol, name: str) -> None:
    with run_chat_server(calling(name, at="a"), saying("Sorry.")) as server:
        events = await ask_with(server, protocol, make_tool(look))
    [returned] = find_returned(events)
    assert returned.is_error
    assert "The tools are: look." in returned.result
    assert join_text(events) == "Sorry."


@both
async def test_endless_calls_end_with_one_more_request_without_tools(protocol: Protocol) -> None:
    def answer(request: ReceivedChat) -> Reply:
        return calling("look", at="more") if request.tool_names else saying("That is what I have.")

    with run_chat_server(answer) as server:
        events = await ask_with(server, protocol, make_tool(look), tool_calls_max=3, requests_max=50)
    end = get_end(events)
    assert (end.reason, end.usage.tool_calls, end.usage.requests) == ("tool_limit", 3, 4)
    assert join_text(events) == "That is what I have."
    assert "No more tools" in server.received[-1].turns[-1][1]


@both
async def test_a_model_that_calls_even_without_tools_is_not_obeyed(protocol: Protocol) -> None:
    with run_chat_server(calling("look", at="more")) as server:
        events = await ask_with(server, protocol, make_tool(look), tool_calls_max=1)
    end = get_end(events)
    assert (end.reason, end.usage.tool_calls, len(server.received)) == ("tool_limit", 1, 2)


@both
async def test_the_last_allowed_request_goes_without_tools(protocol: Protocol) -> None:
    with run_chat_server(calling("look", at="more")) as server:
        events = await ask_with(server, protocol, make_tool(look), requests_max=3)
    assert get_end(events).reason == "tool_limit"
    assert [request.tool_names for request in server.received] == [["look"], ["look"], []]


@both
async def test_calls_beyond_the_bound_are_answered_but_not_run(protocol: Protocol) -> None:
    ran: list[str] = []

    async def note(arguments: dict[str, Any]) -> str:
        ran.append(arguments["at"])
        return "seen"

    calls = tuple(Call(name="look", arguments={"at": str(number)}) for number in range(5))
    with run_chat_server(Reply(calls=calls), saying("Well.")) as server:
        events = await ask_with(server, protocol, make_tool(note), tool_calls_max=2)
    assert ran == ["0", "1"]
    assert [event.is_error for event in find_returned(events)] == [False, False, True, True, True]
    assert len(server.received[1].tool_results) == 5
    assert get_end(events).usage.tool_calls == 2


@both
async def test_the_bound_of_tokens_is_never_passed_and_still_leaves_an_answer(protocol: Protocol) -> None:
    def answer(request: ReceivedChat) -> Reply:
        tokens = 1_000 + 1_500 * len(request.tool_results)
        reply = calling("look", at="more") if request.tool_names else saying("Enough.")
        return Reply(text=reply.text, calls=reply.calls, input_tokens=tokens, output_tokens=200)

    async def read(arguments: dict[str, Any]) -> str:
        return "x = 1\n" * 400

    with run_chat_server(answer) as server:
        events = await ask_with(server, protocol, make_tool(read), tokens_max=14_000, output_tokens_max=500)
    end = get_end(events)
    assert (end.reason, join_text(events)) == ("token_limit", "Enough.")
    assert 5_000 < end.usage.input_tokens + end.usage.output_tokens <= 14_000
    assert server.received[-1].tool_names == []


@both
async def test_a_result_too_long_for_another_request_ends_the_answer(protocol: Protocol) -> None:
    async def read(arguments: dict[str, Any]) -> str:
        return "x = 1\n" * 40_000

    with run_chat_server(calling("look", at="all")) as server:
        events = await ask_with(server, protocol, make_tool(read), tokens_max=20_000)
    assert get_end(events).reason == "token_limit"
    assert len(server.received) == 1


@both
async def test_a_question_too_long_to_send_is_not_sent(protocol: Protocol) -> None:
    with run_chat_server() as server:
        [event] = await ask(server, protocol, make_request("why? " * 10_000), tokens_max=5_000)
    assert isinstance(event, Failed)
    assert (event.kind, server.received) == ("limit", [])


@both
async def test_a_tool_that_hangs_ends_with_the_time_of_the_answer(protocol: Protocol) -> None:
    stopped = asyncio.Event()

    async def hang(arguments: dict[str, Any]) -> str:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        return ""

    with run_chat_server(calling("look", at="a")) as server:
        async with open_model(server, protocol) as model:
            await model.warm()
            request = make_request("Where?", tools=(make_tool(hang),))
            events = [event async for event in model.stream(request, ModelLimits(total_timeout_s=0.5))]
    assert isinstance(events[-1], Failed)
    assert (events[-1].kind, stopped.is_set()) == ("limit", True)


@both
async def test_closing_the_answer_stops_the_tools_that_run(protocol: Protocol) -> None:
    stopped = asyncio.Event()

    async def hang(arguments: dict[str, Any]) -> str:
        if arguments["at"] == "0":
            return "quick"
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        return ""

    calls = tuple(Call(name="look", arguments={"at": str(number)}) for number in range(2))
    with run_chat_server(Reply(calls=calls)) as server:
        async with open_model(server, protocol) as model:
            answer = model.stream(make_request("Where?", tools=(make_tool(hang),)), ModelLimits())
            async for event in answer:
                if isinstance(event, ToolReturned):
                    break
            await answer.aclose()
    assert stopped.is_set()


@both
async def test_secrets_are_masked_in_all_that_is_sent_and_counted(protocol: Protocol) -> None:
    secret = "ghp_" + "aB3dE5gH7jK9" * 3

    async def leak(arguments: dict[str, Any]) -> str:
        return f"token here: {secret}\nand {secret}"

    with run_chat_server(calling("look", at="a"), saying("Well.")) as server:
        request = make_request(f"Is {secret} ours?", f"I saw {secret}.", "Look.", tools=(make_tool(leak),))
        events = await ask(server, protocol, request)
    assert secret not in str([received.body for received in server.received])
    assert server.received[0].turns[0][1] == "Is [masked github token] ours?"
    [returned] = find_returned(events)
    assert secret not in returned.result
    assert get_end(events).usage.masked == 4
