"""Why an answer says what it says, for a reader who distrusts it: sums that add up, what was left out, what if."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from repochat.core.database import Database
from repochat.llm.testing import ReceivedChat
from tests.e2e.browsing import ask, find_problems, open_page
from tests.e2e.modelled import QUESTION, Modelled, find_piece, modelled

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

NARROW_PX = 360
SIZES = (("light", 1280), ("dark", 1280), ("light", NARROW_PX), ("dark", NARROW_PX))


def tell_half(request: ReceivedChat) -> str:
    """A true statement, a false one, and a citation of nothing."""
    greeter = find_piece(request, "def greet_person")
    return (
        f"`greet_person` takes a `name` [{greeter}].\n\n"
        f"`greet_person` retries `5` times with `retry_policy` [{greeter}].\n\n"
        "`greet_person` is quick [k998]."
    )


async def test_the_bars_of_the_context_add_up_to_what_the_api_says_and_the_checks_are_counted(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    """By a deep link, too, and whatever was left out is named with its reason."""
    async with modelled(database, tmp_path, tell_half) as world:
        answer, why = await ask_by_api(world)
        page = await open_page(world.product, browser, at=f"/answer?id={answer}&why=1")
        panel = page.get_by_label("Why this answer?", exact=True)
        context = panel.get_by_label("Context", exact=True)
        pieces = await read_numbers(context.locator("[data-tokens]"))
        parts = await read_numbers(context.locator("[data-part]"))
        (used,) = await read_numbers(context.locator("[data-used]"))
        assert sum(pieces) == sum(parts) == used == why["context"]["tokens"] > 0
        assert pieces == [piece["tokens"] for cited in (True, False) for piece in why["context"]["pieces"]
                          if piece["cited"] is cited]  # fmt: skip
        await expect(context).to_contain_text(f"{why['context']['tokens_max']:,} tokens")

        outcome = why["outcome"]
        claims = await read_numbers(panel.locator("[data-claims]"))
        assert claims == [outcome["supported"], outcome["partly"], outcome["unsupported"]]
        assert outcome["unknown_ids"] == 1
        await expect(panel.get_by_label("Checks")).to_contain_text("1 citation dropped")
        await expect(panel.get_by_label("Stages")).to_contain_text("The model writes")
        await expect(panel.get_by_label("Policy")).to_contain_text(why["policy_version"])
        await panel.get_by_role("link", name=re.compile("Said and checked")).click()
        await expect(panel.locator("#why-checked")).to_be_in_viewport()

        await page.keyboard.press("Escape")
        await expect(panel).to_have_count(0)
        assert "why=1" not in page.url


async def test_what_would_have_been_found_without_something_is_what_the_api_says(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        answer, why = await ask_by_api(world)
        page = await open_page(world.product, browser, at=f"/answer?id={answer}&why=1")
        panel = page.get_by_label("Why this answer?", exact=True)
        (search,) = why["searches"]
        changed = [told for told in search["counterfactuals"] if any(hit["rank"] != hit["was"] for hit in told["hits"])]
        assert changed
        await panel.get_by_role("radio", name="as it was").focus()
        await page.keyboard.press("ArrowRight")
        await expect(panel.locator("[data-without]")).to_be_visible()
        for told in changed:
            await panel.locator("fieldset label", has_text=LABELS[told["without"]]).click()
            shown = panel.locator(f"[data-without={told['without']}]")
            await expect(shown).to_be_visible()
            places = [await row.inner_text() for row in await shown.locator("li").all()]
            assert len(places) == len(told["hits"]) + len(told["gone"])
            for hit, place in zip(told["hits"], places, strict=False):
                assert place.startswith(f"{hit['rank']}")
                assert hit["path"] in place


LABELS = {
    "lexical": "words", "dense": "meaning", "symbol": "names", "path": "paths", "graph": "graph",
    "history": "history", "traits": "kind of file", "fusion": "agreement",
}  # fmt: skip


async def test_what_was_left_out_is_named_with_its_reason(database: Database, tmp_path: Path, browser: Browser) -> None:
    """A file that is longer than the budget: what was cut of it is told."""
    async with modelled(database, tmp_path, tell_half) as world:
        body = "".join(f"    total += {number}  # greet_person adds {number}\n" for number in range(4000))
        world.repository.commit({"src/long.py": f"def greet_person_slowly(total):\n{body}    return total\n".encode()})
        await reindex(world)
        answer, why = await ask_by_api(world, "What does greet_person_slowly do?")
        dropped = why["context"]["dropped"]
        assert dropped
        page = await open_page(world.product, browser, at=f"/answer?id={answer}&why=1")
        context = page.get_by_label("Context", exact=True)
        await context.get_by_text("Left out:").click()
        assert await context.locator("[data-dropped]").count() == len(dropped)
        first = context.locator(f"[data-dropped={dropped[0]['reason']}]").first
        await expect(first).to_contain_text(dropped[0]["path"])


async def test_it_reads_well_everywhere_and_says_what_went_wrong(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        answer, _ = await ask_by_api(world)
        for scheme, width in SIZES:
            page = await open_page(world.product, browser, at=f"/answer?id={answer}&why=1", scheme=scheme, width=width)
            await expect(page.get_by_label("Policy")).to_be_attached()
            for fold in await page.locator("aside summary").all():
                await fold.evaluate("each => { each.parentElement.open = true }")
            assert await find_problems(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            await page.close()
        missing = "00000000-0000-4000-8000-000000000000"
        page = await open_page(world.product, browser, at=f"/answer?id={missing}&why=1")
        await expect(page.locator("aside").get_by_role("alert")).to_be_visible()


async def test_the_panel_of_a_chat_leads_to_its_own_address(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await ask(page, QUESTION)
        await turn.get_by_role("button", name="Why this answer?").click()
        link = page.locator("aside").get_by_role("link", name="Open under an address of its own")
        address = await link.get_attribute("href")
        await page.goto(f"{world.product.address}{address}")
        await expect(page.get_by_label("Why this answer?", exact=True).get_by_label("In short")).to_be_visible()


async def ask_by_api(world: Modelled, question: str = QUESTION) -> tuple[str, dict[str, Any]]:
    """The answer's id, and why it is so, in the API's words."""
    client = world.product.client
    asked = await client.post("/chat", json={"repo": world.repo, "question": question, "mode": "quick"}, timeout=60)
    answer: str = asked.json()["answer_id"]
    return answer, (await client.get(f"/answers/{answer}/why")).json()


async def reindex(world: Modelled) -> None:
    client = world.product.client
    run = (await client.post(f"/index/{world.repo}/diff")).json()
    await client.get(f"/index/{world.repo}/events", params={"run": run["id"]})


async def read_numbers(data: Locator) -> list[int]:
    """The exact values of elements, shown or folded away."""
    await expect(data.first).to_be_attached()
    return [int(value) for value in await data.evaluate_all("all => all.map(each => each.value)")]
