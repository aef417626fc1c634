"""The audit log by what was done, by whom and when."""

from typing import Any

from tests.api.serving import Product


async def list_audit(product: Product, **query: Any) -> list[str]:
    answer = await product.client.get("/audit", params=query)
    assert answer.status_code == 200, answer.text
    return [entry["action"] for entry in answer.json()["entries"]]


async def test_the_log_is_filtered_by_action_area_actor_and_time_and_paged(idle: Product) -> None:
    client = idle.client
    key = (await client.post("/keys", json={"name": "agent"})).json()
    await client.put("/settings/kill-switch", json={"on": True})
    await client.delete(f"/keys/{key['id']}")
    entries = (await client.get("/audit")).json()["entries"]
    assert [entry["action"] for entry in entries] == ["key.revoked", "kill_switch.on", "key.created"]
    assert await list_audit(idle, action="key") == ["key.revoked", "key.created"]
    assert await list_audit(idle, action="key.created") == ["key.created"]
    assert await list_audit(idle, action="k%") == []
    assert await list_audit(idle, actor="local", action="kill_switch") == ["kill_switch.on"]
    assert await list_audit(idle, actor="nobody") == []
    middle = entries[1]["created_at"]
    assert await list_audit(idle, since=middle) == ["key.revoked", "kill_switch.on"]
    assert await list_audit(idle, until=middle) == ["key.created"]
    assert await list_audit(idle, action="key", limit=1, before=entries[0]["id"]) == ["key.created"]
    assert (await client.get("/audit", params={"since": "yesterday"})).status_code == 422
    words = (await client.get("/audit/words")).json()
    assert words == {"actions": ["key.created", "key.revoked", "kill_switch.on"], "actors": ["local"]}
