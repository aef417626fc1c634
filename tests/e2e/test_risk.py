"""Risk as a treemap, a tree and a list, one file opened; and the map of the repository, both drawn by MapRepo."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.e2e.thinking import FILES, allow, think
from tests.git.repositories import make_repository

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]


async def test_risk_and_map_are_drawn_opened_and_gone_through_by_keyboard(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "greetings", FILES)
    repository.commit({"app/main.py": FILES["app/main.py"] + b"\n\nmain()\n"}, message="Fix the start, closes #1")
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/risk?repo={repo}")
    await expect(page.get_by_text("There is no map of risk")).to_be_visible()
    await allow(product.client, repo, "MapRepo")
    await page.get_by_role("button", name="Score it now").click()
    await expect(page.locator("canvas[data-tiles]:not([data-tiles='0'])")).to_be_visible(timeout=WAIT_MS)
    await _go_through_treemap(page)
    await _go_through_tree(page, repository.sha())

    assert (await think(product, repo, "MapRepo"))["reused_from"]
    await page.goto(f"{product.address}/map?repo={repo}")
    await _go_through_map(page)


async def _go_through_treemap(page: Page) -> None:
    """The tile that the arrow keys choose is told in words, and Enter opens it."""
    await page.get_by_role("group", name=re.compile("Treemap of")).focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#tile")).to_contain_text(
        re.compile(r"\.py .*line.*next bug \d+, review \d+, size alone \d+")
    )
    await page.keyboard.press("Enter")
    panel = page.get_by_label("Risk of a file", exact=True)
    await expect(panel.get_by_role("heading", name="Why")).to_be_visible()
    await expect(panel.get_by_text("Next bug", exact=True)).to_be_visible()
    assert await find_problems(page) == []
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)


async def _go_through_tree(page: Page, sha: str) -> None:
    """Both scores stand beside the size; the other question orders anew, and says so in the address."""
    await page.locator("label", has_text="Tree").last.click()
    await page.locator("label", has_text="Where an hour of review pays most").click()
    await expect(page).to_have_url(re.compile("view=tree.*score=review|score=review.*view=tree"))
    grid = page.get_by_role("treegrid")
    await grid.focus()
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await page.locator("label", has_text="List").click()
    row = page.locator("[data-risk='app/main.py']")
    await expect(row.get_by_role("gridcell").nth(3)).to_contain_text(re.compile(r"^\d+$"))
    await row.click()
    link = page.get_by_label("Risk of a file", exact=True).get_by_role("link", name="Open in code")
    await expect(link).to_have_attribute("href", re.compile(rf"rev={sha}"))


async def _go_through_map(page: Page) -> None:
    """A box of the drawing opens what the module is for; the list tells the same."""
    box = page.locator("[data-module]").first
    await expect(box).to_be_visible(timeout=WAIT_MS)
    await box.click()
    panel = page.get_by_label("Module", exact=True)
    await expect(panel.get_by_role("heading", name="Who knows it")).to_be_visible()
    await expect(panel.get_by_role("heading", name="Entry points in it")).to_be_visible()
    await page.get_by_text("All modules as a list").click()
    await expect(page.get_by_role("list").filter(has_text="app").last).to_be_visible()
    assert await find_problems(page) == []
