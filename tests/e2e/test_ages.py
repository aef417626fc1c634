"""An answer on the page after a push: its mark, what changed, the question asked again, and watched."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, ask, find_problems, index_repository, open_page
from tests.e2e.test_web_app import CODE
from tests.git.repositories import make_repository

pytestmark = pytest.mark.e2e

EDITED = CODE.replace(b"greet_person(name: str)", b"greet_person(name: object)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_open_answer_learns_of_a_push(product: Product, browser: Browser, tmp_path: Path, scheme: str) -> None:
    """Without being touched; then what changed is read, and the question is asked again."""
    repository = make_repository(tmp_path / "greetings", {"src/greetings.py": CODE})
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, scheme=scheme)
    turn = await ask(page, "What does greet_person do?")
    await expect(turn.get_by_text("Still true")).to_be_visible(timeout=WAIT_MS)
    await turn.get_by_role("button", name="Watch").click()
    await expect(turn.get_by_role("button", name="Watching")).to_be_visible(timeout=WAIT_MS)

    sha = repository.commit({"src/greetings.py": EDITED}, message="Greet anything")
    await product.client.post(f"/index/{repo}/diff")
    await expect(turn.get_by_text("Evidence changed", exact=True)).to_be_visible(timeout=WAIT_MS)
    await expect(turn.get_by_text("1 commit behind main")).to_be_visible()
    marked = turn.locator("[data-status]", has=page.locator("[data-statement-age=changed]"))
    await expect(marked.first).to_contain_text(f"evidence changed since ({sha[:7]})")
    untouched = turn.locator("[data-status]", has_text="Its documentation says")
    await expect(untouched.locator("[data-statement-age]")).to_have_count(0)

    await turn.get_by_role("button", name="What changed").click()
    await turn.locator("summary", has_text="Evidence changed").first.click()
    await expect(turn.get_by_text(f"In {sha[:7]} “Greet anything”").first).to_be_visible(timeout=WAIT_MS)
    await expect(turn.get_by_text("def greet_person(name: object) -> str:").first).to_be_visible()
    assert await find_problems(page) == []

    await turn.get_by_role("button", name="Ask at the newest commit").click()
    again = page.locator("[data-turn]").last
    await expect(again.get_by_role("group", name="Different from before")).to_be_visible(timeout=WAIT_MS)
    await expect(again.get_by_text("Still true")).to_be_visible(timeout=WAIT_MS)
    assert await find_problems(page) == []
