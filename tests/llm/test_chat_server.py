"""The scripted provider itself, asked by a plain HTTP client from a test without an event loop."""

import re
import subprocess
import sys

import httpx
import pytest

from repochat.llm.testing import ChatServer, Protocol, ReceivedChat, Refusal, run_chat_server, saying

PATHS: dict[Protocol, str] = {"openai": "/chat/completions", "anthropic": "/v1/messages"}
both = pytest.mark.parametrize("protocol", PATHS)


def post(server: ChatServer, protocol: Protocol, text: str) -> httpx.Response:
    body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": text}]}
    return httpx.post(server.url_of(protocol) + PATHS[protocol], json=body)


@both
def test_a_function_answers_from_what_stands_in_the_prompt(protocol: Protocol) -> None:
    def cite(request: ReceivedChat) -> str:
        return "See " + ", ".join(re.findall(r"\[c\d\]", request.prompt))

    with run_chat_server(cite) as server:
        response = post(server, protocol, "[c1] def f(): ...\n[c2] def g(): ...")
    assert "".join(re.findall(r'"(?:content|text)": "([^"]+)"', response.text)) == "See [c1], [c2]"
    assert server.received[0].answered.is_set()
    assert not server.received[0].closed_early.is_set()


@both
def test_entries_are_used_in_order_and_the_last_is_repeated(protocol: Protocol) -> None:
    with run_chat_server(Refusal(status=500), saying("a")) as server:
        statuses = [post(server, protocol, "x").status_code for _ in range(3)]
    assert statuses == [500, 200, 200]
    assert [request.turns for request in server.received] == [[("user", "x")]] * 3


def test_another_process_can_ask_it() -> None:
    program = (
        "import httpx, sys\n"
        "body = {'model': 'm', 'stream': True, 'messages': [{'role': 'user', 'content': 'hi'}]}\n"
        "print(httpx.post(sys.argv[1] + '/chat/completions', json=body).status_code)\n"
    )
    with run_chat_server() as server:
        command = [sys.executable, "-c", program, server.url_of("openai")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "200"
    assert server.received[0].turns == [("user", "hi")]
