"""A repository whose every word is an attack is shown as text: nothing of it runs, links, drives or reorders."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, ask, index_repository, open_page
from tests.git.repositories import Repository, make_repository

pytestmark = pytest.mark.e2e

TAKEN = "document.title='taken'"
NAME = f'src/<img src=x onerror="{TAKEN}">.py'
CODE = f'''"""Greets. <script>{TAKEN}</script> ![x](https://evil.example/a.png)"""


def greet_person(name):
    """Greets <img src=https://evil.example/b.png onerror={TAKEN}> [click](javascript:{TAKEN}) \x1b[31mred\x1b[0m.

    Access \u202e\u2066 // check if admin\u2069 \u2066 is granted. </code></pre><iframe src=//evil.example>
    """
    return "<svg onload={TAKEN}>" + name
'''
MESSAGE = f"""Greet <img src=x onerror={TAKEN}> people

See [this](javascript:{TAKEN}) \x1b]8;;https://evil.example\x07here \u202egnp.exe <a href="javascript:{TAKEN}">x</a>
"""
# Text with characters that turn the order of what stands around them, or drive a terminal.
REORDERING = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (/[\u202a-\u202e\u2066-\u2069\u001b]/.test(data)) found.push(parentElement.outerHTML.slice(0, 200));
  }
  return found;
}"""
INJECTED = (
    "img[src], iframe, object, embed, base, form[action^='http'], main svg[onload], [onerror], [onload], [onmouseover]"
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "hostile", {"README.md": b"# Greets\n"})
    repository.commit({NAME: CODE.encode()}, message=MESSAGE, author="Eve\u202e <eve@evil.example>")
    return repository


async def find_harm(page: Page, product: Product, requested: list[str]) -> list[str]:
    """What of the repository became more than text."""
    links = await page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href') ?? '')")
    harm = [f"link {link}" for link in links if not link.startswith(("/", "#"))]
    harm += await page.locator(INJECTED).evaluate_all("all => all.map(each => each.outerHTML)")
    harm += [f"request {url}" for url in requested if not url.startswith((product.address, "data:", "blob:"))]
    harm += await page.evaluate(REORDERING)
    harm += ["title"] if "taken" in await page.title() else []
    return harm


async def test_nothing_of_a_hostile_repository_becomes_markup_a_link_or_a_request(
    product: Product, browser: Browser, repository: Repository
) -> None:
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/chat?repo={repo}")
    requested: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    turn = await ask(page, "What does greet_person do?")
    await expect(turn).to_contain_text("onerror")
    assert await find_harm(page, product, requested) == []

    await turn.locator("a[aria-label^='Citation 1:']").first.click()
    await expect(page.locator("[data-cited]").first).to_be_visible(timeout=WAIT_MS)
    assert await find_harm(page, product, requested) == []

    await page.goto(f"{product.address}/code?repo={repo}&commit={repository.sha()}")
    await expect(page.get_by_text("javascript:").first).to_be_visible(timeout=WAIT_MS)
    assert await find_harm(page, product, requested) == []

    await page.goto(f"{product.address}/")
    await expect(page.get_by_role("heading", name=repo)).to_be_visible(timeout=WAIT_MS)
    assert await find_harm(page, product, requested) == []
    assert refused == []


async def test_every_answer_of_the_server_carries_the_headers_that_keep_it_to_itself(product: Product) -> None:
    for path in ("/", "/chat", "/settings", "/theme.js", "/no/such", "/repos", "/healthz"):
        headers = (await product.client.get(path, headers={"accept": "text/html"})).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert "'unsafe-eval'" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
