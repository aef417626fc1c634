"""The way in and the settings, as a person meets them in a browser."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from repochat.core.database import Database
from repochat.forge.testing.world import HookRecord
from repochat.llm.testing import ReceivedChat
from tests.api.github import Hosted, hosted
from tests.api.hooks import SECRET
from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, open_page
from tests.e2e.modelled import CODE, QUESTION, Modelled, find_piece, modelled

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

NARROW_PX = 360
NAME = "ann/one"
WAIT_S = 30


async def open_as_nobody(product: Product, browser: Browser, at: str = "/", *, scheme: str = "light") -> Page:
    dark = scheme == "dark"
    context = await browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": 800, "height": 700}
    )
    page = await context.new_page()
    await page.goto(f"{product.address}{at}")
    return page


async def go(page: Page, section: str) -> None:
    """To a section, by the list of them."""
    await page.get_by_role("navigation", name="Sections").get_by_role("link", name=section).click()
    await expect(page.get_by_role("heading", name=section, level=2)).to_be_visible()


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


async def test_who_is_not_known_reads_how_to_come_in(product: Product, browser: Browser) -> None:
    for scheme in ("light", "dark"):
        page = await open_as_nobody(product, browser, scheme=scheme)
        await expect(page.get_by_role("heading", name="Who is asking?")).to_be_visible()
        await expect(page.get_by_text("repochat token --address")).to_be_visible()
        assert await find_problems(page) == []


async def test_the_printed_address_opens_the_page_and_leaves_no_token_in_it(product: Product, browser: Browser) -> None:
    page = await open_as_nobody(product, browser, f"/settings?token={product.token}")
    await expect(page.get_by_text("The owner of this machine")).to_be_visible()
    assert page.url == f"{product.address}/settings"
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", name="Who is asking?")).to_be_visible()


async def test_a_key_is_made_copied_once_and_revoked(product: Product, browser: Browser) -> None:
    page = await open_page(product, browser, at="/settings?section=keys")
    await page.get_by_label("What will use it").fill("my agent")
    await page.get_by_role("button", name="Make a key").press("Enter")
    await expect(page.get_by_text("it is shown this once")).to_be_visible()
    await expect(page.get_by_text("never used")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("never used")).to_be_visible()
    await expect(page.get_by_text("it is shown this once")).to_have_count(0)
    await page.get_by_role("button", name="Revoke my agent").click()
    await expect(page.get_by_text("never used")).to_have_count(0)


def tell_truth(request: ReceivedChat) -> str:
    return f"`greet_person` takes a `name` [{find_piece(request, 'def greet_person')}]."


async def test_what_is_set_takes_effect_and_stands_in_the_audit_log(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    """A branch is indexed, a budget and the kill switch make answers quotes; nothing unsaved is lost on the way."""
    async with modelled(database, tmp_path, tell_truth) as world:
        page = await open_page(world.product, browser, at=f"/settings?section=branches&repo={world.repo}")
        world.repository.git("branch", "release/1")
        await page.get_by_label("Branches", exact=True).fill("release/*")
        await go(page, "Thinking")
        await page.get_by_role("switch", name="Thinking in the background").click()
        await expect(page.get_by_role("link", name="Branches and retention (not saved)")).to_be_visible()
        await go(page, "Branches and retention")
        await expect(page.get_by_label("Branches", exact=True)).to_have_value("release/*")
        await save(page)
        await await_branch(world, "release/1")
        await go(page, "Thinking")
        await save(page)
        await expect(page.get_by_text("Every thought may run")).to_be_visible()
        assert (await ask(world))["mode"] == "quick"
        await set_budget(page)
        assert "could pass today's budget" in (await ask(world))["note"]
        await stop_everything(page)
        assert "by local: a strange draft. So no model was asked" in (await ask(world))["note"]
        await page.get_by_role("button", name="Let everything act again").click()
        await expect(page.get_by_text("The kill switch is on")).to_have_count(0)
        await read_audit(page)


async def set_budget(page: Page) -> None:
    """A mistake is told beside its field; what is right is kept."""
    await go(page, "Model and consent")
    tokens = page.get_by_label("Tokens a day")
    await tokens.fill("-5")
    await expect(page.get_by_text("Give a number from 0 to")).to_be_visible()
    await tokens.fill("1")
    await save(page)


async def stop_everything(page: Page) -> None:
    """Only after one more question; every page says so."""
    await go(page, "Kill switch")
    await page.get_by_role("button", name="Stop everything").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Why").fill("a strange draft")
    await dialog.get_by_role("button", name="Stop everything").click()
    await expect(page.get_by_text("The kill switch is on")).to_be_visible()
    assert await find_problems(page) == []


async def read_audit(page: Page) -> None:
    await go(page, "Audit log")
    rows = page.get_by_role("table").get_by_role("row")
    for action in ("kill_switch.off", "kill_switch.on", "model.budget_set", "thinking.changed", "repo.policy_changed"):
        await expect(rows.filter(has_text=action)).to_have_count(1)
    await page.get_by_label("What").select_option("kill_switch")
    await expect(rows).to_have_count(3)
    await expect(rows.filter(has_text="reason: a strange draft")).to_have_count(1)


async def ask(world: Modelled) -> dict[str, Any]:
    return (await world.product.client.post("/chat", json={"repo": world.repo, "question": QUESTION})).json()


async def await_branch(world: Modelled, name: str) -> None:
    """Until a worker has indexed it."""
    client = world.product.client
    async with asyncio.timeout(WAIT_S):
        while True:
            refs = (await client.get(f"/repos/{world.repo}/refs", params={"q": name})).json()["refs"]
            if any(ref["is_indexed"] for ref in refs):
                return
            await asyncio.sleep(0.1)


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncGenerator[Hosted]:
    """A repository of a local GitHub with a webhook that leads here, and two people who may log in."""
    async with hosted(database, tmp_path, with_worker=True, env={"GITHUB_WEBHOOK_SECRET": SECRET}) as world:
        world.github.do.add_repository(NAME, files={"src/greetings.py": CODE})
        client = world.product.client
        await client.post("/repos", json={"source": f"{world.github.url}/{NAME}.git", "name": NAME})
        await world.link(NAME, NAME)
        token = world.github.do.create_token("ann", ("repo",)).get_secret_value()
        await client.put(f"/repos/{NAME}/credential", json={"token": token})
        url = f"{world.product.address}/webhooks/github"
        hook = HookRecord(hook_id=77, url=url, secret=SECRET, events=("push",))
        world.github.do.get_repository(NAME).hooks[hook.hook_id] = hook
        yield world


async def test_webhooks_are_tested_and_a_person_logs_in_is_promoted_and_removed(
    world: Hosted, browser: Browser
) -> None:
    page = await open_page(world.product, browser, at=f"/settings?section=following&repo={NAME}")
    await page.get_by_role("button", name="Test the webhooks").click()
    steps = page.get_by_role("status").get_by_role("listitem")
    await expect(steps).to_have_count(3, timeout=WAIT_MS)
    for step in ("The way to here works", "The worker works", "The forge works"):
        await expect(steps.filter(has_text=step)).to_have_count(1)

    await world.log_in("ada")
    world.github.do.add_user("bob")
    world.github.visitor = "bob"
    theirs = await open_as_nobody(world.product, browser, "/settings?section=kill-switch")
    await theirs.get_by_role("link", name="Log in with").click()
    await expect(theirs.get_by_text("You see this as a member.")).to_be_visible()
    assert theirs.url.endswith("/settings?section=kill-switch")
    await expect(theirs.get_by_role("button", name="Stop everything")).to_have_count(0)

    await go(page, "Members")
    part = page.get_by_label("Part of bob")
    await part.select_option("owner")
    await expect(part).to_have_value("owner")
    await theirs.reload()
    await expect(theirs.get_by_role("button", name="Stop everything")).to_be_visible()
    await page.get_by_role("button", name="Remove bob").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("bob", exact=True)).to_have_count(0)
    await page.get_by_label("Part of ada").select_option("member")
    await expect(page.get_by_text("ada is the last owner.")).to_be_visible()
    await theirs.reload()
    await expect(theirs.get_by_role("heading", name="Who is asking?")).to_be_visible()


async def test_no_section_has_a_problem_for_anybody_in_light_and_dark_wide_and_narrow(
    world: Hosted, browser: Browser
) -> None:
    """Nor is any wider than a phone."""
    await world.log_in("ada")
    client = world.product.client
    quiet = {"zone": "Europe/Paris", "days": [0, 4], "from": "22:30", "until": "07:00"}
    await client.put(f"/repos/{NAME}/thinking", json={"on": True, "quiet_hours": quiet})
    page = await open_page(world.product, browser, at=f"/settings?repo={NAME}")
    sections = page.get_by_role("navigation", name="Sections").get_by_role("link")
    names = await sections.all_inner_texts()
    assert len(names) == 12
    for name in names:
        await go(page, name)
        await page.wait_for_load_state("networkidle")
        for width in (1280, NARROW_PX):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                assert await find_problems(page) == [], (name, width, scheme)
