"""Every screen of the web app, once: its name, its address, and what a person does to see it.

The looks of all of them (`screenshots.py`), their accessibility and their requests (`test_screens.py`) go by this list.
A new screen needs its line here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page, expect

from tests.e2e.stage import Stage

WAIT_MS = 15_000
NOBODY_THERE = "00000000-0000-7000-8000-000000000000"

Reach = Callable[[Page], Awaitable[None]]
Shown = Literal["nothing connected", "all set"]


async def see_heading(page: Page) -> None:
    """The screen stands when its heading does."""
    await expect(page.get_by_role("heading", level=1).first).to_be_attached(timeout=WAIT_MS)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """`reach` returns when everything that belongs to the screen is there. `title` is that of the page, in part.

    `on` says what must be connected; `is_signed_in` whether the browser is known.
    """

    name: str
    address: Callable[[Stage], str]
    reach: Reach = see_heading
    on: Shown = "all set"
    is_signed_in: bool = True


def find_text(*texts: str) -> Reach:
    """Reached when each of the texts is in sight."""

    async def reach(page: Page) -> None:
        for text in texts:
            await expect(page.get_by_text(text).first).to_be_visible(timeout=WAIT_MS)

    return reach


def press(keys: str, *, then: str) -> Reach:
    """Reached when the keys have brought up the dialog named `then`."""

    async def reach(page: Page) -> None:
        await see_heading(page)
        await page.keyboard.press(keys)
        await expect(page.get_by_role("dialog", name=then)).to_be_visible(timeout=WAIT_MS)

    return reach


async def see_answer(page: Page) -> None:
    await expect(page.get_by_text("True for commit").last).to_be_visible(timeout=WAIT_MS)
    await expect(page.locator("[data-turn-status=done]").last).to_be_visible(timeout=WAIT_MS)


async def open_citation(page: Page) -> None:
    await see_answer(page)
    await page.locator("a[aria-label^='Citation 1:']").last.click()
    await see_lines(page)


async def open_why(page: Page) -> None:
    await see_answer(page)
    await page.get_by_role("button", name="Why this answer?").last.click()
    panel = page.get_by_label("Why this answer?", exact=True)
    await expect(panel.locator("[data-place]").first).to_be_visible(timeout=WAIT_MS)
    await panel.locator("[data-place] summary").first.click()


async def open_conversations(page: Page) -> None:
    """A column where there is room, behind a button where there is none."""
    await see_answer(page)
    listed = page.get_by_role("navigation", name="Conversations")
    if not await listed.is_visible():
        await page.get_by_role("button", name="Conversations").click()
    await expect(listed.get_by_role("link").first).to_be_visible(timeout=WAIT_MS)


async def see_lines(page: Page) -> None:
    await expect(page.locator("[data-cited]").first).to_be_visible(timeout=WAIT_MS)


async def open_insight(page: Page) -> None:
    title = page.locator("[data-insight] h2 button").first
    await title.click(timeout=WAIT_MS)
    await expect(title).to_have_attribute("aria-expanded", "true")


async def see_tiles(page: Page) -> None:
    await expect(page.locator("canvas[data-tiles]:not([data-tiles='0'])")).to_be_visible(timeout=WAIT_MS)


async def open_module(page: Page) -> None:
    await page.locator("[data-module]").first.click(timeout=WAIT_MS)
    await expect(page.get_by_label("Module", exact=True)).to_be_visible()


def open_risk(stage: Stage) -> str:
    return f"/risk?{stage.at}&view=tree&path={stage.path}"


def open_chat(stage: Stage) -> str:
    return f"/chat?{stage.at}&conversation={stage.conversation}"


def open_lines(stage: Stage) -> str:
    return f"/code?{stage.at}&path={stage.path}&start={stage.start}&end={stage.end}"


SECTIONS = (
    "account",
    "keys",
    "model",
    "embedding",
    "branches",
    "following",
    "thinking",
    "pulls",
    "members",
    "github",
    "audit",
    "kill-switch",
)
SCREENS: tuple[Screen, ...] = (
    Screen(name="dashboard-empty", address=lambda _: "/", on="nothing connected"),
    Screen(name="chat-nothing-connected", address=lambda _: "/chat", on="nothing connected"),
    Screen(name="sign-in", address=lambda _: "/", reach=find_text("Who is asking?"), is_signed_in=False),
    Screen(name="dashboard", address=lambda _: "/"),
    Screen(name="chat-new", address=lambda stage: f"/chat?{stage.at}"),
    Screen(name="chat", address=open_chat, reach=see_answer),
    Screen(name="chat-citation", address=open_chat, reach=open_citation),
    Screen(name="chat-why", address=open_chat, reach=open_why),
    Screen(name="chat-conversations", address=open_chat, reach=open_conversations),
    Screen(name="answer", address=lambda stage: f"/answer?id={stage.answer}", reach=find_text("True for commit")),
    Screen(name="code-lines", address=open_lines, reach=see_lines),
    Screen(name="code-commit", address=lambda stage: f"/code?{stage.at}&commit={stage.head}"),
    Screen(name="diff", address=lambda stage: f"/diff?{stage.at}&base={stage.base}&head={stage.head}"),
    Screen(name="palette", address=lambda stage: f"/chat?{stage.at}", reach=press("Control+k", then="Find anything")),
    Screen(name="keys", address=lambda _: "/settings", reach=press("?", then="Keys")),
    Screen(name="insights", address=lambda stage: f"/insights?{stage.at}&filter=all", reach=open_insight),
    Screen(name="risk", address=lambda stage: f"/risk?{stage.at}", reach=see_tiles),
    Screen(name="risk-file", address=open_risk, reach=find_text("What the score is made of")),
    Screen(name="map", address=lambda stage: f"/map?{stage.at}", reach=open_module),
    Screen(name="engine", address=lambda _: "/engine", reach=find_text("Last runs")),
    Screen(name="runs", address=lambda stage: f"/runs?{stage.at}", reach=find_text("Done")),
    Screen(name="run", address=lambda stage: f"/runs?of=thought&run={stage.run}", reach=find_text("Looked at")),
    *(
        Screen(name=f"settings-{section}", address=lambda stage, of=section: f"/settings?section={of}&{stage.at}")
        for section in SECTIONS
    ),
    Screen(name="error-missing-repository", address=lambda _: "/chat?repo=no-such-repository"),
    Screen(name="error-missing-file", address=lambda stage: f"/code?{stage.at}&path=no/such/file.py"),
    Screen(name="error-missing-answer", address=lambda _: f"/answer?id={NOBODY_THERE}"),
    Screen(name="not-found", address=lambda _: "/no/such/page"),
)
