"""Conversations over HTTP: begun by a question, listed, searched, renamed, shared and deleted."""

import pytest

from tests.api.asking import finish
from tests.api.serving import Product


async def test_a_question_begins_a_conversation_that_holds_its_turns(product: Product, indexed: str) -> None:
    first = await finish(product, indexed, "What does greet do?")
    await finish(product, indexed, "Where is greet_all defined?", first.conversation_id)
    (listed,) = (await product.client.get("/conversations")).json()["conversations"]
    assert (listed["id"], listed["title"]) == (str(first.conversation_id), "What does greet do?")
    shown = (await product.client.get(f"/conversations/{listed['id']}")).json()
    assert [turn["question"] for turn in shown["turns"]] == ["What does greet do?", "Where is greet_all defined?"]
    assert all(turn["answer"]["statements"] for turn in shown["turns"])
    assert shown["next_before"] is None


async def test_earlier_turns_are_reached_page_by_page(product: Product, indexed: str) -> None:
    turn = await finish(product, indexed, "What does greet do?")
    await finish(product, indexed, "And greet_all?", turn.conversation_id)
    address = f"/conversations/{turn.conversation_id}"
    last = (await product.client.get(address, params={"limit": 1})).json()
    first = (await product.client.get(address, params={"limit": 1, "before": last["next_before"]})).json()
    assert [each["turns"][0]["position"] for each in (last, first)] == [2, 1]
    assert first["next_before"] is None


async def test_a_conversation_is_made_renamed_shared_and_deleted(idle: Product) -> None:
    made = await idle.client.post("/conversations", json={"title": "Mine"})
    address = f"/conversations/{made.json()['id']}"
    changed = await idle.client.patch(address, json={"title": "Ours", "is_shared": True})
    unchanged = await idle.client.patch(address, json={})
    deleted = await idle.client.delete(address)
    gone = await idle.client.get(address)
    assert (made.status_code, deleted.status_code, gone.status_code) == (201, 204, 404)
    assert (changed.json()["title"], changed.json()["is_shared"]) == ("Ours", True)
    assert unchanged.json() == changed.json()


async def test_the_list_is_searched_and_goes_on_where_it_stopped(idle: Product) -> None:
    for title in ("alpha one", "beta", "alpha two", "alpha three"):
        await idle.client.post("/conversations", json={"title": title})
    first = (await idle.client.get("/conversations", params={"text": "ALPHA", "limit": 2})).json()
    params = {"text": "ALPHA", "limit": 2, "after": first["next_after"]}
    second = (await idle.client.get("/conversations", params=params)).json()
    assert [each["title"] for each in first["conversations"]] == ["alpha three", "alpha two"]
    assert [each["title"] for each in second["conversations"]] == ["alpha one"]
    assert second["next_after"] is None


@pytest.mark.parametrize("after", ["x", "====", "MjAyNA==", "MjAyNC0wMS0wMSBhYmM=", "\u2603"])
async def test_a_place_that_no_list_gave_out_is_refused(idle: Product, after: str) -> None:
    answer = await idle.client.get("/conversations", params={"after": after})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")


@pytest.mark.parametrize("change", [{"title": ""}, {"title": "x" * 201}, {"title": "a\0b"}, {"owner": "ben"}])
async def test_a_change_that_cannot_be_is_refused(idle: Product, change: dict[str, str]) -> None:
    made = (await idle.client.post("/conversations", json={})).json()
    answer = await idle.client.patch(f"/conversations/{made['id']}", json=change)
    assert answer.status_code in {413, 422}
