"""Turns over HTTP: a stream can be left and taken up again, by number, while it runs and afterwards."""

from uuid import uuid4

import pytest

from repochat.api.turns import read_number
from tests.api.asking import QUESTION, begin, finish, read_events
from tests.api.serving import Product


async def test_a_turn_tells_its_state_and_its_answer(product: Product, indexed: str) -> None:
    turn = await finish(product, indexed)
    shown = (await product.client.get(f"/turns/{turn.id}")).json()
    assert (shown["status"], shown["question"], shown["position"]) == ("done", QUESTION, 1)
    assert shown["answer"]["answer_id"] == str(turn.answer_id)
    assert shown["answer"]["statements"]
    assert [repo["name"] for repo in shown["asked"]["repos"]] == [indexed]
    assert "process" not in shown["asked"]


async def test_a_stream_that_is_taken_up_again_is_the_rest_of_the_whole_one(product: Product, indexed: str) -> None:
    """From the number of any event, live or from the store: nothing is missed, nothing comes twice."""
    turn = await begin(product, indexed)
    live = read_events((await product.client.get(f"/turns/{turn.id}/stream")).text)
    assert live[0][1]["messageMetadata"] == {"turn_id": str(turn.id), "conversation_id": str(turn.conversation_id)}
    positions = [position for position, (number, _) in enumerate(live) if number is not None]
    assert len(positions) > 3
    for position in positions:
        headers = {"Last-Event-ID": str(live[position][0])}
        rest = await product.client.get(f"/turns/{turn.id}/stream", headers=headers)
        expected = [part for _, part in live[position + 1 :] if not part.get("transient")]
        assert [part for _, part in read_events(rest.text) if not part.get("transient")] == expected


async def test_a_stored_turn_streams_the_whole_answer_again(product: Product, indexed: str) -> None:
    turn = await finish(product, indexed)
    parts = [part for _, part in read_events((await product.client.get(f"/turns/{turn.id}/stream")).text)]
    answer = (await product.client.get(f"/answers/{turn.answer_id}")).json()
    assert [part["data"]["text"] for part in parts if part["type"] == "data-statement"] == [
        statement["text"] for statement in answer["statements"]
    ]
    assert parts[-1]["type"] == "finish"


async def test_a_turn_that_fails_says_so_in_its_stream_and_its_state(product: Product, indexed: str) -> None:
    turn = await begin(product, indexed, rev="no-such-branch")
    types = [part["type"] for _, part in read_events((await product.client.get(f"/turns/{turn.id}/stream")).text)]
    assert types[-2:] == ["data-error", "error"]
    shown = (await product.client.get(f"/turns/{turn.id}")).json()
    assert (shown["status"], shown["error"]["kind"]) == ("failed", "not_found")


async def test_a_question_without_a_word_leaves_no_conversation(product: Product, indexed: str) -> None:
    before = (await product.client.get("/conversations")).json()["conversations"]
    refused = await product.client.post("/chat", json={"repo": indexed, "question": "?!"})
    assert refused.status_code == 422
    assert (await product.client.get("/conversations")).json()["conversations"] == before


async def test_a_turn_that_has_ended_is_not_cancelled(product: Product, indexed: str) -> None:
    turn = await finish(product, indexed)
    assert (await product.client.post(f"/turns/{turn.id}/cancel")).json()["status"] == "done"


@pytest.mark.parametrize("address", ["/turns/{}", "/turns/{}/stream"])
async def test_an_unknown_turn_is_not_found(product: Product, address: str) -> None:
    answer = await product.client.get(address.format(uuid4()))
    assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("header", "number"), [("3000", 3000), ("", 0), ("x", 0), ("-1", 0), ("9" * 40, 0), ("²", 0), (" 7 ", 7)]
)
def test_an_event_id_that_is_not_ours_asks_for_everything(header: str, number: int) -> None:
    assert read_number(header) == number
