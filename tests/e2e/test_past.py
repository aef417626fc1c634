"""On the page: commits and pull requests that an answer cites, and the reports of a watched question."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from repochat.accounts import local_viewer
from repochat.catalog.pull_request_store import PullRequestWriter, StoredPullRequest
from repochat.workspace import Workspace
from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, ask, find_problems, index_repository, open_page, read_highlighted
from tests.e2e.test_ages import EDITED
from tests.e2e.test_web_app import CODE, NARROW_PX
from tests.git.repositories import Repository, make_repository

pytestmark = pytest.mark.e2e

BELOW_SOURCES_PX = 1200  # wider than that, sources stand beside the answers
BEFORE = b"def retry(call):\n    return call()\n"
AFTER = b"LIMIT = 5\n\n\ndef retry(call):\n    for _ in range(LIMIT):\n        call()\n"
MESSAGE = "Limit retries to five\n\nEndless retries overloaded the payment gateway during the outage.\n"
PULL_URL = "https://forge.example/r/pull/12"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A limit came for a reason, and something was removed by a pull request."""
    files = {"net/retry.py": BEFORE, "net/legacy.py": b"def old_way():\n    return 1\n"}
    repository = make_repository(tmp_path / "net", files)
    repository.commit({"net/retry.py": AFTER}, message=MESSAGE, author="Bob Stone <bob@example.com>")
    repository.commit({}, message="Drop old_way (#12)\n\nNobody called it.", remove=["net/legacy.py"])
    return repository


async def put_pull(product: Product, repo: str) -> None:
    """As a forge told it."""
    viewer = local_viewer()
    found = await Workspace(resources=product.services.resources, viewer=viewer).find_repo(repo)
    now = datetime.now(UTC)
    told = StoredPullRequest(
        repo_id=found.id, number=12, title="Remove the old way", body="It hid errors.", state="closed",
        is_draft=False, author="bob", head_ref="drop", head_sha="c" * 40, base_ref="main", base_sha="d" * 40,
        merge_sha=None, url=PULL_URL, updated_at=now, merged_at=now,
    )  # fmt: skip
    async with product.services.database.write(viewer.scope) as session:
        await PullRequestWriter(session).put(told)


def source(turn: Locator, name: str) -> Locator:
    """The source of an answer that has `name`."""
    return turn.get_by_role("group", name="Sources").get_by_role("link").filter(has_text=name).first


def read_message(repository: Repository, sha: str) -> list[str]:
    return repository.git("cat-file", "commit", sha).decode().partition("\n\n")[2].split("\n")


@pytest.mark.parametrize(("scheme", "width"), [("light", BELOW_SOURCES_PX), ("dark", NARROW_PX)])
async def test_a_cited_commit_opens_at_the_lines_of_its_message(
    product: Product, browser: Browser, repository: Repository, scheme: str, width: int
) -> None:
    """The marked lines are those that git holds; who, when, the files and their difference stand around them."""
    await index_repository(product.client, str(repository.path))
    sha = repository.sha("HEAD~1")
    page = await open_page(product, browser, scheme=scheme, width=width)
    turn = await ask(page, "Why are retries limited to five in retry?")
    cited = source(turn, sha[:7])
    await expect(cited).to_contain_text("Limit retries to five", timeout=WAIT_MS)
    address = await cited.get_attribute("href")
    await cited.click()
    panel = page.locator("aside")
    shown = await read_highlighted(panel)
    lines = read_message(repository, sha)
    assert [text for _, text in shown] == [lines[number - 1] or " " for number, _ in shown]
    await expect(panel.get_by_text("Bob Stone")).to_be_visible()
    await expect(panel.locator("summary", has_text="net/retry.py")).to_be_visible()
    await expect(panel.get_by_text("for _ in range(LIMIT):")).to_be_visible()
    assert await find_problems(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width

    await page.goto(f"{product.address}{address}")
    assert await read_highlighted(page.locator("main")) == shown


async def test_the_keyboard_leads_from_citation_to_citation_of_every_kind(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await put_pull(product, await index_repository(product.client, str(repository.path)))
    page = await open_page(product, browser, width=BELOW_SOURCES_PX)
    turn = await ask(page, "When was old_way removed?")
    await turn.get_by_role("group", name="Sources").get_by_role("link").first.click()
    panel = page.locator("aside")
    seen = {await read_kind(panel)}
    for _ in range(await turn.get_by_role("group", name="Sources").get_by_role("listitem").count() - 1):
        before = await panel.get_by_role("heading", level=2).inner_text()
        await page.keyboard.press("]")
        await expect(panel.get_by_role("heading", level=2)).not_to_have_text(before)
        seen.add(await read_kind(panel))
    assert seen == {"Code", "commit", "pull request"}


async def read_kind(panel: Locator) -> str:
    """Of what is open, once its lines are marked."""
    await read_highlighted(panel)
    label = await panel.get_attribute("aria-label") or ""
    return next(kind for kind in ("pull request", "commit", "Code") if kind in label)


async def test_a_cited_pull_request_is_shown_as_its_forge_told_it(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await put_pull(product, await index_repository(product.client, str(repository.path)))
    page = await open_page(product, browser, width=BELOW_SOURCES_PX)
    turn = await ask(page, "When was old_way removed?")
    await source(turn, "Remove the old way").click()
    panel = page.locator("aside")
    assert (1, "Remove the old way") in await read_highlighted(panel)
    await expect(panel.get_by_text("Merged", exact=True)).to_be_visible()
    await expect(panel.get_by_text("As told by forge.example")).to_be_visible()
    await expect(panel.get_by_role("link", name="On forge.example")).to_have_attribute("href", PULL_URL)
    assert await find_problems(page) == []


async def test_a_copied_answer_names_the_commit_and_leads_to_it(
    product: Product, browser: Browser, repository: Repository
) -> None:
    await index_repository(product.client, str(repository.path))
    sha = repository.sha("HEAD~1")
    page = await open_page(product, browser, width=BELOW_SOURCES_PX)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = await ask(page, "Why are retries limited to five in retry?")
    await turn.get_by_role("button", name="Copy").click()
    await expect(turn.get_by_text("Copied")).to_be_visible()
    text = await page.evaluate("navigator.clipboard.readText()")
    place = next(line for line in text.splitlines() if f"[`commit {sha[:7]}:" in line)
    assert f"({product.address}/code?" in place
    assert f"commit={sha}" in place


async def test_a_report_of_a_watched_question_is_read(product: Product, browser: Browser, tmp_path: Path) -> None:
    """From the mark in the header to what changed, to the new answer, until nothing is new any more."""
    repository = make_repository(tmp_path / "greetings", {"src/greetings.py": CODE})
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, width=BELOW_SOURCES_PX)
    turn = await ask(page, "What does greet_person do?")
    await turn.get_by_role("button", name="Watch", exact=True).click()
    await expect(turn.get_by_role("button", name="Watching")).to_be_visible(timeout=WAIT_MS)
    sha = repository.commit({"src/greetings.py": EDITED}, message="Greet anything")
    await product.client.post(f"/index/{repo}/diff")
    await page.get_by_role("button", name="Watched 1 new").click(timeout=20_000)
    panel = page.locator("aside")
    report = panel.get_by_role("list", name="Reports").get_by_role("listitem").first
    await expect(report).to_contain_text(sha[:7])
    await expect(report).to_contain_text("greetings.py")
    assert await find_problems(page) == []
    link = await report.get_by_role("link", name="Read the new answer").get_attribute("href")
    await panel.get_by_role("button", name="Mark as read").click()
    await expect(panel.get_by_role("button", name="Mark as read")).to_have_count(0)
    await expect(page.get_by_role("button", name="Watched", exact=True)).to_be_visible()
    await check_answer(page, f"{product.address}{link}", sha)


async def check_answer(page: Page, address: str, sha: str) -> None:
    """The stored answer under its address, with its sources."""
    await page.goto(address)
    await expect(page.get_by_text(f"True for commit {sha[:7]}")).to_be_visible(timeout=WAIT_MS)
    assert await find_problems(page) == []
    await page.locator("a[aria-label^='Citation 1:']").first.click()
    await read_highlighted(page.locator("aside"))
