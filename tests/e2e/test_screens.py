"""What holds of every screen: nothing for axe to find in both themes, no foreign request, room at each width."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Error, Page

from repochat.core.database import Database
from tests.e2e.browsing import find_problems
from tests.e2e.modelled import CODE, FILES, QUESTION
from tests.e2e.screens import SCREENS, Screen
from tests.e2e.stage import Stage, empty_stage, set_stage
from tests.e2e.thinking import UNTIDY
from tests.git.repositories import make_repository

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("web_app")]

WIDTHS = (360, 1280, 2560)
# How much wider than its window the page stays: a column becomes a drawer some frames after the window has shrunk.
FRAMES_MAX = 120
ROOM = """async frames => {
  const measure = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  while (measure() > 0 && frames-- > 0) await new Promise(requestAnimationFrame);
  return measure();
}"""


@asynccontextmanager
async def open_screens(browser: Browser, stage: Stage, *, is_signed_in: bool) -> AsyncGenerator[tuple[Page, list[str]]]:
    """A page, and what has gone wrong on it: errors of scripts, refusals of the policy, requests to others."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    if is_signed_in:
        await context.request.get(f"{stage.product.address}/?token={stage.product.token}")
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if is_foreign(request.url, stage) else None)
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page, wrong
    await context.close()


def is_foreign(url: str, stage: Stage) -> bool:
    return not url.startswith((f"{stage.product.address}/", "data:", "blob:"))


async def look(page: Page, screen: Screen, stage: Stage) -> list[str]:
    """What is wrong with the screen."""
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto(f"{stage.product.address}{screen.address(stage)}")
    try:
        await screen.reach(page)
    except (AssertionError, Error) as error:
        return [f"{screen.name}: {error}"]
    problems = [f"light: {found}" for found in await find_problems(page)]
    await page.emulate_media(color_scheme="dark")
    problems += [f"dark: {found}" for found in await find_problems(page, rules=("color-contrast",))]
    problems += [] if await page.get_attribute("html", "lang") == "en" else ["no language"]
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        over = await page.evaluate(ROOM, FRAMES_MAX)
        problems += [f"{over} px wider than {width} px"] if over > 0 else []
    return [f"{screen.name}: {problem}" for problem in problems]


async def test_every_screen_is_accessible_fits_and_asks_nobody_else(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    files = {**FILES, "src/greetings.py": b"GREETING = 'Hi'\n", "src/untidy.py": UNTIDY}
    repository = make_repository(tmp_path / "greetings", files)
    repository.commit({"src/greetings.py": CODE}, message="Greet people by name\n\nAll of them at once.")
    problems: list[str] = []
    titles: dict[str, str] = {}
    async with empty_stage(database, tmp_path / "home") as empty:
        stage = empty
        for is_set in (False, True):
            if is_set:
                stage = await set_stage(empty.product, repository.path, [QUESTION, "Who calls greet_person?"])
            for is_signed_in in (True, False):
                chosen = [
                    screen
                    for screen in SCREENS
                    if (screen.on == "all set") == is_set and screen.is_signed_in == is_signed_in
                ]
                async with open_screens(browser, stage, is_signed_in=is_signed_in) as (page, wrong):
                    for screen in chosen:
                        problems += await look(page, screen, stage)
                        problems += [f"{screen.name}: {each}" for each in wrong]
                        wrong.clear()
                        path = screen.address(stage).partition("?")[0]
                        titles.setdefault(path, await page.title())
    assert not problems, "\n".join(problems)
    assert len(set(titles.values())) == len(titles), titles
