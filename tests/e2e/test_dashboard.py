"""The dashboard and what stands around every screen, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from repochat.accounts import local_viewer
from repochat.core.database import Database
from repochat.workspace import Workspace
from tests.api.github import hosted
from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.e2e.cutting import cuttable
from tests.git.repositories import Repository, make_repository

pytestmark = pytest.mark.e2e

NARROW_PX = 360
GREETINGS = b'''"""Greets people."""


def greet_person(name: str) -> str:
    """Return a greeting for one person."""
    return f"Hello, {name}!"
'''
POLITE = b'''from greetings import greet_person


def bow() -> str:
    """Greet and bow."""
    return greet_person("you")
'''


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Code of two files, and one that is left out."""
    return make_repository(
        tmp_path / "greetings",
        {"src/greetings.py": GREETINGS, "src/polite.py": POLITE, "README.md": b"# Greetings\n", "empty.txt": b""},
    )


async def test_a_newcomer_comes_from_nothing_to_a_cited_answer_by_the_keyboard_alone(
    product: Product, browser: Browser, repository: Repository
) -> None:
    page = await open_page(product, browser, at="/")
    await expect(page.get_by_role("heading", name="Ask a repository, check every answer")).to_be_visible()
    assert await find_problems(page) == []
    await expect(page.get_by_label("Path or address of a git repository")).to_be_focused()
    await page.keyboard.type(str(repository.path))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("As main, watched live")).to_be_visible(timeout=WAIT_MS)
    await expect(page.get_by_role("link", name=repository.sha()[:7])).to_be_visible()
    await expect(page.get_by_label("Question", exact=True)).to_be_focused()
    await page.keyboard.press("Tab")  # the button rests while there is no question
    await expect(page.get_by_role("button", name="What does greet_person do?")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/chat"))
    await expect(page.locator("a[aria-label^='Citation 1:']").first).to_be_visible(timeout=WAIT_MS)
    await expect(page).to_have_title("greetings - chat - repochat")


async def test_a_repository_is_shown_updated_and_disconnected(
    product: Product, browser: Browser, repository: Repository
) -> None:
    """What was left out unfolds; thinking is allowed; a new commit is told, indexed and named."""
    name = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at="/")
    await page.get_by_text("1 file left out").click()
    await expect(page.get_by_text("empty.txt")).to_be_visible()
    await page.get_by_role("switch", name=f"Thinking about {name}").click()
    await expect(page.get_by_role("switch", name=f"Thinking about {name}", checked=True)).to_be_enabled()
    assert (await product.client.get(f"/repos/{name}/thinking")).json()["on"] is True

    sha = repository.commit({"src/new.py": b"NEW = 1\n"})
    await page.get_by_role("button", name=f"Update now: {name}").click()
    await expect(page.get_by_role("link", name=sha[:7])).to_be_visible(timeout=WAIT_MS)

    await page.get_by_role("button", name=f"More about {name}").click()
    await page.get_by_role("menuitem", name="Disconnect").click()
    await expect(page.get_by_role("dialog", name=f"Disconnect {name}?")).to_contain_text("Conversations, answers")
    assert await find_problems(page) == []
    await page.get_by_role("button", name="Disconnect and delete").click()
    await expect(page.get_by_role("heading", name="Ask a repository, check every answer")).to_be_visible()
    assert (await product.client.get("/repos")).json()["repos"] == []


async def test_a_repository_of_github_is_picked_by_the_keyboard(
    web_app: None, database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with hosted(database, tmp_path) as world:
        github = world.github
        github.do.add_repository("ada/engine", files={"a.py": b"A = 1\n"}).description = "Computes numbers"
        github.do.add_repository("ada/secret", files={"b.py": b"B = 1\n"}, is_private=True)
        github.do.install(world.app.app_id, "ada", ["ada/secret"])
        await world.product.client.post("/repos", json={"source": f"{github.url}/ada/engine"})
        github.visitor = "ada"
        page = await _log_in(world.product, browser)
        await page.keyboard.press("c")
        field = page.get_by_label("Path or address of a git repository")
        await expect(field).to_be_focused()
        options = page.get_by_role("option")
        await expect(options.filter(has_text="ada/secret")).to_contain_text("private")
        await expect(options.filter(has_text="ada/engine")).to_contain_text("connected")
        await page.keyboard.type("engine")
        await expect(options).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await expect(options.first).to_have_attribute("aria-selected", "true")
        assert await find_problems(page) == []
        await page.keyboard.press("Escape")
        await expect(field).to_have_count(0)


async def test_a_server_that_was_away_is_told_and_what_was_missed(
    product: Product, browser: Browser, repository: Repository
) -> None:
    name = await index_repository(product.client, str(repository.path))
    async with cuttable(product.address) as line:
        page = await _open_through(line.address, product, browser)
        await expect(page.get_by_text("As main")).to_be_visible(timeout=WAIT_MS)
        line.is_down = True
        line.cut()
        await expect(page.get_by_text("The server does not answer. Trying again.")).to_be_visible(timeout=WAIT_MS)
        sha = repository.commit({"src/new.py": b"NEW = 1\n"})
        await Workspace(resources=product.services.resources, viewer=local_viewer()).index(name)
        line.is_down = False
        note = page.get_by_role("status").filter(has_text="The server is back. Meanwhile:")
        await expect(note).to_contain_text(f"{name} is indexed at {sha[:7]}, 1 file changed", timeout=WAIT_MS)
        await expect(page.get_by_role("link", name=sha[:7])).to_be_visible()
        await page.get_by_role("button", name="Close this note").click()
        await expect(note).to_have_count(0)


async def test_a_chosen_theme_stands_before_the_first_paint_of_the_next_load(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at="/", scheme="light")
    light = await _read_ground(page)
    await page.get_by_role("button", name="Theme").click()
    await page.get_by_role("menuitemradio", name="Dark").click()
    dark = await _read_ground(page)
    assert dark != light
    await page.add_init_script(
        "document.addEventListener('readystatechange', () => { window.firstGround ??="
        " document.readyState === 'interactive' ? getComputedStyle(document.documentElement).backgroundColor : null })"
    )
    await page.reload()
    assert await page.evaluate("window.firstGround") == dark
    assert await _read_ground(page) == dark


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW_PX)])
async def test_the_shell_is_free_of_problems_and_fits(
    product: Product, browser: Browser, repository: Repository, scheme: str, width: int
) -> None:
    await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at="/", scheme=scheme, width=width)
    await expect(page.get_by_role("button", name="What does greet_person do?")).to_be_visible(timeout=WAIT_MS)
    assert await find_problems(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Connect a repository")
    assert await find_problems(page) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("u")
    await expect(page).to_have_url(re.compile("/runs"))
    await expect(page.locator("main")).to_be_focused()
    await page.keyboard.press("g")
    await page.keyboard.press("d")
    await expect(page).to_have_title("dashboard - repochat")


async def _log_in(product: Product, browser: Browser) -> Page:
    """The dashboard of whoever sits at GitHub's login."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(f"{product.address}/")
    await page.get_by_role("link", name="Log in with").click()
    await expect(page.get_by_role("button", name="Connect a repository")).to_be_visible(timeout=WAIT_MS)
    return page


async def _open_through(address: str, product: Product, browser: Browser) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.request.get(f"{address}/?token={product.token}")
    page = await context.new_page()
    await page.goto(f"{address}/")
    return page


async def _read_ground(page: Page) -> str:
    ground: str = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return ground
