"""A person's way through the web app, in a real browser, over a real repository."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, ask, find_problems, index_repository, open_page, read_highlighted
from tests.git.repositories import Repository, make_repository

pytestmark = pytest.mark.e2e

NARROW_PX = 360
CODE = b'''"""Greets people."""

GREETING = "Hello"


def greet_person(name: str) -> str:
    """Return a greeting for one person."""
    return f"{GREETING}, {name}!"


def greet_everybody(names: list[str]) -> list[str]:
    """Return a greeting for each of the names."""
    return [greet_person(name) for name in names]
'''


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two files of code and a README."""
    return make_repository(
        tmp_path / "greetings",
        {"src/greetings.py": CODE, "src/other.py": b"def unrelated():\n    return 0\n", "README.md": b"# Greetings\n"},
    )


async def test_ask_and_open_what_is_cited(product: Product, browser: Browser, repository: Repository) -> None:
    """The highlighted lines are the bytes that git holds at the answer's commit."""
    await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser)
    await ask(page, "What does greet_person do?")
    await expect(page.get_by_text("No language model is configured").first).to_be_visible()
    marks = page.locator("[data-status] .sr-only")
    assert await marks.count() > 0
    assert "upported" in (await marks.first.inner_text())

    citation = page.locator("a[aria-label^='Citation 1:']").first
    address = await citation.get_attribute("href")
    await citation.click()
    shown = await read_highlighted(page.locator("aside"))
    assert shown == read_from_git(repository, shown)
    await page.keyboard.press("Escape")
    await expect(page.locator("aside")).to_have_count(0)
    await expect(citation).to_be_focused()

    await page.goto(f"{product.address}{address}")
    assert await read_highlighted(page.locator("main")) == shown


async def test_the_pages_have_no_accessibility_problem_in_light_and_dark_and_fit_a_phone(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await index_repository(product.client, str(repository.path))
    for scheme, width in (("light", 1280), ("dark", NARROW_PX)):
        page = await open_page(product, browser, scheme=scheme, width=width)
        assert await find_problems(page) == []
        await ask(page, "What does greet_person do?")
        assert await find_problems(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.locator("a[aria-label^='Citation 1:']").first.click()
        await expect(page.locator("[data-cited]").first).to_be_visible()
        assert await find_problems(page) == []


async def test_everything_is_reached_by_the_keyboard(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser)
    await expect(page.locator("#question")).to_be_focused()
    await page.keyboard.type("Where is greet_everybody?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("True for commit")).to_be_visible(timeout=WAIT_MS)
    await page.locator("a[aria-label^='Citation 1:']").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("aside")).to_be_focused()


async def test_a_new_commit_is_indexed_on_request(product: Product, browser: Browser, repository: Repository) -> None:
    await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser)
    sha = repository.commit({"src/new.py": b"NEW = 1\n"})
    await page.get_by_role("button", name="Update now").click()
    await expect(page.get_by_text(f"indexed at {sha[:7]}")).to_be_visible(timeout=WAIT_MS)


async def test_a_repository_that_was_only_connected_is_indexed_from_the_page(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await product.client.post("/repos", json={"source": str(repository.path)})
    page = await open_page(product, browser)
    await page.get_by_role("button", name="Index now").click()
    await expect(page.get_by_text(f"indexed at {repository.sha()[:7]}")).to_be_visible(timeout=WAIT_MS)
    await expect(page.locator("#question")).to_be_enabled()


async def test_an_error_of_the_server_is_shown_in_its_words(product: Product, browser: Browser) -> None:
    page = await open_page(product, browser, at="/")
    await page.get_by_label("Path or address of a git repository").fill("/no/such/folder")
    await page.get_by_role("button", name="Connect and index").click()
    await expect(page.get_by_role("alert").first).to_contain_text("/no/such/folder")


def read_from_git(repository: Repository, shown: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The same lines as git has them; an empty line shows as a space."""
    lines = repository.git("show", "HEAD:src/greetings.py").decode().split("\n")
    return [(number, lines[number - 1] or " ") for number, _ in shown]
