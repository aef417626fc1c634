"""Nobody gets further without saying who they are, whatever the route."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from repochat.accounts import LOCAL_TENANT_ID
from repochat.accounts.limits import LIMITS
from repochat.accounts.local_token import replace_local_token
from repochat.api import create_app
from repochat.api.login_cookie import render_cookie
from repochat.core.errors import ForbiddenError
from tests.api.serving import Product, bearing, build_settings

LOGIN = {"GITHUB_CLIENT_ID": "Iv1", "GITHUB_CLIENT_SECRET": "s", "WEB_SECRET": "x" * 32}
OPEN = {
    "/healthz", "/readyz", "/login/methods", "/webhooks/github", "/webhooks/gitlab", "/artifacts/{address}/{name}",
}  # fmt: skip


@pytest.fixture
async def nobody(idle: Product) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser that keeps cookies and has none."""
    async with httpx.AsyncClient(base_url=idle.address) as client:
        yield client


async def say(product: Product, statement: str) -> None:
    async with product.services.database.write(LOCAL_TENANT_ID) as session:
        await session.execute(text(statement))


async def log_in(product: Product, browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.get("/", params={"token": product.token, "repo": "a b"})


async def test_every_route_is_closed_to_who_does_not_say_who_they_are(idle: Product, nobody: httpx.AsyncClient) -> None:
    """Those of the description, one and all; and what is not there tells nothing of that either."""
    described = (await idle.client.get("/openapi.json")).json()["paths"]
    routes = [(method.upper(), path) for path, methods in described.items() for method in methods if path not in OPEN]
    assert len(routes) > 30
    others = [("POST", "/mcp"), ("GET", "/openapi.json"), ("GET", "/nothing"), ("GET", "/settings/github-app")]
    for method, path in [*routes, *others]:
        answer = await nobody.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"].startswith("Bearer")
        error = answer.json()["error"]
        assert "repochat token" in error.get("hint", error["message"])


async def test_pages_health_and_the_ways_in_are_open(nobody: httpx.AsyncClient) -> None:
    for path in ("/", "/healthz", "/readyz", "/login/methods"):
        assert (await nobody.get(path)).status_code == 200, path
    assert (await nobody.post("/webhooks/github", content=b"{}")).json()["error"]["message"] != ""


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer rcl_wrong", "Bearer rck_wrong", "Bearer \u00fc", "Basic eDp5", "x"]
)
async def test_what_proves_nothing_lets_nobody_in(idle: Product, nobody: httpx.AsyncClient, given: str) -> None:
    """Not even a browser that is logged in: who says who they are is judged by that alone."""
    await log_in(idle, nobody)
    headers = {b"Authorization": given.encode()}
    assert (await nobody.get("/repos", headers=headers)).status_code == 401


async def test_the_printed_address_logs_a_browser_in_and_leaves_no_token_behind(
    idle: Product, nobody: httpx.AsyncClient
) -> None:
    with capture_logs() as logs:
        answer = await log_in(idle, nobody)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?repo=a+b")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert f"Max-Age={LIMITS.login_life_s}" in cookie
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await nobody.get("/me")).json() == {"user_id": None, "name": "local", "role": "owner", "by": "login"}
    assert idle.token not in str(logs)
    assert idle.token not in cookie


async def test_a_wrong_token_leaves_the_address_too_and_lets_nobody_in(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get("/", params={"token": "rcl_wrong"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers
    assert (await nobody.get("/me")).status_code == 401


@pytest.mark.parametrize(
    "end",
    [
        f"UPDATE logins SET seen_at = now() - interval '{LIMITS.login_idle_s + 1} seconds'",  # noqa: S608  SQL of our own
        "UPDATE logins SET ends_at = now() - interval '1 second'",
        "UPDATE logins SET revoked_at = now()",
    ],
)
async def test_a_login_that_was_not_used_or_is_over_or_revoked_lets_nobody_in(
    idle: Product, nobody: httpx.AsyncClient, end: str
) -> None:
    await log_in(idle, nobody)
    assert (await nobody.get("/me")).status_code == 200
    await say(idle, end)
    assert (await nobody.get("/me")).status_code == 401


async def test_a_login_in_use_goes_on(idle: Product, nobody: httpx.AsyncClient) -> None:
    await log_in(idle, nobody)
    await say(idle, f"UPDATE logins SET seen_at = now() - interval '{LIMITS.seen_every_s + 1} seconds'")  # noqa: S608  SQL of our own
    await nobody.get("/me")
    async with idle.services.database.read(LOCAL_TENANT_ID) as session:
        query = text("SELECT now() - seen_at < interval '60 seconds', ends_at > now() FROM logins")
        assert (await session.execute(query)).one() == (True, True)


async def test_who_logs_out_is_out_on_the_server_too(idle: Product, nobody: httpx.AsyncClient) -> None:
    await log_in(idle, nobody)
    kept = "; ".join(f"{name}={value}" for name, value in nobody.cookies.items())
    assert (await nobody.post("/logout")).status_code == 204
    assert (await nobody.get("/me")).status_code == 401
    assert (await nobody.get("/me", headers={"Cookie": kept})).status_code == 401


async def test_another_site_cannot_log_somebody_out(idle: Product, nobody: httpx.AsyncClient) -> None:
    await log_in(idle, nobody)
    assert (await nobody.post("/logout", headers={"Origin": "https://evil.example"})).status_code == 403


async def test_no_token_stands_in_the_database_as_it_is(idle: Product, nobody: httpx.AsyncClient) -> None:
    await log_in(idle, nobody)
    (cookie,) = nobody.cookies.values()
    key = (await idle.client.post("/keys", json={"name": "agent"})).json()["key"]
    async with idle.services.database.read(LOCAL_TENANT_ID) as session:
        rows = [await session.execute(text(f"SELECT * FROM {table}")) for table in ("logins", "api_keys")]  # noqa: S608  SQL of our own
        kept = str([row for found in rows for row in found.all()])
    assert cookie not in kept
    assert key not in kept


async def test_a_key_is_shown_once_used_and_revoked(idle: Product, nobody: httpx.AsyncClient) -> None:
    made = (await idle.client.post("/keys", json={"name": " my  agent "})).json()
    assert made["key"].endswith(made["ending"])
    headers = bearing(made["key"])
    assert (await nobody.get("/me", headers=headers)).json()["by"] == "key"
    (listed,) = (await idle.client.get("/keys")).json()["keys"]
    assert (listed["name"], "key" in listed, listed["used_at"] is None) == ("my agent", False, False)
    assert (await idle.client.delete(f"/keys/{made['id']}")).status_code == 204
    assert (await nobody.get("/me", headers=headers)).status_code == 401
    assert (await idle.client.delete(f"/keys/{made['id']}")).status_code == 404
    assert (await idle.client.get("/keys")).json() == {"keys": []}


async def test_a_new_local_token_counts_at_once_and_the_old_one_no_more(idle: Product) -> None:
    new = replace_local_token(idle.services.home)
    assert (await idle.client.get("/me")).status_code == 401
    assert (await idle.client.get("/me", headers=bearing(new))).status_code == 200


async def test_openai_clients_get_the_refusal_in_their_shape(nobody: httpx.AsyncClient) -> None:
    error = (await nobody.get("/v1/models")).json()["error"]
    assert (error["type"], "repochat token" in error["message"]) == ("permission_error", True)


def test_off_this_machine_the_cookie_is_bound_to_its_host_and_to_https() -> None:
    cookie = render_cookie("repochat", "t", "code.example.org")
    assert cookie.startswith("__Host-repochat=t; Path=/;")
    assert cookie.endswith("Secure")
    assert "Domain" not in cookie


def test_two_servers_of_one_machine_do_not_share_a_cookie() -> None:
    names = {render_cookie("repochat", "t", f"127.0.0.1:{port}").partition("=")[0] for port in (8000, 8001)}
    assert len(names) == 2


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, "no login"),
        ({"GITHUB_CLIENT_ID": "Iv1", "GITHUB_CLIENT_SECRET": "s"}, "WEB_SECRET"),
        (LOGIN, "WEB_URL"),
        ({**LOGIN, "WEB_URL": "http://code.example.org"}, "WEB_URL"),
    ],
)
def test_an_api_that_others_can_reach_needs_a_login_a_secret_and_https(
    tmp_path: Path, env: dict[str, str], missing: str
) -> None:
    with pytest.raises(ForbiddenError, match=missing):
        create_app(build_settings(tmp_path, API_HOST="192.168.1.4", **env))


def test_an_api_with_all_of_these_may_be_reached(tmp_path: Path) -> None:
    env = {**LOGIN, "WEB_URL": "https://code.example.org", "API_HOST": "192.168.1.4"}
    assert create_app(build_settings(tmp_path, **env)).title == "repochat"
