"""Takes a picture of every screen in both themes at three widths: `python -m tests.e2e.screenshots [REPOSITORY]`.

They go into build-artifacts/screenshots, with an index.html that shows all of them. The repository (default: this
checkout) is indexed in a home and a database of their own; nothing of the installation is touched.
"""

import argparse
import asyncio
import html
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Browser, Error, Page, TimeoutError, async_playwright  # noqa: A004  what Playwright raises

from tests.e2e.browsing import CHROMIUM
from tests.e2e.screens import SCREENS, Screen
from tests.e2e.stage import QUESTIONS, Stage, own_stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "build-artifacts" / "screenshots"
WIDTHS = {360: 760, 1280: 800, 2560: 1300}
SETTLE_MS = 3_000
THEMES = ("light", "dark")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens of repochat</title>
<style>body{{font:14px system-ui;margin:2rem;color-scheme:light dark}}figure{{display:inline-block;margin:.5rem;
vertical-align:top}}img{{height:22rem;border:1px solid #8888}}</style><h1>Screens of repochat</h1>
{sections}"""


async def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 1 when a screen did not come up; the others are taken all the same."""
    options = _parse(argv)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    failed: list[str] = []
    async with own_stage() as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        failed += await _take_all(browser, stage, "nothing connected", options.only)
        full = await set_stage(stage.product, Path(options.repository), QUESTIONS)
        failed += await _take_all(browser, full, "all set", options.only)
        await browser.close()
    _write_index()
    print(f"{len(list(TARGET.glob('*.png')))} pictures: {TARGET / 'index.html'}")  # noqa: T201  a script's result
    for name in failed:
        print(f"did not come up: {name}", file=sys.stderr)  # noqa: T201  a script's result
    return 1 if failed else 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("repository", nargs="?", default=os.environ.get("REPO") or str(ROOT))
    parser.add_argument("--only", action="append", default=[], help="screens whose names begin so")
    return parser.parse_args(argv)


async def _take_all(browser: Browser, stage: Stage, on: str, only: Sequence[str]) -> list[str]:
    """Returns the screens that did not come up."""
    failed: list[str] = []
    chosen = [screen for screen in SCREENS if screen.on == on and screen.name.startswith(tuple(only) or "")]
    for screen in chosen:
        for width, height in WIDTHS.items():
            context = await browser.new_context(viewport={"width": width, "height": height})
            if screen.is_signed_in:
                await context.request.get(f"{stage.product.address}/?token={stage.product.token}")
            if not await _take(await context.new_page(), screen, stage, width):
                failed.append(f"{screen.name} at {width} px")
            await context.close()
    return failed


async def _take(page: Page, screen: Screen, stage: Stage, width: int) -> bool:
    """Both themes of one page, so that it is brought up once."""
    await page.goto(f"{stage.product.address}{screen.address(stage)}")
    is_up = True
    try:
        await screen.reach(page)
    except (AssertionError, Error):  # of an expectation, of a click
        is_up = False
    with suppress(TimeoutError):  # where a stream stays open, what the screen waits for is there
        await page.wait_for_load_state("networkidle", timeout=SETTLE_MS)
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        await page.screenshot(path=TARGET / f"{screen.name}-{width}-{theme}.png")
    return is_up


def _write_index() -> None:
    sections: list[str] = []
    for screen in SCREENS:
        names = [f"{screen.name}-{width}-{theme}.png" for width in WIDTHS for theme in THEMES]
        figures = "".join(
            f'<figure><a href="{name}"><img loading="lazy" src="{name}" alt="{name}"></a>'
            f"<figcaption>{html.escape(name)}</figcaption></figure>"
            for name in names
            if (TARGET / name).is_file()
        )
        sections.append(f"<h2>{html.escape(screen.name)}</h2>{figures}")
    (TARGET / "index.html").write_text(PAGE.format(sections="\n".join(sections)), "utf-8")


if __name__ == "__main__":  # the indexer's processes import this file, too
    sys.exit(asyncio.run(main()))
