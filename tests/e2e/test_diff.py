"""On the page: what differs between two revisions, compared with git's own difference."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.api.serving import Product
from tests.e2e.browsing import WAIT_MS, find_problems, index_repository, open_page
from tests.git.repositories import Repository, make_repository

pytestmark = pytest.mark.e2e

NARROW_PX = 360
LONG = [f"value_{number} = {number}" for number in range(1, 121)]
TOLD = ["def explain():", '    """At length.', *[f"    for word {n}" for n in range(60)], '    """', "    return 60"]
EDITED = ["first = 0", *LONG[:59], "value_60 = compute(60)", *LONG[60:]]


def join(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A release and what came after it: an edit at two places, a rename, a new file, a lost one and a binary one."""
    made = make_repository(
        tmp_path / "values",
        {"src/values.py": join(LONG), "old_name.txt": b"one\ntwo\nthree\n", "gone.py": b"GONE = 1\n"}
        | {"told.py": join(TOLD)},
    )
    made.git("tag", "v1", "main")
    made.commit(
        {
            "src/values.py": join(EDITED),
            "new_name.txt": b"one\ntwo\nthree\n",
            "added.py": b"ADDED = 1\nMORE = 2\n",
            "data.bin": bytes(range(256)),
            "told.py": join([line.replace("word 58", "word 0") for line in TOLD]),
        },
        remove=["old_name.txt", "gone.py"],
        message="Go on",
    )
    return made


def read_patch(repository: Repository, path: str) -> list[str]:
    """The lines of git's own difference, each with its mark."""
    patch = repository.git("diff", "v1", "main", "--", path).decode().split("\n")
    first = next(at for at, line in enumerate(patch) if line.startswith("@@"))
    return [line for line in patch[first:] if line[:1] in (" ", "+", "-")]


async def read_lines(section: Locator) -> list[str]:
    """The same as the page shows it, one column."""
    script = """rows => rows.map(cell => {
      const is = (side) => cell.classList.contains(`diff-code-${side}`);
      return (is("insert") ? "+" : is("delete") ? "-" : " ") + cell.textContent;
    })"""
    await expect(section.locator("td.diff-code").first).to_be_visible(timeout=WAIT_MS)
    return await section.locator("td.diff-code").evaluate_all(script)


def section_of(page: Page, path: str) -> Locator:
    return page.get_by_role("region", name=path, exact=True)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW_PX)])
async def test_the_lines_that_differ_are_those_of_git(
    product: Product, browser: Browser, repository: Repository, scheme: str, width: int
) -> None:
    """Renames, new and binary files are said, numbers lead to the code, more lines come when asked for."""
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/diff?repo={repo}&base=v1&head=main", scheme=scheme, width=width)
    values = section_of(page, "src/values.py")
    await values.scroll_into_view_if_needed()
    assert await read_lines(values) == read_patch(repository, "src/values.py")
    await expect(section_of(page, "new_name.txt").get_by_text("No line differs: it was only renamed.")).to_be_visible()
    await expect(section_of(page, "data.bin").get_by_text("A binary file")).to_be_visible()
    await expect(page.get_by_text("6 changed files")).to_be_visible()
    number = values.locator("tr", has_text="value_60 = compute(60)").locator("td.diff-gutter a").last
    address = parse_qs(urlsplit(await number.get_attribute("href") or "").query)
    assert (address["rev"], address["path"], address["start"]) == ([repository.sha()], ["src/values.py"], ["61"])
    assert await find_problems(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await values.get_by_role("button", name="Show all 53").click()
    await expect(values.get_by_text("value_30 = 30", exact=True)).to_be_visible()
    shown = await read_lines(values)
    assert [line[1:] for line in shown if line[0] != "-"][: len(EDITED[:63])] == EDITED[:63]


async def test_revisions_are_chosen_and_files_are_reached_by_keys_and_by_address(
    product: Product, browser: Browser, repository: Repository
) -> None:
    """A pick changes the address, which opens the same again at the same file; side by side is remembered."""
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/diff?repo={repo}")
    await page.get_by_role("button", name="Base revision").click()
    await page.get_by_placeholder("Branch, tag, pull request or commit").fill("v1")
    await page.get_by_role("option", name="v1").click()
    await page.get_by_role("button", name="Head revision").click()
    await page.get_by_role("option", name="main").click()
    await expect(page.get_by_text("6 changed files")).to_be_visible(timeout=WAIT_MS)
    await page.locator("body").press("n")
    await page.keyboard.press("n")
    assert await page.evaluate("document.activeElement.dataset.file") == "data.bin"
    await page.get_by_label("Filter the files").fill("values")
    await page.get_by_role("navigation", name="Changed files").get_by_role("button").click()
    await page.wait_for_url("**path=src*")
    await page.get_by_role("switch", name="Side by side").click()
    await page.reload()
    values = section_of(page, "src/values.py")
    await expect(values).to_be_in_viewport(timeout=WAIT_MS)
    await expect(values.locator(".diff-split").first).to_be_visible(timeout=WAIT_MS)
    assert await find_problems(page) == []


async def test_a_part_that_begins_within_a_string_has_the_colours_of_the_whole_file(
    product: Product, browser: Browser, repository: Repository
) -> None:
    """By itself the end of the docstring would be taken for a beginning, and the code after it for text."""
    repo = await index_repository(product.client, str(repository.path))
    page = await open_page(product, browser, at=f"/diff?repo={repo}&base=v1&head=main&path=told.py")
    lines = section_of(page, "told.py").locator("td.diff-code")
    await expect(lines.locator("span[style]").first).to_be_visible(timeout=WAIT_MS)
    script = "cells => cells.map(cell => [cell.textContent.trim(), getComputedStyle(cell.querySelector('span')).color])"
    colours = dict(await lines.evaluate_all(script))
    strings = {colours[line] for line in ("for word 56", "for word 57", "for word 59", '"""')}
    assert len(strings) == 1
    assert colours["return 60"] not in strings
