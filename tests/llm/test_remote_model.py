"""Chat models against real servers on loopback that speak both protocols: answers, failures, retries, cancellation."""

import asyncio
import json
import logging
import time

import pytest
import structlog
from tests.llm.chatting import KEY, PROTOCOLS, QUESTION, ask, join_text, make_request, open_model

from repochat.llm import Completed, Failed, ModelLimits, RetryScheduled, TextDelta, Usage
from repochat.llm.testing import (
    Protocol,
    ReceivedChat,
    Refusal,
    Reply,
    ScriptEntry,
    overloaded,
    rate_limited,
    run_chat_server,
    saying,
)

both = pytest.mark.parametrize("protocol", PROTOCOLS)


@both
async def test_an_answer_streams_and_its_end_tells_what_it_used(protocol: Protocol) -> None:
    with run_chat_server(Reply(text="It is in lookup.py.", input_tokens=120, output_tokens=9)) as server:
        events = await ask(server, protocol)
    assert [type(event) for event in events] == [TextDelta, TextDelta, Completed]
    assert join_text(events) == "It is in lookup.py."
    usage = Usage(input_tokens=120, output_tokens=9, requests=1, cost_usd=0.0)
    assert events[-1] == Completed(reason="stop", usage=usage)


@both
async def test_the_whole_conversation_is_sent_in_its_order_with_our_system_text(protocol: Protocol) -> None:
    with run_chat_server() as server:
        await ask(server, protocol, make_request("Where?", "There.", "And who calls it?"), output_tokens_max=321)
    [received] = server.received
    assert received.turns == [("user", "Where?"), ("assistant", "There."), ("user", "And who calls it?")]
    assert (received.system, received.key) == ("You read code.", KEY)
    assert 321 in {received.body.get("max_tokens"), received.body.get("max_completion_tokens")}


@both
async def test_usage_that_nobody_told_is_estimated(protocol: Protocol) -> None:
    with run_chat_server(Reply(text="word " * 40, tells_usage=False)) as server:
        events = await ask(server, protocol, make_request("why " * 200))
    end = events[-1]
    assert isinstance(end, Completed)
    assert 150 <= end.usage.input_tokens <= 300
    assert 30 <= end.usage.output_tokens <= 60


@both
@pytest.mark.parametrize(("finish", "reason"), [("length", "length"), ("filtered", "filtered")])
async def test_an_answer_that_was_cut_by_the_provider_says_so(protocol: Protocol, finish: str, reason: str) -> None:
    with run_chat_server(Reply(text="half", finish=finish)) as server:  # pyright: ignore[reportArgumentType]  # parametrized
        events = await ask(server, protocol)
    assert isinstance(events[-1], Completed)
    assert events[-1].reason == reason


@both
@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (rate_limited(), "status 429"),
        (overloaded(), "status 529"),
        (Refusal(status=500), "status 500"),
        (Refusal(status=503), "status 503"),
    ],
)
async def test_a_passing_refusal_is_announced_and_asked_again(
    protocol: Protocol, refusal: Refusal, reason: str
) -> None:
    with run_chat_server(refusal, saying("Well.")) as server:
        events = await ask(server, protocol)
    assert isinstance(events[0], RetryScheduled)
    assert (events[0].reason, events[0].attempt) == (reason, 1)
    assert join_text(events) == "Well."
    assert len(server.received) == 2


@both
async def test_a_provider_that_says_when_to_come_back_is_obeyed(protocol: Protocol) -> None:
    with run_chat_server(rate_limited(retry_after_s=1), saying("Well.")) as server:
        begin_s = time.monotonic()
        events = await ask(server, protocol)
    assert isinstance(events[0], RetryScheduled)
    assert events[0].wait_s == 1
    assert time.monotonic() - begin_s >= 1


@both
async def test_a_wait_longer_than_the_bound_ends_the_answer_at_once(protocol: Protocol) -> None:
    with run_chat_server(rate_limited(retry_after_s=3600)) as server:
        [event] = await ask(server, protocol)
    assert isinstance(event, Failed)
    assert event.kind == "unavailable"
    assert len(server.received) == 1


@both
async def test_after_the_last_attempt_the_answer_fails_and_says_who_did_not_answer(protocol: Protocol) -> None:
    with run_chat_server(Refusal(status=500)) as server:
        *waits, end = await ask(server, protocol, attempts_max=3)
    assert [type(event) for event in waits] == [RetryScheduled] * 2
    assert isinstance(end, Failed)
    assert (end.kind, len(server.received)) == ("unavailable", 3)
    assert f"127.0.0.1:{server.port}" in end.message
    assert "status 500" in end.message


@both
@pytest.mark.parametrize(
    ("status", "kind", "hint"),
    [
        (401, "invalid", "LLM_API_KEY"),
        (404, "invalid", "LLM_MODEL"),
        (400, "invalid", "LLM_MODEL"),
        (402, "limit", "quota"),
    ],
)
async def test_a_refusal_for_good_is_not_repeated_and_says_what_to_set(
    protocol: Protocol, status: int, kind: str, hint: str
) -> None:
    with run_chat_server(Refusal(status=status)) as server:
        [event] = await ask(server, protocol)
    assert isinstance(event, Failed)
    assert event.kind == kind
    assert hint in event.hint
    assert len(server.received) == 1


@both
async def test_a_redirect_is_not_followed_so_that_no_other_host_gets_the_prompt(protocol: Protocol) -> None:
    with run_chat_server() as elsewhere:
        path = elsewhere.url_of(protocol) + ("/chat/completions" if protocol == "openai" else "/v1/messages")
        with run_chat_server(Refusal(status=307, headers={"Location": path})) as server:
            events = await ask(server, protocol)
    assert isinstance(events[-1], Failed)
    assert elsewhere.received == []


@both
@pytest.mark.parametrize("breaks", ["cut", "ends", "garbage", "overloaded"])
async def test_an_answer_that_breaks_off_fails_with_what_came_and_is_not_asked_again(
    protocol: Protocol, breaks: str
) -> None:
    reply = Reply(text=("one ", "two ", "three"), breaks=breaks, breaks_after=4)  # pyright: ignore[reportArgumentType]  # parametrized
    with run_chat_server(reply) as server:
        events = await ask(server, protocol)
    end = events[-1]
    assert isinstance(end, Failed)
    assert end.kind == "unavailable"
    assert join_text(events).startswith("one two")
    assert end.usage.requests == 1
    assert end.usage.input_tokens > 0
    assert end.usage.output_tokens > 0
    assert len(server.received) == 1


@both
async def test_garbage_instead_of_a_first_event_is_no_answer(protocol: Protocol) -> None:
    with run_chat_server(Reply(text="x", breaks="garbage", breaks_after=0)) as server:
        [event] = await ask(server, protocol)
    assert isinstance(event, Failed)
    assert event.kind == "unavailable"
    assert "LLM_BASE_URL" in event.hint


@both
async def test_an_overload_told_inside_the_stream_before_anything_else_is_asked_again(protocol: Protocol) -> None:
    with run_chat_server(Reply(breaks="overloaded", breaks_after=0), saying("Well.")) as server:
        events = await ask(server, protocol)
    assert isinstance(events[0], RetryScheduled)
    assert join_text(events) == "Well."


@both
@pytest.mark.parametrize(
    ("reply", "limits", "kind"),
    [
        (Reply(text="late", delay_s=5), {"first_event_timeout_s": 0.1}, "unavailable"),
        (Reply(text=("a", "b", "c", "d"), breaks="silence", breaks_after=4), {"idle_timeout_s": 0.1}, "unavailable"),
        (Reply(text=("a",) * 100, delta_delay_s=0.02), {"total_timeout_s": 0.2}, "limit"),
    ],
)
async def test_each_bound_of_time_ends_the_answer_and_is_named(
    protocol: Protocol, reply: Reply, limits: dict[str, float], kind: str
) -> None:
    with run_chat_server(reply) as server:
        async with open_model(server, protocol) as model:
            await model.warm()
            begin_s = time.monotonic()
            events = [event async for event in model.stream(make_request(), ModelLimits(**limits))]  # pyright: ignore[reportArgumentType]  # all are seconds
        assert time.monotonic() - begin_s < 3
        assert server.received[0].closed_early.wait(5)
    end = events[-1]
    assert isinstance(end, Failed)
    assert end.kind == kind
    assert next(iter(limits)) in end.message


@both
async def test_closing_the_answer_ends_the_request_at_the_provider(protocol: Protocol) -> None:
    with run_chat_server(Reply(text=("a",) * 1000, delta_delay_s=0.02)) as server:
        async with open_model(server, protocol) as model:
            answer = model.stream(make_request(), ModelLimits())
            assert await anext(answer) == TextDelta(text="a")
            await answer.aclose()
            assert await asyncio.to_thread(server.received[0].closed_early.wait, 5)


@both
@pytest.mark.parametrize(
    "reply", [Reply(text="x", delay_s=30), Reply(text=("a",) * 9, breaks="silence", breaks_after=4)]
)
async def test_cancelling_the_reader_ends_the_request_at_the_provider(protocol: Protocol, reply: Reply) -> None:
    with run_chat_server(reply) as server:
        async with open_model(server, protocol) as model:
            await model.warm()

            async def read() -> None:
                async for _ in model.stream(make_request(), ModelLimits()):
                    pass

            reader = asyncio.create_task(read())
            await asyncio.sleep(0.2)
            reader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reader
            assert await asyncio.to_thread(server.received[0].closed_early.wait, 5)


async def test_a_server_that_is_not_there_is_unavailable_after_its_retries() -> None:
    with run_chat_server() as server:
        pass
    *waits, end = await ask(server, "openai", attempts_max=2)
    assert [type(event) for event in waits] == [RetryScheduled]
    assert isinstance(end, Failed)
    assert end.kind == "unavailable"
    assert "LLM_BASE_URL" in end.hint


@both
@pytest.mark.parametrize(
    "entry",
    [
        Refusal(status=400, message=f"{QUESTION} {KEY}"),
        Refusal(status=500, message=f"{QUESTION} {KEY}"),
        Reply(text="x", breaks="garbage"),
        saying("Fine."),
    ],
)
async def test_neither_prompt_nor_key_nor_body_reaches_errors_or_logs(
    protocol: Protocol, entry: ScriptEntry, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.INFO),
        structlog.testing.capture_logs() as logged,
        run_chat_server(entry) as server,
    ):
        events = await ask(server, protocol, attempts_max=1)
    said = f"{events[-1]} {json.dumps(logged)} {caplog.text}"
    assert "unspeakable" not in said
    assert KEY not in said


@both
async def test_not_even_a_debug_log_holds_the_key(protocol: Protocol, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), run_chat_server() as server:
        await ask(server, protocol)
    assert KEY not in caplog.text


@both
async def test_fifty_answers_stream_at_once_without_mixing(protocol: Protocol) -> None:
    def reply(request: ReceivedChat) -> Reply:
        name = request.turns[0][1]
        return Reply(text=(f"{name} ",) * 20, delta_delay_s=0.02)

    with run_chat_server(reply) as server:
        async with open_model(server, protocol) as model:
            await model.warm()

            async def read(name: str) -> str:
                limits = ModelLimits()
                return join_text([event async for event in model.stream(make_request(name), limits)])

            texts = await asyncio.gather(*(read(f"n{number}") for number in range(50)))
    assert texts == [f"n{number} " * 20 for number in range(50)]
