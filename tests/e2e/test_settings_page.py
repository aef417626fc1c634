"""The way in and the settings, as a person meets them in a browser."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from repochat.core.database import Database
from tests.api.github import hosted
from tests.api.serving import Product
from tests.e2e.browsing import find_problems, open_page

pytestmark = pytest.mark.e2e

NARROW_PX = 390


async def open_as_nobody(product: Product, browser: Browser, at: str = "/", *, scheme: str = "light") -> Page:
    dark = scheme == "dark"
    context = await browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": 800, "height": 700}
    )
    page = await context.new_page()
    await page.goto(f"{product.address}{at}")
    return page


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
    page = await open_page(product, browser, at="/settings")
    await page.get_by_label("What will use it").fill("my agent")
    await page.get_by_role("button", name="Make a key").press("Enter")
    await expect(page.get_by_text("it is shown this once")).to_be_visible()
    await expect(page.get_by_text("never used")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("never used")).to_be_visible()
    await expect(page.get_by_text("it is shown this once")).to_have_count(0)
    await page.get_by_role("button", name="Revoke my agent").click()
    await expect(page.get_by_text("never used")).to_have_count(0)


async def test_the_settings_say_what_github_is_asked_for_in_light_and_dark_and_on_a_phone(
    product: Product, browser: Browser
) -> None:
    for scheme, width in (("light", 1280), ("dark", NARROW_PX)):
        page = await open_page(product, browser, at="/settings", scheme=scheme, width=width)
        await expect(page.get_by_text("Read private repositories and their pull requests")).to_be_visible()
        await expect(page.get_by_text("No secret is set")).to_be_visible()
        assert await find_problems(page) == []


async def test_a_person_logs_in_with_github_in_a_browser(
    web_app: None, database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with hosted(database, tmp_path) as world:
        world.github.do.add_user("ada")
        world.github.visitor = "ada"
        page = await open_as_nobody(world.product, browser, "/settings")
        await page.get_by_role("link", name="Log in with").click()
        await expect(page.get_by_text("Logged in as")).to_be_visible()
        await expect(page.get_by_text("ada", exact=True)).to_be_visible()
