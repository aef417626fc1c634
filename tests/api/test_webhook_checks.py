"""How a repository's webhooks fare, and the test of them, beside a GitHub of this machine."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from repochat.accounts import local_viewer
from repochat.core.database import Database
from repochat.forge.testing.world import HookRecord
from repochat.indexing.connect import find_repo
from repochat.workspace.webhook_trial import WebhookTrial
from tests.api.github import Hosted, hosted
from tests.api.hooks import SECRET
from tests.api.serving import Product

NAME = "ann/one"


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    """With a worker, and a repository that is `ann/one` of the local GitHub."""
    async with hosted(database, tmp_path, with_worker=True, env={"GITHUB_WEBHOOK_SECRET": SECRET}) as world:
        world.github.do.add_repository(NAME, files={"a.py": b"A = 1\n"})
        await world.product.client.post("/repos", json={"source": f"{world.github.url}/{NAME}.git", "name": NAME})
        await world.link(NAME, NAME)
        yield world


async def store_token(world: Hosted) -> None:
    token = world.github.do.create_token("ann", ("repo",)).get_secret_value()
    stored = await world.product.client.put(f"/repos/{NAME}/credential", json={"token": token})
    assert stored.status_code == 200, stored.text


def add_hook(world: Hosted, url: str, secret: str = SECRET) -> None:
    hook = HookRecord(hook_id=77, url=url, secret=secret, events=("push",))
    world.github.do.get_repository(NAME).hooks[hook.hook_id] = hook


async def try_out(product: Product, repo: str = NAME) -> dict[str, dict[str, Any]]:
    answer = await product.client.post("/settings/webhooks/test", json={"repo": repo})
    assert answer.status_code == 200, answer.text
    return {step["name"]: step for step in answer.json()["steps"]}


async def test_a_signed_ping_of_ours_and_one_of_the_forge_arrive_and_a_worker_acts(world: Hosted) -> None:
    await store_token(world)
    add_hook(world, f"{world.product.address}/webhooks/github")
    steps = await try_out(world.product)
    assert {name: step["state"] for name, step in steps.items()} == {"own": "ok", "worker": "ok", "forge": "ok"}
    assert all(step["at"] for step in steps.values())
    health = (await world.product.client.get(f"/repos/{NAME}/webhooks")).json()
    assert (health["full_name"], health["secrets"], health["deliveries"]) == (NAME, 1, 2)
    assert health["last_ping_at"] == steps["forge"]["at"]
    assert health["url"] == f"{world.product.address}/webhooks/github"
    entry = (await world.product.client.get("/audit")).json()["entries"][0]
    assert (entry["action"], entry["detail"]["forge"]) == ("webhook.tested", "ok")


async def test_without_a_hook_that_leads_here_it_says_how_to_add_one(world: Hosted) -> None:
    await store_token(world)
    add_hook(world, "https://elsewhere.example/webhooks/github")
    forge = (await try_out(world.product))["forge"]
    assert forge["state"] == "skipped"
    assert f"payload URL {world.product.address}/webhooks/github" in forge["hint"]


async def test_without_the_right_to_see_hooks_the_forge_is_not_blamed(world: Hosted) -> None:
    steps = await try_out(world.product)
    assert (steps["own"]["state"], steps["forge"]["state"]) == ("ok", "skipped")
    assert steps["forge"]["hint"]


async def test_only_an_owner_may_test(world: Hosted) -> None:
    await world.log_in("ada")
    world.github.do.set_role(NAME, "bob", "read")
    bob = await world.log_in("bob")
    assert (await bob.post("/settings/webhooks/test", json={"repo": NAME})).status_code == 403


async def test_without_a_secret_nothing_is_sent_and_it_says_what_to_set(idle: Product) -> None:
    repo = (await idle.client.post("/repos", json={"source": "https://github.com/ann/one"})).json()["name"]
    steps = await try_out(idle, repo)
    assert [(step["name"], step["state"]) for step in steps.values()] == [("own", "failed")]
    assert "GITHUB_WEBHOOK_SECRET" in steps["own"]["hint"]
    advice = (await idle.client.get(f"/repos/{repo}/webhooks")).json()["advice"]
    assert [each["message"] for each in advice] == [
        "No webhook secret is set, so every webhook is refused.",
        "A forge cannot reach this machine.",
        "Its place on GitHub is not known.",
    ]


async def test_a_public_address_that_leads_elsewhere_is_told(database: Database, tmp_path: Path) -> None:
    """WEB_URL is the forge's own: something answers there, but not us."""
    async with hosted(database, tmp_path, env={"GITHUB_WEBHOOK_SECRET": SECRET}) as world:
        client = world.product.client
        repo = (await client.post("/repos", json={"source": "https://github.com/ann/one"})).json()["name"]
        found = await find_repo(world.product.services.database, local_viewer(), repo)
        for base, said in ((world.github.url, "answered 404"), ("http://127.0.0.1:9", "Nobody answers at")):
            (step,) = await WebhookTrial(world.product.services.resources, local_viewer(), found, base).run()
            assert (step.name, step.state) == ("own", "failed")
            assert said in step.message
            assert "WEB_URL" in step.hint
