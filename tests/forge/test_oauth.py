"""Logging in through a forge: to its page and back, with PKCE."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from repochat.core.errors import ForbiddenError, InvalidError, UnavailableError
from repochat.forge.failures import TokenRevokedError
from repochat.forge.installations import list_user_installation_repositories, list_user_installations
from repochat.forge.oauth import (
    LoginStart,
    OAuthApp,
    OAuthToken,
    begin_login,
    finish_login,
    refresh_login,
    verify_state,
)
from repochat.forge.people import get_user
from repochat.forge.testing import GitHubServer, RegisteredApp
from tests.forge.conftest import Connections

RETURN = "http://127.0.0.1:8000/login/github/return"


@pytest.fixture
def app(github: GitHubServer) -> RegisteredApp:
    github.do.add_user("ada")
    github.visitor = "ada"
    return github.do.add_app(redirect_uris=(RETURN,))


def app_of(registered: RegisteredApp) -> OAuthApp:
    return OAuthApp(client_id=registered.client_id, client_secret=registered.client_secret)


async def log_in(github: GitHubServer, registered: RegisteredApp, *scopes: str) -> OAuthToken:
    start = begin_login(github.address, registered.client_id, RETURN, scopes)
    return await finish(github, registered, start, visit(github, start)["code"])


def visit(github: GitHubServer, start: LoginStart) -> dict[str, str]:
    """What the browser brings back."""
    returned = httpx.URL(github.open_page(start.url))
    assert str(returned).startswith(RETURN)
    assert verify_state(start.state, returned.params["state"])
    return dict(returned.params)


async def finish(
    github: GitHubServer, registered: RegisteredApp, start: LoginStart, code: str, redirect_uri: str = RETURN
) -> OAuthToken:
    return await finish_login(
        github.address, app_of(registered), code=code, verifier=start.verifier, redirect_uri=redirect_uri
    )


async def test_a_login_tells_whose_it_is_and_lasts_eight_hours(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    token = await log_in(github, app)
    async with connections.with_token(token.token) as client:
        assert (await get_user(client)).login == "ada"
    assert token.expires_at is not None
    assert abs(token.expires_at - datetime.now(UTC) - timedelta(hours=8)) < timedelta(minutes=1)
    assert token.token.get_secret_value() not in repr(token)


async def test_an_oauth_apps_login_has_scopes_and_no_end(github: GitHubServer, app: RegisteredApp) -> None:
    oauth = github.do.add_app("classic", redirect_uris=(RETURN,), is_oauth_only=True)
    token = await log_in(github, oauth, "repo", "write:repo_hook")
    assert token.scopes == ("repo", "write:repo_hook")
    assert (token.expires_at, token.refresh_token) == (None, None)


def test_no_two_logins_share_a_secret_and_the_verifier_does_not_travel(github: GitHubServer) -> None:
    one, other = (begin_login(github.address, "id", RETURN) for _ in range(2))
    assert one.state != other.state
    assert one.verifier != other.verifier
    assert one.verifier.get_secret_value() not in one.url
    assert "code_challenge_method=S256" in one.url
    assert "scope" not in one.url
    assert 43 <= len(one.verifier.get_secret_value()) <= 128


@pytest.mark.parametrize("given", [None, "", "another", "é"])
def test_a_return_that_this_browser_did_not_begin_is_told(given: str | None) -> None:
    assert not verify_state("expected", given)
    assert not verify_state("", given)


async def test_a_stolen_code_is_worth_nothing_without_its_verifier(github: GitHubServer, app: RegisteredApp) -> None:
    code = visit(github, begin_login(github.address, app.client_id, RETURN))["code"]
    thief = begin_login(github.address, app.client_id, RETURN)
    with pytest.raises(ForbiddenError, match="did not confirm"):
        await finish(github, app, thief, code)


async def test_a_code_is_good_once(github: GitHubServer, app: RegisteredApp) -> None:
    start = begin_login(github.address, app.client_id, RETURN)
    code = visit(github, start)["code"]
    await finish(github, app, start, code)
    with pytest.raises(ForbiddenError):
        await finish(github, app, start, code)


async def test_a_person_who_refuses_comes_back_without_a_code(github: GitHubServer, app: RegisteredApp) -> None:
    github.visitor = None
    returned = visit(github, begin_login(github.address, app.client_id, RETURN))
    assert returned["error"] == "access_denied"
    assert "code" not in returned


async def test_wrong_settings_are_told_apart_from_a_failed_login(github: GitHubServer, app: RegisteredApp) -> None:
    start = begin_login(github.address, app.client_id, RETURN)
    code = visit(github, start)["code"]
    with pytest.raises(InvalidError, match="redirect_uri_mismatch"):
        await finish(github, app, start, code, redirect_uri="http://127.0.0.1:8000/elsewhere")
    wrong = OAuthApp(client_id=app.client_id, client_secret=SecretStr("hunter2"))
    with pytest.raises(InvalidError, match="incorrect_client_credentials") as caught:
        await finish_login(github.address, wrong, code=code, verifier=start.verifier, redirect_uri=RETURN)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


async def test_a_login_is_renewed_once_by_its_refresh_token(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    old = await log_in(github, app)
    assert old.refresh_token is not None
    new = await refresh_login(github.address, app_of(app), old.refresh_token)
    async with connections.with_token(new.token) as client:
        assert (await get_user(client)).login == "ada"
    with pytest.raises(TokenRevokedError):
        await refresh_login(github.address, app_of(app), old.refresh_token)
    async with connections.with_token(old.token) as client:
        with pytest.raises(TokenRevokedError):
            await get_user(client)


async def test_a_login_through_an_app_sees_what_both_may_see(
    github: GitHubServer, connections: Connections, app: RegisteredApp
) -> None:
    for name in ("ada/engine", "ada/notes", "grace/cobol"):
        github.do.add_repository(name, is_private=True)
    mine = github.do.install(app.app_id, "ada", ["ada/engine"])
    github.do.install(app.app_id, "grace", ["grace/cobol"])
    token = await log_in(github, app)
    async with connections.with_token(token.token) as client:
        (installation,) = (await list_user_installations(client)).items
        assert installation.installation_id == mine.installation_id
        listing = await list_user_installation_repositories(client, mine.installation_id)
    assert [(found.full_name, found.permission) for found in listing.items] == [("ada/engine", "admin")]


async def test_a_forge_that_is_away_does_not_spend_the_code_twice(github: GitHubServer, app: RegisteredApp) -> None:
    start = begin_login(github.address, app.client_id, RETURN)
    code = visit(github, start)["code"]
    github.switches.outage = "hang_up"
    asked = len(github.received)
    with pytest.raises(UnavailableError):
        await finish(github, app, start, code)
    assert len(github.received) == asked + 1
