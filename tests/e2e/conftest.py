import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from repochat.core.database import Database
from tests.api.serving import Product, build_settings, serving
from tests.e2e.browsing import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def web_app() -> None:
    """The built web app; building is skipped when no source has changed."""
    built = subprocess.run(
        [sys.executable, str(ROOT / "apps/web/build.py")], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Without one the tests fail and say how to get it."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: run `apt-get install chromium`, or set CHROMIUM to a Chromium's path.")
    return CHROMIUM


@pytest.fixture
async def browser(chromium: str) -> AsyncGenerator[Browser]:
    """A real browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def product(web_app: None, database: Database, tmp_path: Path) -> AsyncGenerator[Product]:
    """API, web app and worker over real HTTP."""
    async with serving(database, build_settings(tmp_path / "home")) as product:
        yield product
