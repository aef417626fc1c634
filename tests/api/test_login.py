"""Logging in with GitHub, and what a person may see after it."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from repochat.accounts import LOCAL_TENANT_ID
from repochat.api.login_github import check_target
from repochat.catalog.access import LIMITS
from repochat.core.database import Database
from tests.api.github import Hosted, hosted
from tests.git.repositories import Repository

PRIVATE = "ada/secret"


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    async with hosted(database, tmp_path) as world:
        yield world


@pytest.fixture
async def working(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    """With a worker, so that repositories can be indexed."""
    async with hosted(database, tmp_path, with_worker=True) as world:
        yield world


async def say(world: Hosted, statement: str) -> None:
    async with world.product.services.database.write(LOCAL_TENANT_ID) as session:
        await session.execute(text(statement))


async def grow_old(world: Hosted) -> None:
    """What GitHub said of people was said so long ago that it has to be asked again."""
    ages = f"access_checked_at = now() - interval '{LIMITS.fresh_s + 1} seconds', access_tried_at = NULL"
    await say(world, f"UPDATE users SET {ages}")  # noqa: S608  SQL of our own


async def read_error(browser: httpx.AsyncClient, address: str) -> str:
    """Why whoever came back was sent to the page of the way in."""
    answer = await browser.get(address)
    assert answer.status_code == 303
    assert "/?login_error=" in answer.headers["location"]
    assert (await browser.get("/me")).status_code == 401
    return httpx.URL(f"http://x{answer.headers['location']}").params["login_error"]


async def test_a_person_logs_in_and_comes_to_where_they_were_going(world: Hosted) -> None:
    browser = world.open_browser()
    entered = await browser.get(await world.begin(browser, "ada", to="/code?repo=a"))
    assert (entered.status_code, entered.headers["location"]) == (303, "/code?repo=a")
    me = (await browser.get("/me")).json()
    assert (me["name"], me["role"], me["by"]) == ("ada", "owner", "login")
    assert (await (await world.log_in("bob")).get("/me")).json()["role"] == "member"


async def test_a_person_is_known_by_their_number_though_they_change_their_name(world: Hosted) -> None:
    first = (await (await world.log_in("ada")).get("/me")).json()
    account = world.github.do.add_user("ada")
    await say(world, f"UPDATE users SET login = 'old name' WHERE forge_user_id = {account.account_id}")  # noqa: S608  SQL of our own
    again = (await (await world.log_in("ada")).get("/me")).json()
    assert (again["user_id"], again["name"]) == (first["user_id"], "ada")


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}, {"code": "never given"}])
async def test_a_return_that_is_not_the_one_that_was_begun_is_refused(world: Hosted, change: dict[str, str]) -> None:
    browser = world.open_browser()
    address = httpx.URL(await world.begin(browser, "ada")).copy_merge_params(change)
    assert await read_error(browser, str(address))


async def test_a_return_to_another_browser_is_refused(world: Hosted) -> None:
    address = await world.begin(world.open_browser(), "ada")
    assert "begun no login" in await read_error(world.open_browser(), address)


async def test_a_code_is_good_once(world: Hosted) -> None:
    """Even for a browser that brings its cookie again."""
    browser = world.open_browser()
    address = await world.begin(browser, "ada")
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    assert (await browser.get(address)).headers["location"] == "/"
    other = world.open_browser()
    other.headers["Cookie"] = cookie
    assert await read_error(other, address)


async def test_who_refuses_at_github_reads_so(world: Hosted) -> None:
    browser = world.open_browser()
    started = await browser.get("/login/github")
    world.github.visitor = None
    assert await read_error(browser, world.github.open_page(started.headers["location"]))


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\r\nX: y",
    ],
)
async def test_a_login_leads_to_no_other_site(world: Hosted, to: str) -> None:
    assert check_target(to) == "/"
    browser = world.open_browser()
    assert (await browser.get(await world.begin(browser, "ada", to=to))).headers["location"] == "/"


async def test_neither_code_nor_token_nor_verifier_stands_in_a_log_or_in_the_database(world: Hosted) -> None:
    with capture_logs() as logs:
        browser = world.open_browser()
        address = httpx.URL(await world.begin(browser, "ada"))
        await browser.get(str(address))
    async with world.product.services.database.read(LOCAL_TENANT_ID) as session:
        kept = str((await session.execute(text("SELECT encode(sealed, 'escape') FROM user_tokens"))).all())
        audited = str((await session.execute(text("SELECT action, subject, detail FROM audit_log"))).all())
    assert "login.made" in audited
    told = str(logs) + kept + audited
    secrets = [address.params["code"], address.params["state"], *browser.cookies.values()]
    assert [secret for secret in secrets if secret in told] == []


async def test_github_being_down_is_told(world: Hosted) -> None:
    browser = world.open_browser()
    address = await world.begin(browser, "ada")
    world.github.switches.outage = "error"
    assert await read_error(browser, address)


async def test_strangers_are_not_let_in_where_strangers_can_come(database: Database, tmp_path: Path) -> None:
    """The first is the owner; another one has to see a private repository of this place."""
    env = {"WEB_SECRET": "x" * 32, "WEB_URL": "https://code.example.org"}
    async with hosted(database, tmp_path, env=env) as world:
        await world.log_in("ada")
        browser = world.open_browser()
        assert "Nobody has let you in" in await read_error(browser, await world.begin(browser, "eve"))


@pytest.fixture
async def team(working: Hosted, repository: Repository) -> tuple[Hosted, str]:
    """A private repository that Ada owns and Bob may read, indexed by this machine's owner."""
    for login in ("ada", "bob"):
        working.github.do.add_user(login)
    working.github.do.add_repository(PRIVATE, is_private=True)
    working.github.do.set_role(PRIVATE, "bob", "read")
    working.github.do.install(working.app.app_id, "ada", [PRIVATE])
    client = working.product.client
    repo = (await client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    run = (await client.post(f"/index/{repo}/initial")).json()
    await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    await working.link(repo, PRIVATE)
    return working, repo


def list_reads(repo: str) -> list[tuple[str, dict[str, Any]]]:
    """Every way to read of a repository's code, history and settings, by its name."""
    place = {"repo": repo, "path": "src/greetings.py"}
    point = {**place, "line": 1, "column": 1}
    return [
        ("/files/list", {"repo": repo}),
        ("/files/tree", {"repo": repo}),
        ("/files/blame", {**place, "start": 1, "end": 1}),
        ("/files/history", place),
        ("/files/definitions", point),
        ("/files/references", point),
        (f"/index/{repo}/status", {}),
        *(
            (f"/repos/{repo}/{name}", {})
            for name in ("refs", "starters", "thinking", "embedding", "policy", "webhooks")
        ),
        (f"/repos/{repo}/find", {"q": "greet"}),
        (f"/repos/{repo}/diff", {"base": "HEAD", "head": "HEAD"}),
    ]


async def test_a_person_sees_what_github_lets_them_see_by_no_route_more(team: tuple[Hosted, str]) -> None:
    world, repo = team
    ada, eve = await world.log_in("ada"), await world.log_in("eve")
    asked = (await ada.post("/chat", json={"repo": repo, "question": "What does greet do?"})).json()
    turn = (await ada.get("/conversations")).json()["conversations"][0]
    await ada.patch(f"/conversations/{turn['id']}", json={"is_shared": True})
    assert asked["citations"]
    assert [each["name"] for each in (await ada.get("/repos")).json()["repos"]] == [repo]
    assert (await eve.get("/repos")).json() == {"repos": []}
    assert (await eve.get("/conversations")).json()["conversations"] == []
    assert (await eve.get("/index/runs")).json()["runs"] == []
    assert (await eve.get("/overview")).json()["repos"] == []
    assert (await eve.get("/v1/models")).json()["data"] == []
    for path, params in (
        ("/search", {"repo": repo, "q": "greet"}),
        ("/files", {"repo": repo, "path": "src/greetings.py"}),
        (f"/answers/{asked['answer_id']}", {}),
        (f"/answers/{asked['answer_id']}/why", {}),
        (f"/answers/{asked['answer_id']}/export", {}),
        (f"/conversations/{turn['id']}", {}),
        *list_reads(repo),
        (f"/index/{repo}/events", {}),
    ):
        assert (await eve.get(path, params=params)).status_code == 404, path
        assert (await ada.get(path, params=params)).status_code == 200, path
    refused = await eve.post("/chat", json={"repo": repo, "question": "What does greet do?"})
    assert refused.status_code == 404


async def test_a_right_that_is_lost_while_logged_in_takes_effect(team: tuple[Hosted, str]) -> None:
    world, repo = team
    bob = await world.log_in("bob")
    assert [each["name"] for each in (await bob.get("/repos")).json()["repos"]] == [repo]
    world.github.do.set_role(PRIVATE, "bob", None)
    await grow_old(world)
    assert (await bob.get("/repos")).json() == {"repos": []}


async def test_a_right_that_is_given_while_logged_in_takes_effect(team: tuple[Hosted, str]) -> None:
    world, repo = team
    eve = await world.log_in("eve")
    world.github.do.set_role(PRIVATE, "eve", "read")
    await grow_old(world)
    assert [each["name"] for each in (await eve.get("/repos")).json()["repos"]] == [repo]


async def test_who_is_no_longer_vouched_for_sees_nothing_private(team: tuple[Hosted, str]) -> None:
    world, _ = team
    bob = await world.log_in("bob")
    world.github.do.revoke_all_tokens()
    await grow_old(world)
    assert (await bob.get("/repos")).json() == {"repos": []}


async def test_while_github_is_down_its_last_word_counts_for_a_bounded_time(team: tuple[Hosted, str]) -> None:
    world, _ = team
    bob = await world.log_in("bob")
    world.github.switches.outage = "error"
    await grow_old(world)
    assert len((await bob.get("/repos")).json()["repos"]) == 1
    await say(world, f"UPDATE repo_access SET checked_at = now() - interval '{LIMITS.trusted_s + 1} seconds'")  # noqa: S608  SQL of our own
    assert (await bob.get("/repos")).json() == {"repos": []}


async def test_a_repository_that_is_linked_after_the_login_is_asked_about(team: tuple[Hosted, str]) -> None:
    world, repo = team
    await say(world, "DELETE FROM repo_links")
    bob = await world.log_in("bob")
    assert (await bob.get("/repos")).json() == {"repos": []}
    await world.link(repo, PRIVATE)
    assert len((await bob.get("/repos")).json()["repos"]) == 1


async def test_a_key_sees_what_its_owner_sees(team: tuple[Hosted, str]) -> None:
    world, repo = team
    bob = await world.log_in("bob")
    key = (await bob.post("/keys", json={"name": "agent"})).json()["key"]
    program = world.open_browser()
    program.headers["Authorization"] = f"Bearer {key}"
    assert [each["name"] for each in (await program.get("/repos")).json()["repos"]] == [repo]
    assert (await program.get("/me")).json()["name"] == "bob"
    assert (await world.product.client.get("/keys")).json() == {"keys": []}


async def test_a_member_decides_nothing_for_all(team: tuple[Hosted, str]) -> None:
    """Neither which model gets code, nor do they read what others decided."""
    world, repo = team
    await world.log_in("ada")
    bob = await world.log_in("bob")
    assert (await bob.put(f"/repos/{repo}/model", json={"allowed": True})).status_code == 403
    assert (await bob.get("/audit")).status_code == 403


async def test_a_member_reaches_no_folder_of_this_machine(team: tuple[Hosted, str], repository: Repository) -> None:
    world, _ = team
    await world.log_in("ada")
    bob = await world.log_in("bob")
    refused = await bob.post("/repos", json={"source": str(repository.path)})
    assert refused.status_code in {403, 422}
