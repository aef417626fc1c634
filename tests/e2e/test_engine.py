"""The engine's page: what is asked for runs and shows, what may not run says why; and the runs that come of it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.e2e.thinking import FILES, allow
from tests.git.repositories import make_repository

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]


async def test_what_is_asked_for_runs_shows_its_log_and_waits_while_its_repository_is_stopped(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "greetings", FILES)
    repo = await index_repository(product.client, str(repository.path))
    await allow(product.client, repo, "MapRepo", "SmellHunt")
    page = await open_page(product, browser, at=f"/engine?repo={repo}")
    await expect(page.get_by_role("meter", name="Processor time left").first).to_have_attribute(
        "aria-valuetext", re.compile(" of .* left")
    )
    await page.get_by_role("button", name="Think now").click()
    await page.get_by_role("menuitem", name=re.compile("^MapRepo")).click()
    done = page.get_by_role("list", name="Last runs").get_by_role("link", name="MapRepo")
    await expect(done.first).to_be_visible(timeout=WAIT_MS)

    await page.get_by_role("button", name="Stop this repository").click()
    await expect(page.get_by_role("button", name="Let it think again")).to_be_visible()
    await page.get_by_role("button", name="Think now").click()
    await page.get_by_role("menuitem", name=re.compile("^SmellHunt")).click()
    waiting = page.locator("[data-waiting=SmellHunt]")
    await expect(waiting).to_contain_text(re.compile("kill switch|stopped"), timeout=WAIT_MS)
    assert await find_problems(page) == []
    await waiting.get_by_role("button", name="Withdraw").click()
    await expect(waiting).to_have_count(0)

    await page.get_by_role("link", name="All runs").click()
    row = page.locator("[data-run][data-thought=MapRepo]").first
    await expect(row.locator("[data-status=done]")).to_be_visible(timeout=WAIT_MS)
    await row.get_by_role("link").click()
    panel = page.get_by_label("Run", exact=True)
    await expect(panel.get_by_role("heading", name="What it may use, and used")).to_be_visible()
    await expect(panel.get_by_role("row", name=re.compile("Processor time"))).to_contain_text(" s")
    await expect(panel.get_by_role("heading", name="Log")).to_be_visible()
    assert await find_problems(page) == []
