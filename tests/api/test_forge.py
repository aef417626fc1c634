"""Picking a repository from what the forge shows."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from repochat.core.database import Database
from repochat.forge.testing import GitHubServer, run_github_server
from tests.api.github import Hosted, hosted
from tests.api.serving import build_settings, serving

FILES = {"README.md": b"# hello\n"}


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    async with hosted(database, tmp_path) as world:
        yield world


def fill(github: GitHubServer) -> None:
    """Ada has three, one of them private; another person's is not hers to see."""
    github.do.add_repository("ada/engine", files=FILES).description = "Computes numbers"
    github.do.add_repository("ada/secret", files=FILES, is_private=True)
    github.do.add_repository("ada/notes", files=FILES).description = "About the engine"
    github.do.add_repository("bob/hidden", files=FILES, is_private=True)


async def pick(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get("/forge/repositories", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(found: dict[str, Any]) -> list[str]:
    return [each["full_name"] for each in found["repositories"]]


async def test_who_logged_in_picks_from_what_their_own_token_sees(world: Hosted) -> None:
    fill(world.github)
    world.github.do.install(world.app.app_id, "ada", ["ada/secret"])
    ada = await world.log_in("ada")
    found = await pick(ada)
    assert found["source"] == "login"
    assert sorted(names(found)) == ["ada/engine", "ada/notes", "ada/secret"]
    private = {each["full_name"]: each["is_private"] for each in found["repositories"]}
    assert private == {"ada/engine": False, "ada/notes": False, "ada/secret": True}
    assert found["hint"] == ""


async def test_a_search_puts_names_before_descriptions_and_asks_the_forge_once(world: Hosted) -> None:
    fill(world.github)
    ada = await world.log_in("ada")
    before = count_listings(world.github)
    assert names(await pick(ada, q="engine")) == ["ada/engine", "ada/notes"]
    assert names(await pick(ada, q="ENG numb")) == ["ada/engine"]
    assert names(await pick(ada, q="nothing like it")) == []
    assert count_listings(world.github) - before == 1


async def test_the_list_is_paged_without_gaps(world: Hosted) -> None:
    fill(world.github)
    ada = await world.log_in("ada")
    whole = names(await pick(ada))
    first = await pick(ada, limit=1)
    rest = await pick(ada, limit=1, after=first["next_after"])
    assert names(first) + names(rest) == whole
    assert rest["next_after"] is None
    refused = await ada.get("/forge/repositories", params={"after": "no/such"})
    assert refused.status_code == 422


async def test_what_is_connected_is_marked(world: Hosted) -> None:
    fill(world.github)
    client = world.product.client
    connected = await client.post("/repos", json={"source": f"{world.github.url}/ada/engine"})
    assert connected.status_code == 201, connected.text
    found = await pick(await world.log_in("ada"))
    assert [each["full_name"] for each in found["repositories"] if each["is_connected"]] == ["ada/engine"]


async def test_without_a_login_the_list_is_empty_and_says_how_to_get_one(world: Hosted) -> None:
    found = await pick(world.product.client)
    assert (found["source"], found["repositories"]) == (None, [])
    assert "Log in with GitHub" in found["hint"]


async def test_the_owner_of_this_machine_picks_from_the_apps_installations(database: Database, tmp_path: Path) -> None:
    with run_github_server() as github:
        fill(github)
        app = github.do.add_app()
        github.do.install(app.app_id, "ada", ["ada/engine", "ada/secret"])
        suspended = github.do.install(app.app_id, "bob", ["bob/hidden"])
        github.do.suspend(suspended.installation_id)
        key = app.private_key.get_secret_value()
        env = {"GITHUB_URL": github.url, "GITHUB_APP_ID": str(app.app_id), "GITHUB_APP_PRIVATE_KEY": key}
        async with serving(database, build_settings(tmp_path / "home", **env), with_worker=False) as product:
            found = await pick(product.client)
            assert found["source"] == "app"
            assert sorted(names(found)) == ["ada/engine", "ada/secret"]


def count_listings(github: GitHubServer) -> int:
    return sum(request.path.split("?")[0].endswith("/repos") for request in github.received)
