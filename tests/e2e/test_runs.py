"""The list of runs as it goes on, and one run opened."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from repochat.core.database import Database
from tests.api.serving import Product, build_settings, serving
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.git.repositories import Repository, make_repository

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

NARROW_PX = 360
FILES = {"src/a.py": b"def one():\n    return 1\n", "logo.png": b"\x89PNG\0", "README.md": b"# A\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "small", FILES)


async def test_a_run_appears_ends_and_opens_without_a_reload(
    product: Product, browser: Browser, repository: Repository
) -> None:
    page = await open_page(product, browser, at="/runs")
    await expect(page.get_by_text("Nothing has run yet.")).to_be_visible()
    repo = await index_repository(product.client, str(repository.path))
    row = page.locator("[data-run]")
    await expect(row.locator("[data-status=done]")).to_be_visible(timeout=WAIT_MS)
    await expect(row).to_contain_text(repository.sha()[:7])
    await expect(row).to_contain_text("By hand")

    sha = repository.commit({"src/c.py": b"C = 3\n"})
    await product.client.post(f"/index/{repo}/diff")
    await expect(row.first).to_contain_text(sha[:7], timeout=WAIT_MS)
    await row.first.get_by_role("link").focus()
    await page.keyboard.press("Enter")
    panel = page.get_by_label("Run", exact=True)
    await expect(panel.locator("[data-phase]")).to_have_count(5)
    await panel.get_by_text("Binary").click()
    await expect(panel.get_by_role("link", name="logo.png")).to_be_visible()
    await panel.get_by_role("button", name="Run again").click()
    await expect(row).to_have_count(3, timeout=WAIT_MS)

    await page.locator("label", has_text="Failed").click()
    await expect(page.get_by_text("No run is like this.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)


async def test_a_failed_run_says_what_to_do(product: Product, browser: Browser, repository: Repository) -> None:
    repo = (await product.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
    page = await open_page(product, browser, at=f"/runs?repo={repo}")
    run = (await product.client.post(f"/index/{repo}/initial", json={"rev": "no-such-branch"})).json()
    row = page.locator("[data-run]")
    await expect(row.locator("[data-status=failed]")).to_be_visible(timeout=WAIT_MS)
    await row.get_by_role("link").click()
    failed = (await product.client.get(f"/index/runs/{run['id']}")).json()["run"]
    problem = page.get_by_label("Run", exact=True).get_by_role("alert")
    await expect(problem).to_contain_text(failed["error"]["message"].replace("`", ""))
    await expect(problem).to_contain_text(failed["error"]["hint"].replace("`", ""))
    await page.reload()
    await expect(problem).to_be_visible()


async def test_a_run_is_cancelled(database: Database, tmp_path: Path, browser: Browser, repository: Repository) -> None:
    """Without a worker it waits for as long as the test needs it to."""
    async with serving(database, build_settings(tmp_path / "home"), with_worker=False) as idle:
        repo = (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]
        run = (await idle.client.post(f"/index/{repo}/initial")).json()
        page = await open_page(idle, browser, at=f"/runs?run={run['id']}")
        panel = page.get_by_label("Run", exact=True)
        await panel.get_by_role("button", name="Cancel").click()
        await expect(panel.locator("[data-status=cancelled]")).to_be_visible()
        await expect(page.locator("[data-run] [data-status=cancelled]")).to_be_visible()
        assert (await idle.client.get(f"/index/runs/{run['id']}")).json()["run"]["status"] == "cancelled"


async def test_an_opened_run_has_no_accessibility_problem_and_fits_a_phone(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await index_repository(product.client, str(repository.path))
    (run,) = (await product.client.get("/index/runs")).json()["runs"]
    for scheme, width in (("light", 1280), ("dark", NARROW_PX)):
        page = await open_page(product, browser, at=f"/runs?run={run['id']}", scheme=scheme, width=width)
        assert await find_problems(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.context.close()
