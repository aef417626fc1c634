"""GitHub Apps: made from a manifest, proving themselves, and acting where they are installed."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, InvalidError, NotFoundError
from repochat.forge import AppCredential, ForgeAddress, InstallationCredential
from repochat.forge.app import AppPlan, build_manifest, convert_manifest
from repochat.forge.client import GitHubClient
from repochat.forge.failures import TokenRevokedError
from repochat.forge.installation_tokens import InstallationTokens
from repochat.forge.installations import (
    get_installation,
    list_installation_repositories,
    list_installations,
)
from repochat.forge.repositories import get_repository
from repochat.forge.testing import GitHubServer, RegisteredApp
from tests.forge.conftest import Connections

PLAN = AppPlan(
    name="repochat of Ada",
    web_url="http://127.0.0.1:8000",
    redirect_url="http://127.0.0.1:8000/app/made",
    callback_urls=("http://127.0.0.1:8000/login/github/return",),
    hook_url="https://hooks.example.com/webhooks/github",
)


@pytest.fixture
def app(github: GitHubServer) -> RegisteredApp:
    for name in ("ada/engine", "ada/notes"):
        github.do.add_repository(name, files={"a": b"a"}, is_private=True)
    return github.do.add_app()


def install(github: GitHubServer, app: RegisteredApp) -> InstallationCredential:
    installed = github.do.install(app.app_id, "ada", ["ada/engine"])
    return InstallationCredential(
        app_id=app.app_id, private_key=app.private_key, installation_id=installed.installation_id
    )


def count_tokens(github: GitHubServer) -> int:
    return sum(request.path.endswith("/access_tokens") for request in github.received)


async def test_an_app_is_made_from_its_manifest_with_all_its_secrets(github: GitHubServer) -> None:
    form = {"manifest": json.dumps(build_manifest(PLAN))}
    async with httpx.AsyncClient() as browser:
        page = await browser.post(f"{github.address.manifest_url()}?state=abc", data=form)
    returned = httpx.URL(page.headers["location"])
    assert (str(returned).partition("?")[0], returned.params["state"]) == (PLAN.redirect_url, "abc")
    made = await convert_manifest(github.address, returned.params["code"])
    assert made.webhook_secret is not None
    async with GitHubClient(github.address, made.credential) as client:
        assert (await list_installations(client)).items == ()
    assert "PRIVATE" not in repr(made)
    with pytest.raises(ForbiddenError, match="does not know this new App"):
        await convert_manifest(github.address, returned.params["code"])


async def test_a_code_that_smuggles_a_path_reaches_nobody(github: GitHubServer) -> None:
    with pytest.raises(ForbiddenError):
        await convert_manifest(github.address, "../../user")
    assert github.received == []


def test_a_manifest_asks_for_no_more_than_its_features_need() -> None:
    manifest = build_manifest(PLAN)
    assert manifest["default_permissions"] == {"metadata": "read", "contents": "read", "pull_requests": "read"}
    assert manifest["public"] is False
    assert len(manifest["name"]) <= 34
    assert "push" in manifest["default_events"]
    quiet = build_manifest(AppPlan(name="x", web_url="http://a", redirect_url="http://a/b", callback_urls=()))
    assert "hook_attributes" not in quiet


async def test_an_installation_sees_what_its_installer_chose(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    credential = install(github, app)
    async with connections.open(credential) as client:
        assert [found.full_name for found in (await list_installation_repositories(client)).items] == ["ada/engine"]
        with pytest.raises(NotFoundError):
            await get_repository(client, "ada/notes")
        github.do.choose_repositories(credential.installation_id, ["ada/notes"])
        assert (await get_repository(client, "ada/notes")).is_private
    async with connections.open(credential.app) as client:
        (installation,) = (await list_installations(client)).items
        assert installation == await get_installation(client, credential.installation_id)
    assert (installation.account, installation.is_suspended) == ("ada", False)
    assert installation.permissions["contents"] == "read"


async def test_many_callers_share_one_token(github: GitHubServer, app: RegisteredApp) -> None:
    credential, tokens = install(github, app), InstallationTokens()
    async with (
        GitHubClient(github.address, credential, tokens=tokens) as one,
        GitHubClient(github.address, credential, tokens=tokens) as other,
    ):
        await asyncio.gather(*(get_repository(client, "ada/engine") for client in (one, other) * 10))
        assert await one.get_token() == await other.get_token()
    assert count_tokens(github) == 1


class MovableClock:
    """Ours, moved by hand beside the server's."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


def move_time(github: GitHubServer, clock: MovableClock) -> Callable[[float], None]:
    def move(seconds: float) -> None:
        github.do.move_clock(seconds)
        clock.moved += timedelta(seconds=seconds)

    return move


async def test_a_token_is_renewed_before_it_ends(github: GitHubServer, app: RegisteredApp) -> None:
    clock = MovableClock()
    move = move_time(github, clock)
    async with GitHubClient(github.address, install(github, app), clock=clock) as client:
        await get_repository(client, "ada/engine")
        move(3600 - 310)
        await get_repository(client, "ada/engine")
        assert count_tokens(github) == 1
        move(20)
        await get_repository(client, "ada/engine")
    assert count_tokens(github) == 2


async def test_a_token_that_was_thrown_away_is_replaced(github: GitHubServer, app: RegisteredApp) -> None:
    async with GitHubClient(github.address, install(github, app)) as client:
        await get_repository(client, "ada/engine")
        github.do.revoke_all_tokens()
        assert (await get_repository(client, "ada/engine")).full_name == "ada/engine"
    assert count_tokens(github) == 2


async def test_a_token_that_git_was_refused_with_is_replaced_once(github: GitHubServer, app: RegisteredApp) -> None:
    async with GitHubClient(github.address, install(github, app)) as client:
        old = await client.get_token()
        github.do.revoke_all_tokens()
        new = await client.get_token(refused=old)
        assert new != old
        assert await client.get_token(refused=old) == new
    assert count_tokens(github) == 2


@pytest.mark.parametrize("skew_s", [-7200, -90, 90, 7200])
async def test_clocks_that_differ_are_made_up_for(
    github: GitHubServer, connections: Connections, app: RegisteredApp, skew_s: float
) -> None:
    credential = install(github, app)
    github.do.move_clock(skew_s)
    async with connections.open(credential.app) as client:
        assert len((await list_installations(client)).items) == 1
    async with connections.open(credential) as client:
        assert (await get_repository(client, "ada/engine")).full_name == "ada/engine"


async def test_an_uninstalled_or_suspended_app_is_told_so(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    credential = install(github, app)
    async with connections.open(credential) as client:
        await get_repository(client, "ada/engine")
        github.do.suspend(credential.installation_id)
        with pytest.raises(ForbiddenError, match="suspended"):
            await get_repository(client, "ada/engine")
        github.do.uninstall(credential.installation_id)
        with pytest.raises(NotFoundError, match="a token for installation"):
            await get_repository(client, "ada/engine")


async def test_a_key_that_is_not_the_apps_is_refused(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    other = github.do.add_app("another")
    async with connections.open(AppCredential(app_id=app.app_id, private_key=other.private_key)) as client:
        with pytest.raises(TokenRevokedError):
            await list_installations(client)


async def test_what_is_no_key_is_refused_without_being_shown() -> None:
    credential = AppCredential(app_id=1, private_key=SecretStr("-----BEGIN hunter2"))
    async with GitHubClient(ForgeAddress(), credential) as client:
        with pytest.raises(InvalidError, match="private key cannot be read") as caught:
            await list_installations(client)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__
