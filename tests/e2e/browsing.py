"""What the browser tests share: pages that may not fail silently, questions, and what axe says."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from tests.api.serving import Product

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "apps/web/node_modules/axe-core/axe.min.js"
WAIT_MS = 60_000


async def open_page(
    product: Product, browser: Browser, *, at: str = "/chat", scheme: Any = "light", width: int = 1280
) -> Page:
    """The page at an address, for this machine's owner; an error of its scripts fails the test."""
    context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    await context.request.get(f"{product.address}/?token={product.token}")
    page = await context.new_page()
    page.on("pageerror", _fail)
    await page.goto(f"{product.address}{at}")
    await page.wait_for_load_state("networkidle")
    return page


def _fail(error: Exception) -> None:
    raise AssertionError(error)


async def index_repository(client: httpx.AsyncClient, source: str) -> str:
    """Connects and indexes it by the API; returns its name."""
    repo: str = (await client.post("/repos", json={"source": source})).json()["name"]
    run = (await client.post(f"/index/{repo}/initial")).json()
    events = await client.get(f"/index/{repo}/events", params={"run": run["id"]})
    assert '"status":"done"' in events.text
    return repo


async def ask(page: Page, question: str) -> Locator:
    """The turn, once its answer is whole."""
    turn = await begin(page, question)
    await expect(turn.get_by_text("True for commit")).to_be_visible(timeout=WAIT_MS)
    return turn


async def begin(page: Page, question: str) -> Locator:
    """The turn that a question begins."""
    await page.get_by_label("Question", exact=True).fill(question)
    await page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("[data-turn]").last
    await expect(turn.get_by_role("heading", name=question)).to_be_visible()
    return turn


async def read_highlighted(within: Page | Locator) -> list[tuple[int, str]]:
    """The highlighted lines in sight with their numbers, of code and of messages; an empty line is a space."""
    lines = within.locator("[data-cited]")
    await expect(lines.first).to_be_visible(timeout=WAIT_MS)
    return [await _read_line(line) for line in await lines.all()]


async def _read_line(line: Locator) -> tuple[int, str]:
    """Code tells its number itself, a message in the cell beside its text."""
    number = await line.get_attribute("data-line")
    if number is not None:
        return int(number), await line.text_content() or " "
    text = (await line.locator("td").text_content() or "").removesuffix("\n")
    return int(await line.locator("th").inner_text()), text


async def find_problems(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds, by rule; of these rules only, where some are named. Run from a file, as the policy wants it."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("rules => axe.run(rules.length > 0 ? { runOnly: rules } : {})", list(rules))
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]]
