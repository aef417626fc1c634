"""Answers of a language model in the web app: their proof, their making, and what a person does with them."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from repochat.core.database import Database
from repochat.llm.testing import Call, ReceivedChat, Reply, calling
from tests.e2e.browsing import WAIT_MS, ask, begin, find_problems, open_page
from tests.e2e.cutting import cuttable
from tests.e2e.modelled import NOT_LOOPBACK, QUESTION, Modelled, find_piece, modelled

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

NARROW_PX = 360
SLOW_S = 0.3


def tell_half(request: ReceivedChat) -> str:
    """True, half true, false and hostile statements."""
    greeter = find_piece(request, "def greet_person")
    return (
        "## How it greets\n\n"
        f"`greet_person` takes a `name` [{greeter}].\n"
        f"`greet_person` returns a greeting that begins with `GREETING` [{greeter}].\n"
        f"`greet_person` retries `5` times with `retry_policy` [{greeter}].\n\n"
        f"- `greet_everybody` calls `greet_person` [{greeter}].\n"
        f"- <img src=https://evil.example/a.png> ![x](https://evil.example/b.png) [click](https://evil.example) "
        f"<script>document.title='taken'</script> [{greeter}].\n\n"
        "I don't know who calls `greet_everybody`.\n"
    )


def tell_truth(request: ReceivedChat) -> str:
    return f"`greet_person` takes a `name` [{find_piece(request, 'def greet_person')}]."


def tell_slowly(request: ReceivedChat) -> Reply:
    """Several statements over some seconds."""
    piece = find_piece(request, "def greet_person")
    deltas = [f"`greet_person` takes a `name` [{piece}]. ", *(f"`greet_everybody` is here [{piece}]. " for _ in "ab")]
    return Reply(text=(*deltas, *("It goes on, " for _ in range(40))), delta_delay_s=SLOW_S)


def tell_in_parts(request: ReceivedChat) -> Reply:
    piece = find_piece(request, "def greet_person")
    names = ("greet_person", "greet_everybody", "GREETING", "name", "names")
    return Reply(text=tuple(f"The code has `{name}` [{piece}].\n\n" for name in names), delta_delay_s=SLOW_S)


async def test_each_statement_is_marked_and_nothing_in_it_becomes_a_link_an_image_or_a_script(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        page = await open_page(world.product, browser, at=world.address)
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        turn = await ask(page, QUESTION)
        await expect(turn.get_by_role("heading", name="How it greets")).to_be_visible()
        false = turn.locator("[data-status=unsupported]", has_text="retry_policy")
        await false.get_by_role("button").focus()
        await expect(page.get_by_role("tooltip")).to_contain_text("retry_policy")
        await expect(turn.locator("[data-status=supported]").first).to_contain_text("Supported:")
        await expect(turn.locator("[data-kind=absence]")).not_to_have_attribute("data-status", "unsupported")
        assert await turn.locator("img, script, iframe").count() == 0
        links = await turn.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert links
        assert all(link.startswith(("/code?", "/answers/")) for link in links)
        assert [url for url in requested if not url.startswith(world.product.address)] == []
        assert await page.title() != "taken"


async def test_strict_leaves_out_what_is_not_supported_and_the_choice_is_remembered(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        page = await open_page(world.product, browser, at=world.address)
        await page.get_by_text("Quick", exact=True).click()
        await page.get_by_role("switch", name="Strict").check()
        turn = await ask(page, QUESTION)
        await expect(turn.get_by_text("removed: not proven by the code")).to_be_visible()
        await expect(turn.locator("[data-status=unsupported]")).to_have_count(0)
        await page.reload()
        await expect(page.get_by_role("radio", name="Quick")).to_be_checked()
        await expect(page.get_by_role("switch", name="Strict")).to_be_checked()


async def test_deep_mode_shows_what_it_looks_at_and_folds_it_away(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    callers = Reply(calls=(Call(name="find_callers", arguments={"name": "greet_person"}),))
    script = (calling("search", query="greeting"), callers, tell_truth)
    async with modelled(database, tmp_path, *script) as world:
        page = await open_page(world.product, browser, at=world.address)
        await page.get_by_text("Deep", exact=True).click()
        turn = await ask(page, QUESTION)
        steps = turn.locator("[data-step]")
        await expect(steps).to_have_count(2)
        await expect(steps.first).to_be_hidden()
        await turn.get_by_text("Looked 2 times").click()
        await expect(steps.last).to_contain_text("Looked for callers of greet_person")
        await expect(steps.last).to_contain_text("ms")
        await expect(steps.last).to_contain_text("1 caller of greet_person in src/greetings.py")
        await page.reload()
        await expect(steps).to_have_count(2)
        await turn.get_by_text("Looked 2 times").click()
        await expect(steps.last).to_contain_text("1 caller of greet_person in src/greetings.py")


async def test_why_adds_up_to_the_score_and_tells_what_would_have_been_found_otherwise(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_truth) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await ask(page, QUESTION)
        await turn.get_by_role("button", name="Why this answer?").click()
        panel = page.get_by_label("Why this answer?", exact=True)
        await expect(panel).to_be_focused()
        place = panel.locator("[data-place='src/greetings.py']")
        await expect(place).to_contain_text("cited")
        await place.locator("summary").click()
        parts = await place.locator("[data-contribution]").evaluate_all("all => all.map(each => Number(each.value))")
        score = await place.locator("[data-score]").evaluate("each => Number(each.value)")
        assert len(parts) > 3
        assert abs(sum(parts) - score) < 1e-9
        await expect(panel.get_by_label("Context", exact=True)).to_contain_text("12,000 tokens")
        await expect(panel.get_by_label("Stages")).to_contain_text("model")
        await panel.get_by_text("meaning", exact=True).first.click()
        await expect(panel.locator("[data-without=dense]")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(turn.get_by_role("button", name="Why this answer?")).to_be_focused()


async def test_feedback_is_stored_shown_again_and_taken_back(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_truth) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await ask(page, QUESTION)
        await turn.get_by_role("button", name="The answer is right").click()
        await turn.get_by_label("What is right or wrong about it").fill("Name the default too.")
        await turn.get_by_role("button", name="Send").click()
        await turn.get_by_label("The right place was").fill("src/greetings.py")
        await turn.get_by_label("Lines").fill("3")
        await turn.get_by_role("button", name="Add").click()
        await expect(turn.get_by_text("src/greetings.py:3-3")).to_be_visible()
        sources = page.get_by_role("region", name="Sources of this answer")
        misled = sources.get_by_role("button", name="This place misled").first
        await misled.click()
        await expect(misled).to_have_attribute("aria-pressed", "true")
        await turn.locator("a[aria-label^='Citation 1:']").first.click()
        said = await read_feedback(world, page, kinds=5)
        assert {(each["kind"], each["value"]) for each in said} == {
            ("answer", 1), ("comment", 1), ("place", 1), ("citation", -1), ("click", 1),
        }  # fmt: skip

        await page.reload()
        up = page.get_by_role("button", name="The answer is right")
        await expect(up).to_have_attribute("aria-pressed", "true")
        await up.click()
        await expect(up).to_have_attribute("aria-pressed", "false")
        assert ("answer", 0) in {(each["kind"], each["value"]) for each in await read_feedback(world, page, kinds=5)}


async def test_an_answer_is_copied_exported_asked_again_and_edited(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_truth) as world:
        page = await open_page(world.product, browser, at=world.address)
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        turn = await ask(page, QUESTION)
        await turn.get_by_role("button", name="Copy").click()
        await expect(turn.get_by_text("Copied")).to_be_visible()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("`greet_person` takes a `name`. [1]\n\nSources:\n\n1. [`src/greetings.py:")
        assert f"]({world.product.address}/code?" in copied
        for name, part in (("Markdown", "greet_person"), ("JSON", '"snippet_sha256"')):
            async with page.expect_download() as download:
                await turn.get_by_role("link", name=name).click()
            path = await (await download.value).path()
            assert part in path.read_text()

        await turn.get_by_role("button", name="Edit").click()
        await expect(page.locator("#question")).to_have_value(QUESTION)
        await expect(page.locator("#question")).to_be_focused()
        await turn.get_by_role("button", name="Ask again").click()
        await expect(page.locator("[data-turn-status=done]")).to_have_count(2)


async def test_the_keys_lead_from_citation_to_citation_and_back_to_the_question(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await ask(page, QUESTION)
        await turn.locator("a[aria-label^='Citation 1:']").first.focus()
        await page.keyboard.press("Enter")
        first = await read_heading(page)
        await page.keyboard.press("]")
        await expect(page.locator("aside h2")).not_to_have_text(first)
        await page.keyboard.press("[")
        await expect(page.locator("aside h2")).to_have_text(first)
        await page.keyboard.press("Escape")
        await expect(page.locator("aside")).to_have_count(0)
        await page.keyboard.press("/")
        await expect(page.locator("#question")).to_be_focused()
        await page.get_by_role("button", name="#symbol").click()
        await expect(page.locator("#question")).to_have_value("#")


async def test_conversations_are_listed_reopened_searched_renamed_shared_and_deleted(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_truth) as world:
        page = await open_page(world.product, browser, at=world.address, width=1600)
        await ask(page, QUESTION)
        turn = await ask(page, "And who calls it?")
        await expect(turn.get_by_text("It is greet_person")).to_be_visible()
        deep_link = page.url
        assert "conversation=" in deep_link
        listed = page.get_by_role("navigation", name="Conversations")
        await listed.get_by_role("button", name="New conversation").click()
        await expect(page.locator("[data-turn]")).to_have_count(0)

        await page.goto(deep_link)
        await expect(page.locator("[data-turn-status=done]")).to_have_count(2)
        await listed.hover()
        await listed.get_by_role("button", name="Share with everybody here").click()
        await expect(listed.get_by_text("shared")).to_be_visible()
        await listed.get_by_role("button", name="Rename").click()
        await listed.get_by_label("Title").fill("About greetings")
        await listed.get_by_role("button", name="Save").click()
        await expect(listed.get_by_role("link", name="About greetings")).to_be_visible()
        await listed.get_by_role("searchbox").fill("who calls")
        await expect(listed.get_by_role("link", name="About greetings")).to_be_visible()
        await listed.get_by_role("searchbox").fill("nothing like this")
        await expect(listed.get_by_text("Nothing has these words.")).to_be_visible()
        await listed.get_by_role("searchbox").fill("")
        await listed.get_by_role("button", name="Delete About greetings").click()
        await listed.get_by_role("button", name="Delete", exact=True).click()
        await expect(listed.get_by_text("Nothing was asked yet.")).to_be_visible()
        await expect(page.locator("[data-turn]")).to_have_count(0)


async def test_a_running_answer_is_rejoined_after_a_reload_and_stopped_for_good(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_slowly) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await begin(page, QUESTION)
        await expect(turn.locator("[data-status]").first).to_be_visible(timeout=WAIT_MS)
        await page.reload()
        turn = page.locator("[data-turn-status=running]")
        await expect(turn.locator("[data-status]").first).to_be_visible()
        await page.get_by_role("button", name="Stop", exact=True).click()
        await expect(page.get_by_text("Stopped: this is how far it came.")).to_be_visible()
        turn_id = await page.locator("[data-turn]").get_attribute("data-turn")
        stored = (await world.product.client.get(f"/turns/{turn_id}")).json()
        assert (stored["status"], stored["answer"]["status"]) == ("cancelled", "cancelled")
        assert await asyncio.to_thread(world.server.received[0].closed_early.wait, 5)


async def test_an_answer_goes_on_where_it_was_when_the_connection_breaks(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_in_parts) as world, cuttable(world.product.address) as line:
        page = await open_page(replace(world.product, address=line.address), browser, at=world.address)
        turn = await begin(page, QUESTION)
        statements = turn.locator("[data-kind]")
        await expect(statements.first).to_be_visible(timeout=WAIT_MS)
        line.cut()
        await expect(turn.get_by_text("The connection broke: reconnecting")).to_be_visible()
        await expect(turn.get_by_text("True for commit")).to_be_visible(timeout=WAIT_MS)
        turn_id = await turn.get_attribute("data-turn")
        stored = (await world.product.client.get(f"/turns/{turn_id}")).json()["answer"]
        assert await statements.count() == len(stored["statements"]) > 3
        assert await turn.get_by_role("alert").count() == 0


async def test_nothing_leaves_this_machine_before_a_person_says_so(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with modelled(database, tmp_path, tell_truth, host=NOT_LOOPBACK) as world:
        page = await open_page(world.product, browser, at=world.address)
        turn = await ask(page, QUESTION)
        await expect(turn.locator("[data-note]")).to_contain_text("Nobody has allowed code")
        sure = turn.get_by_role("checkbox")
        allow = turn.get_by_role("button", name="Allow and ask again")
        await expect(sure).not_to_be_checked()
        await expect(allow).to_be_disabled()
        await expect(turn.get_by_text(f"{NOT_LOOPBACK}:{world.server.port}", exact=True)).to_be_visible()
        assert await find_problems(page) == []
        assert world.server.received == []

        await sure.check()
        await allow.click()
        again = page.locator("[data-turn-status=done]").nth(1)
        await expect(again.get_by_text("compatible:scripted")).to_be_visible(timeout=WAIT_MS)
        assert len(world.server.received) == 1
        entries = (await world.product.client.get("/audit")).json()["entries"]
        assert any("allow" in entry["action"] for entry in entries)

        await page.get_by_role("button", name="Stop sending code there").click()
        await expect(page.get_by_text("no code may go there yet")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW_PX)])
async def test_answers_and_their_why_have_no_accessibility_problem_and_fit(
    database: Database, tmp_path: Path, browser: Browser, scheme: str, width: int
) -> None:
    async with modelled(database, tmp_path, tell_half) as world:
        page = await open_page(world.product, browser, at=world.address, scheme=scheme, width=width)
        turn = await ask(page, QUESTION)
        await turn.get_by_role("button", name="Say more").click()
        assert await find_problems(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await turn.get_by_role("button", name="Why this answer?").click()
        place = page.locator("[data-place='src/greetings.py']")
        await place.locator("summary").click()
        assert await find_problems(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def read_heading(page: Page) -> str:
    heading = page.locator("aside h2")
    await expect(heading).to_be_visible()
    return await heading.inner_text()


async def read_feedback(world: Modelled, page: Page, *, kinds: int) -> list[dict[str, object]]:
    """What is stored of the answer, once there are so many kinds of it: clicks are told without waiting."""
    turn_id = await page.locator("[data-turn]").get_attribute("data-turn")
    client = world.product.client
    answer_id = (await client.get(f"/turns/{turn_id}")).json()["answer"]["answer_id"]
    async with asyncio.timeout(5):
        while True:
            said: list[dict[str, object]] = (await client.get(f"/answers/{answer_id}/feedback")).json()["feedback"]
            if len({each["kind"] for each in said}) >= kinds:
                return said
            await asyncio.sleep(0.05)
