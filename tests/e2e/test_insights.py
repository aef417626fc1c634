"""The feed of insights: what was found, on which lines it stands, and what a person makes of it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.e2e.thinking import FILES, UNTIDY, allow, think
from tests.git.repositories import make_repository

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

MENDED = UNTIDY.replace(b"greeted=[]", b"greeted")


async def test_an_insight_is_read_judged_and_ends_with_the_commit_that_fixes_it(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "greetings", FILES)
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/insights?repo={repo}")
    await expect(page.get_by_text("Nothing is open.")).to_be_visible()

    await allow(product.client, repo, "SmellHunt")
    run = await think(product, repo, "SmellHunt")
    assert run["status"] == "done", run["error"]
    card = page.locator("[data-insight]", has=page.locator("[data-quoted='4']")).first
    await expect(card).to_be_visible(timeout=WAIT_MS)  # without a reload
    await _read_evidence(page, repository.sha())
    await _narrow(page)
    await _judge(page)

    sha = repository.commit({"app/greetings.py": MENDED})
    await index_repository(product.client, str(repository.path))
    await page.goto(f"{product.address}/insights?repo={repo}&filter=fixed")
    fixed = page.get_by_role("link", name=sha[:7]).first
    await expect(fixed).to_have_attribute("href", re.compile(rf"^/diff\?.*head={sha}"), timeout=WAIT_MS)


async def _read_evidence(page: Page, sha: str) -> None:
    """The quoted line is that of the file, leads to it, and opens with the whole text and the run that found it."""
    card = page.locator("[data-insight]", has=page.locator("[data-quoted='4']")).first
    quoted = await card.locator("[data-quoted='4'] span").nth(1).text_content()
    assert quoted == UNTIDY.decode().splitlines()[3]
    await expect(card.get_by_text(re.compile("^(Critical|High|Medium|Low|Note)$")).first).to_be_visible()
    await expect(card.get_by_role("link", name="Open in code")).to_have_attribute(
        "href", re.compile(rf"rev={sha}.*start=4")
    )
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="The run that found it")).to_be_visible()
    await expect(page.get_by_role("link", name="Ask about it").first).to_have_attribute("href", re.compile("focus="))
    assert await find_problems(page) == []


async def _narrow(page: Page) -> None:
    """Filters stand in the address, and what they leave is counted."""
    every = await page.locator("[data-insight]").count()
    await page.get_by_label("Words in it").fill("no insight says this")
    await expect(page.get_by_text("No insight is like this.")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"q=no\+insight"))
    await page.get_by_label("Words in it").fill("")
    await expect(page.locator("[data-insight]")).to_have_count(every)


async def _judge(page: Page) -> None:
    """A vote is kept; what is dismissed goes with its reason, and comes back."""
    first = page.locator("[data-insight]").first
    identity = await first.get_attribute("data-insight")
    card = page.locator(f"[data-insight='{identity}']")
    await card.get_by_role("button", name="Useful", exact=True).click()
    await expect(card.get_by_role("button", name="Useful", exact=True)).to_have_attribute("aria-pressed", "true")
    await card.get_by_role("button", name="Dismiss").click()
    dialog = page.get_by_role("dialog", name="Dismiss this insight?")
    await dialog.get_by_label("True, but will stay").check()
    await dialog.get_by_label("Note").fill("it is a fixture")
    await dialog.get_by_role("button", name="Dismiss").click()
    await expect(card).to_have_count(0)
    await page.get_by_role("link", name="Dismissed").click()
    await expect(card.get_by_text("it is a fixture")).to_be_visible()
    await card.get_by_role("button", name="Restore").click()
    await expect(card).to_have_count(0)
    await page.get_by_role("link", name="Open", exact=True).click()
    await expect(card).to_be_visible()
