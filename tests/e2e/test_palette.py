"""The palette: everything is found as it is typed, by keyboard alone."""

import asyncio
import statistics
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.git.repositories import Repository, make_repository

FILES = {
    "src/users.py": b"""Who = 'uses it'


def get_user_name(number):
    return "nobody at all"


class UserStore:
    pass
""",
    "src/deep/settings.py": b"TIMEOUT_S = 30\nRETRIES = 3\n",
    "README.md": b"# Users\n\nKeeps users.\n",
}
LARGE_FILES, LARGE_CONTENTS = 5_000, 100
PAINTED_MS_MAX = 1_000  # generous: other tests run beside this one; the benchmark holds the server to its target
MEASURE = """
() => {
  window.paints = [];
  let pressed = 0;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
  new MutationObserver(() => {
    const list = document.querySelector("[cmdk-list]");
    const typed = document.querySelector("[cmdk-input]")?.value;
    if (!pressed || !typed || list?.dataset.for !== typed || !list.querySelector("[cmdk-item]")) return;
    const began = pressed;
    pressed = 0;
    requestAnimationFrame(() => setTimeout(() => window.paints.push(performance.now() - began)));
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "users", FILES)


async def open_palette(page: Page) -> Locator:
    """Opens it by key; the field."""
    await page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find anything")
    await expect(field).to_be_focused(timeout=WAIT_MS)
    return field


def option(page: Page, text: str) -> Locator:
    return page.get_by_role("option").filter(has_text=text).first


async def choose(page: Page, typed: str, wanted: str) -> None:
    """Types, waits for what is wanted, goes to it by arrows and opens it."""
    await (await open_palette(page)).fill(typed)
    await expect(option(page, wanted)).to_be_visible(timeout=WAIT_MS)
    while await option(page, wanted).get_attribute("aria-selected") != "true":
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_symbol_a_file_a_line_and_a_question_are_reached_by_keyboard_alone(
    product: Product, browser: Browser, repository: Repository
) -> None:
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/settings?repo={repo}")
    await choose(page, "gUN", "get_user_name")
    await page.wait_for_url(f"**/code?**path=src%2Fusers.py*start=4&end=5*{''}")
    await choose(page, "/settings.py:2", "settings.py:2")
    await page.wait_for_url("**path=src%2Fdeep%2Fsettings.py&start=2&end=2")
    await choose(page, "#body at al", "nobody at all")
    await page.wait_for_url("**path=src%2Fusers.py&start=5&end=5")
    await choose(page, repository.sha()[:10], "Begin")
    await page.wait_for_url(f"**commit={repository.sha()}*")
    await choose(page, ">go to runs", "Go to runs")
    await page.wait_for_url("**/runs?**")
    await open_palette(page)
    await expect(option(page, "get_user_name")).to_be_visible()  # what was opened before stands first
    await page.keyboard.press("Escape")
    await choose(page, "?where are retries set", "Ask: where are retries set")
    await page.wait_for_url("**/chat?repo=*")


async def test_only_what_was_typed_last_is_shown_and_nothing_typed_is_lost(
    product: Product, browser: Browser, repository: Repository
) -> None:
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/settings?repo={repo}")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("Sto")  # while it is still loading
    field = page.get_by_role("combobox", name="Find anything")
    await expect(field).to_have_value("Sto", timeout=WAIT_MS)
    await expect(option(page, "UserStore")).to_be_visible()
    await field.fill("")
    await field.press_sequentially("RETRIE")
    await page.keyboard.press("Enter")  # what the letters before it found is not opened
    await page.wait_for_url("**path=src%2Fdeep%2Fsettings.py*")
    await open_palette(page)
    await field.fill("@UserSt")
    await expect(option(page, "UserStore")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("@UserStore")
    await field.fill("@zzzzzz")
    await expect(page.get_by_text("Nothing matches “zzzzzz”.")).to_be_visible()
    async with page.context.expect_page() as opened:
        await field.fill("UserStore")
        await expect(option(page, "UserStore")).to_be_visible()
        await page.keyboard.press("Control+Enter")
    assert "src%2Fusers.py" in (await opened.value).url


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_palette(
    product: Product, browser: Browser, repository: Repository, scheme: str
) -> None:
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/settings?repo={repo}", scheme=scheme, width=360)
    field = await open_palette(page)
    assert await find_problems(page) == []
    await field.fill("user")
    await expect(option(page, "get_user_name")).to_be_visible()
    assert await find_problems(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def name_module(number: int) -> str:
    return f"package_{number // 40:03}/module_{number:05}.py"


def write_module(number: int) -> bytes:
    """Of a few contents, each in many files: names and paths are what is matched, and indexing them costs little."""
    kind = number % LARGE_CONTENTS
    return f"class Keeper{kind}:\n    def keep_{kind}(self, value):\n        return value\n".encode()


async def test_results_are_painted_soon_after_a_key_in_a_repository_of_5000_files(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    source = make_repository(tmp_path / "large", {name_module(n): write_module(n) for n in range(LARGE_FILES)})
    repo = await index_repository(product.client, str(source.path))
    page = await open_page(product, browser, at=f"/settings?repo={repo}")
    field = await open_palette(page)
    await field.fill("Keeper4")
    await expect(option(page, "Keeper4")).to_be_visible(timeout=WAIT_MS)
    await product.services.quick.settle()
    await field.fill("")
    await page.evaluate(MEASURE)
    for letter in "module_04200":
        seen = await page.evaluate("paints.length")
        await page.keyboard.press(letter)
        async with asyncio.timeout(WAIT_MS / 1_000):
            while await page.evaluate("paints.length") == seen:  # noqa: ASYNC110  the page's policy lets no polling in
                await asyncio.sleep(0.02)
    paints = await page.evaluate("paints")
    print(f"painted after {statistics.median(paints):.0f} ms, at most {max(paints):.0f} ms")  # noqa: T201  pytest -s
    assert statistics.median(paints) < PAINTED_MS_MAX
    await expect(option(page, "module_04200.py")).to_be_visible()
