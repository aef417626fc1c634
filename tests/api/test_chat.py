import hashlib
import json
from typing import Any

import httpx
import pytest

from repochat.api.chat import read_question
from repochat.api.shapes import ChatInput
from repochat.core.errors import InvalidError
from tests.git.repositories import Repository

QUESTION = "What does greet do?"


async def test_an_answer_has_statements_whose_citations_git_proves(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    answer = (await client.post("/chat", json={"repo": indexed, "question": QUESTION})).json()
    assert answer["mode"] == "extractive"
    assert answer["revision"] == repository.sha()
    assert answer["statements"]
    known = {str(citation["id"]) for citation in answer["citations"]}
    assert {str(cited) for statement in answer["statements"] for cited in statement["citations"]} <= known
    for citation in answer["citations"]:
        check_citation(citation, repository)


async def test_a_stream_tells_the_same_answer_in_the_ui_message_format(
    client: httpx.AsyncClient, indexed: str, repository: Repository
) -> None:
    answer = await client.post("/chat", json={"repo": indexed, "question": QUESTION, "stream": True})
    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert answer.headers["content-type"].startswith("text/event-stream")
    parts = read_parts(answer.text)
    assert [parts[0]["type"], parts[-1]] == ["start", {"type": "finish", "finishReason": "stop"}]
    citations = [part["data"] for part in parts if part["type"] == "data-citation"]
    statements = [part["data"] for part in parts if part["type"] == "data-statement"]
    assert statements
    for citation in citations:
        check_citation(citation, repository)
    text = "".join(part["delta"] for part in parts if part["type"] == "text-delta")
    assert all(statement["text"] in text for statement in statements)
    check_text_parts([part["type"] for part in parts])


async def test_a_citation_comes_before_the_statement_that_uses_it(client: httpx.AsyncClient, indexed: str) -> None:
    answer = await client.post("/chat", json={"repo": indexed, "question": QUESTION, "stream": True})
    seen: set[str] = set()
    for part in read_parts(answer.text):
        if part["type"] == "data-citation":
            seen.add(str(part["data"]["id"]))
        if part["type"] == "data-statement":
            assert {str(cited) for cited in part["data"]["citations"]} <= seen


async def test_the_accept_header_asks_for_a_stream_too(client: httpx.AsyncClient, indexed: str) -> None:
    answer = await client.post(
        "/chat", json={"repo": indexed, "question": QUESTION}, headers={"Accept": "text/event-stream"}
    )
    assert answer.text.endswith("data: [DONE]\n\n")


async def test_the_last_message_of_the_user_is_the_question(client: httpx.AsyncClient, indexed: str) -> None:
    messages = [
        {"role": "user", "parts": [{"type": "text", "text": "Something else"}]},
        {"role": "assistant", "parts": [{"type": "text", "text": "An answer"}]},
        {"role": "user", "parts": [{"type": "text", "text": QUESTION}]},
    ]
    by_messages = (await client.post("/chat", json={"repo": indexed, "messages": messages})).json()
    by_question = (await client.post("/chat", json={"repo": indexed, "question": QUESTION})).json()
    assert by_messages["answer"] == by_question["answer"]


@pytest.mark.parametrize(
    ("question", "status", "kind"),
    [("", 422, "invalid"), (" \n ", 422, "invalid"), ("\x00\x01 ?!", 422, "invalid"), ("x" * 100_000, 413, "limit")],
)
async def test_a_question_that_cannot_be_read_is_refused_clearly(
    client: httpx.AsyncClient, indexed: str, question: str, status: int, kind: str
) -> None:
    for stream in (True, False):
        answer = await client.post("/chat", json={"repo": indexed, "question": question, "stream": stream})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)


@pytest.mark.parametrize(
    "question",
    ["'; DROP TABLE repos; --", "(.*)+$ [a-z]{9999} \\", "%s %(x)s :name {0}", "¿Qué hace greet? 挨拶 🎉"],
)
async def test_a_strange_question_gets_an_answer(client: httpx.AsyncClient, indexed: str, question: str) -> None:
    answer = await client.post("/chat", json={"repo": indexed, "question": question})
    assert answer.status_code == 200, answer.text


async def test_a_repository_that_is_not_indexed_is_told_before_any_stream(
    client: httpx.AsyncClient, repository: Repository
) -> None:
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    answer = await client.post("/chat", json={"repo": repo, "question": QUESTION, "stream": True})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


def test_without_a_text_of_the_user_there_is_no_question() -> None:
    with pytest.raises(InvalidError):
        read_question(ChatInput.model_validate({"repo": "r", "messages": [{"role": "assistant", "content": "Hello"}]}))


def check_citation(citation: dict[str, Any], repository: Repository) -> None:
    """Git alone must be able to prove it."""
    place = f"{citation['commit']}:{citation['path']}"
    assert repository.sha(place) == citation["blob"]
    lines = repository.git("show", place).splitlines(keepends=True)
    cited = b"".join(lines[citation["start_line"] - 1 : citation["end_line"]])
    assert hashlib.sha256(cited).hexdigest() == citation["snippet_sha256"]


def check_text_parts(types: list[str]) -> None:
    """One text: begun before its first piece, ended once, after its last."""
    assert types.count("text-start") == types.count("text-end") == 1
    pieces = [position for position, kind in enumerate(types) if kind == "text-delta"]
    assert types.index("text-start") < pieces[0] <= pieces[-1] < types.index("text-end")


def read_parts(text: str) -> list[dict[str, Any]]:
    """The parts of a stream, which must end as the protocol says."""
    assert text.endswith("data: [DONE]\n\n")
    events = [event.rpartition("\n")[2].removeprefix("data: ") for event in text.split("\n\n") if event]
    return [json.loads(event) for event in events[:-1]]


async def test_what_the_ai_sdk_sends_by_itself_gets_the_stream(client: httpx.AsyncClient, indexed: str) -> None:
    sent = {
        "repo": indexed,
        "id": "chat-1",
        "trigger": "submit-message",
        "messages": [{"id": "m1", "role": "user", "parts": [{"type": "text", "text": QUESTION}]}],
    }
    answer = await client.post("/chat", json=sent)
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_a_follow_up_is_understood_in_its_conversation(client: httpx.AsyncClient, indexed: str) -> None:
    first = (await client.post("/chat", json={"repo": indexed, "question": "What does greet do?"})).json()
    again = {"repo": indexed, "question": "and who calls it?", "conversation_id": first["conversation_id"]}
    second = (await client.post("/chat", json=again)).json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["turn_id"] != first["turn_id"]
    assert "greet" in second["answer"]
    kept = (await client.get(f"/conversations/{first['conversation_id']}")).json()
    assert [turn["question"] for turn in kept["turns"]] == ["What does greet do?", "and who calls it?"]
    assert [turn["answer"]["answer_id"] for turn in kept["turns"]] == [first["answer_id"], second["answer_id"]]


async def test_a_conversation_that_is_not_there_is_told(client: httpx.AsyncClient, indexed: str) -> None:
    asked = {"repo": indexed, "question": QUESTION, "conversation_id": "00000000-0000-7000-8000-00000000dead"}
    assert (await client.post("/chat", json=asked)).status_code == 404


async def test_a_question_about_selected_lines_keeps_them_with_its_turn(
    client: httpx.AsyncClient, indexed: str
) -> None:
    place = {"path": "src/greetings.py", "start_line": 6, "end_line": 8}
    answer = (
        await client.post("/chat", json={"repo": indexed, "question": "What does this do?", "focus": place})
    ).json()
    cited = [{name: each[name] for name in place} for each in answer["citations"]]
    assert place in cited
    conversation = (await client.get(f"/conversations/{answer['conversation_id']}")).json()
    assert conversation["turns"][0]["asked"]["focus"] == {**place, "rev": None}
    beyond = {**place, "end_line": 300}
    refused = await client.post("/chat", json={"repo": indexed, "question": "What is this?", "focus": beyond})
    assert refused.status_code == 422
    assert "has no lines" in refused.json()["error"]["message"]
