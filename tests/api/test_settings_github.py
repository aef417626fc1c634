"""A GitHub App of one's own, what GitHub is asked for, and credentials of single repositories."""

import html
import json
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID
from repochat.core.database import Database
from tests.api.github import Hosted, hosted
from tests.api.serving import Product
from tests.git.repositories import Repository

WEB_URL = "https://code.example.org"
SOURCE = "https://gitlab.com/ann/private"
TOKEN = "glpat_of_this_repository"
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    """Reachable from GitHub, so that an App is told of pushes."""
    async with hosted(database, tmp_path, env={"WEB_SECRET": "x" * 32, "WEB_URL": WEB_URL}) as world:
        yield world


async def begin(world: Hosted, client: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    """What the page posts, and where."""
    page = await client.get("/settings/github-app")
    assert page.status_code == 200, page.text
    assert f"form-action 'self' {world.github.address.url}" in page.headers["content-security-policy"]
    url, manifest = re.findall(r'action="([^"]+)"|name="manifest" value="([^"]+)"', page.text)
    return html.unescape(url[0]), json.loads(html.unescape(manifest[1]))


async def post(url: str, manifest: dict[str, Any]) -> httpx.URL:
    """As the browser does: where it is sent back."""
    async with httpx.AsyncClient() as browser:
        form = urlencode({"manifest": json.dumps(manifest)})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return httpx.URL((await browser.post(url, content=form, headers=kind)).headers["location"])


async def finish(client: httpx.AsyncClient, address: httpx.URL) -> httpx.Response:
    return await client.get("/settings/github-app/callback", params=dict(address.params))


async def test_an_app_is_made_in_two_clicks_and_its_secrets_are_sealed(world: Hosted) -> None:
    client = world.product.client
    url, manifest = await begin(world, client)
    assert manifest["default_permissions"] == {"metadata": "read", "contents": "read", "pull_requests": "read"}
    assert manifest["hook_attributes"]["url"] == f"{WEB_URL}/webhooks/github"
    made = await finish(client, await post(url, manifest))
    assert made.status_code == 303
    settings = (await client.get("/settings/github")).json()
    assert (settings["app"]["source"], settings["app"]["install_url"]) == ("made", made.headers["location"])
    assert settings["webhook_secrets"] == 1
    async with world.product.services.database.read(LOCAL_TENANT_ID) as session:
        kept = str((await session.execute(text("SELECT encode(sealed, 'escape'), * FROM forge_apps"))).all())
        assert "github_app.made" in str((await session.execute(text("SELECT action FROM audit_log"))).all())
    assert "PRIVATE KEY" not in kept
    assert (await client.delete("/settings/github-app")).status_code == 204
    assert (await client.get("/settings/github")).json()["app"] is None


async def test_a_return_that_nobody_began_or_that_was_used_before_makes_no_app(world: Hosted) -> None:
    client = world.product.client
    address = await post(*await begin(world, client))
    assert (await finish(client, address.copy_set_param("state", "forged"))).status_code == 403
    ada = await world.log_in("ada")
    assert (await finish(ada, address)).status_code == 403
    assert (await finish(client, address)).status_code == 303
    assert (await finish(client, address)).status_code == 403


async def test_only_an_owner_makes_or_forgets_an_app(world: Hosted) -> None:
    await world.log_in("ada")
    world.github.do.add_repository("ada/secret", is_private=True)
    world.github.do.set_role("ada/secret", "bob", "read")
    world.github.do.install(world.app.app_id, "ada", ["ada/secret"])
    await world.product.client.post("/repos", json={"source": SOURCE, "name": "secret"})
    await world.link("secret", "ada/secret")
    bob = await world.log_in("bob")
    assert (await bob.get("/settings/github-app")).status_code == 403
    assert (await bob.delete("/settings/github-app")).status_code == 403
    settings = (await bob.get("/settings/github")).json()
    assert (settings["is_owner"], settings["scopes"]) == (False, [])
    lacking = {need["feature"]: need["lacking"] for need in settings["needs"]}
    assert (lacking["login"], lacking["private_repositories"]) == ([], ["repo"])


async def test_a_credential_is_stored_shown_by_its_kind_alone_and_forgotten(idle: Product) -> None:
    client = idle.client
    repo = (await client.post("/repos", json={"source": SOURCE})).json()["name"]
    path = f"/repos/{repo}/credential"
    assert (await client.get(path)).json() == {"credential": None}
    stored = await client.put(path, json={"token": TOKEN, "username": "ann"})
    assert (stored.status_code, stored.json()["kind"], stored.json()["stored_by"]) == (200, "token", "local")
    shown = await client.get(path)
    assert TOKEN not in stored.text + shown.text
    assert shown.json()["credential"]["kind"] == "token"
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).status_code == 404
    actions = [entry["action"] for entry in (await client.get("/audit")).json()["entries"]]
    assert actions[:2] == ["credential.removed", "credential.stored"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"token": ""},
        {"token": "a\nb"},
        {"token": TOKEN, "private_key": KEY},
        {"private_key": KEY},
        {"private_key": "no key"},
    ],
)
async def test_what_cannot_be_a_credential_is_refused_and_not_repeated(idle: Product, given: dict[str, str]) -> None:
    repo = (await idle.client.post("/repos", json={"source": SOURCE})).json()["name"]
    refused = await idle.client.put(f"/repos/{repo}/credential", json=given)
    assert refused.status_code == 422
    assert not any(value and value in refused.text for value in given.values())


async def test_only_an_administrator_of_a_repository_decides_how_it_is_fetched(
    world: Hosted, repository: Repository
) -> None:
    await world.log_in("ada")
    world.github.do.add_repository("bob/secret", is_private=True)
    world.github.do.set_role("bob/secret", "eve", "write")
    world.github.do.install(world.app.app_id, "bob", ["bob/secret"])
    await world.product.client.post("/repos", json={"source": "https://github.com/bob/secret", "name": "secret"})
    await world.link("secret", "bob/secret")
    bob, eve = await world.log_in("bob"), await world.log_in("eve")
    refused = await eve.put("/repos/secret/credential", json={"token": TOKEN})
    assert refused.status_code == 403
    allowed = await bob.put("/repos/secret/credential", json={"token": TOKEN})
    assert (allowed.status_code, allowed.json()["stored_by"]) == (200, "bob")
