"""Who is in: seen by all, changed by owners, on record."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from repochat.core.database import Database
from tests.api.github import Hosted, hosted
from tests.api.serving import bearing


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    async with hosted(database, tmp_path) as world:
        yield world


async def read(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    return {member["login"]: member for member in (await client.get("/members")).json()["members"]}


async def test_everybody_sees_who_is_in_and_only_an_owner_changes_it(world: Hosted) -> None:
    ada, bob = await world.log_in("ada"), await world.log_in("bob")
    members = await read(bob)
    assert {login: (each["role"], each["logins"], each["keys"]) for login, each in members.items()} == {
        "ada": ("owner", 1, 0),
        "bob": ("member", 1, 0),
    }
    path = f"/members/{members['ada']['id']}"
    assert (await bob.patch(path, json={"role": "member"})).status_code == 403
    assert (await bob.delete(path)).status_code == 403
    assert (await ada.patch(f"/members/{members['bob']['id']}", json={"role": "owner"})).status_code == 200
    assert (await bob.get("/me")).json()["role"] == "owner"
    entry = (await ada.get("/audit")).json()["entries"][0]
    assert (entry["action"], entry["actor"], entry["subject"], entry["detail"]["role"]) == (
        "member.role_changed",
        "ada",
        "bob",
        "owner",
    )


async def test_the_last_owner_stays_one_and_stays(world: Hosted) -> None:
    await world.log_in("ada")
    bob = await world.log_in("bob")
    client = world.product.client
    members = await read(client)
    path = f"/members/{members['ada']['id']}"
    for refused in (await client.patch(path, json={"role": "member"}), await client.delete(path)):
        assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "conflict")
        assert "last owner" in refused.json()["error"]["message"]
    await client.patch(f"/members/{members['bob']['id']}", json={"role": "owner"})
    assert (await bob.delete(path)).status_code == 200
    assert list(await read(client)) == ["bob"]


async def test_the_logins_and_keys_of_who_is_removed_stop_at_once(world: Hosted) -> None:
    ada, bob = await world.log_in("ada"), await world.log_in("bob")
    key = (await bob.post("/keys", json={"name": "agent"})).json()["key"]
    async with httpx.AsyncClient(base_url=world.product.address, headers=bearing(key)) as program:
        assert (await program.get("/me")).json()["name"] == "bob"
        bob_id = (await read(ada))["bob"]["id"]
        assert (await ada.delete(f"/members/{bob_id}")).status_code == 200
        assert [(await each.get("/me")).status_code for each in (bob, program)] == [401, 401]
    assert (await ada.delete(f"/members/{bob_id}")).status_code == 404
    assert (await ada.get("/audit")).json()["entries"][0]["action"] == "member.removed"
