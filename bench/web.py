"""The web app in a browser over a real repository: bytes of the first load, a long file, a long chat, a large tree."""

import asyncio
import statistics
from pathlib import Path

from bench.measure import Measure
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.api.serving import Product
from tests.e2e.browsing import CHROMIUM, index_repository
from tests.e2e.stage import own_stage
from tests.git.repositories import make_repository

FIRST_LOAD_KB_MAX = 250
FILE_LINES, FILE_MS_MAX = 5_000, 300
TURNS, FRAME_MS_MAX = 200, 1000 / 60 * 1.2  # a frame's time, and what a clock of whole milliseconds adds
TREE_FILES, FOLDER_FILES, TREE_MS_MAX = 50_000, 10_000, 500
PALETTE_MS_MAX = 100
ROUNDS = 5
WAIT_MS = 60_000
SCREENS = {"dashboard": "/", "chat": "/chat", "code": "/code", "settings": "/settings", "runs": "/runs"}
# What the page itself asks for: what is fetched ahead for later comes once it can be used.
LOADED = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const scripts = performance.getEntriesByType('resource').filter(each => each.name.endsWith('.js'));
  const own = scripts.filter(each => each.startTime < page.domInteractive);
  return own.reduce((sum, each) => sum + each.encodedBodySize, 0);
}"""
ASKED = """async url => {
  const at = performance.now();
  await (await fetch(url)).json();
  return performance.now() - at;
}"""
SCROLL = """async selector => {
  const box = selector ? document.querySelector(selector) : document.scrollingElement;
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let count = 0; count < 180; count++) {
    box.scrollTop += count < 90 ? 160 : -160;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


async def measure_web(folder: Path) -> list[Measure]:
    """Over a made repository of TREE_FILES files, one of which has FILE_LINES lines."""
    source = make_tree(folder / "large")
    async with own_stage() as stage, async_playwright() as playwright:
        repo = await index_repository(stage.product.client, str(source))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await _open(browser, stage.product)
        measures = await _measure_loads(page, stage.product, repo)
        measures.append(await _measure_file(page, stage.product, repo))
        measures.append(await _measure_tree(page, stage.product, repo))
        measures += await _measure_chat(page, stage.product, repo)
        measures.append(await _measure_palette(page, stage.product, repo))
        await browser.close()
    return measures


def make_tree(path: Path) -> Path:
    """Many small files, FOLDER_FILES of them in one folder, and one long file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(f"def step_{number}(value):\n    return value + {number}" for number in range(FILE_LINES // 4))
    files = {"long.py": f"{body}\n".encode() + b"\n" * (FILE_LINES - 4 * (FILE_LINES // 4))}
    files |= {f"wide/part_{number:05}.py": b"A = %d\n" % number for number in range(FOLDER_FILES)}
    rest = TREE_FILES - FOLDER_FILES - 1
    files |= {f"deep/d{number // 100:03}/f{number:05}.py": b"B = %d\n" % number for number in range(rest)}
    return make_repository(path, files).path


async def _open(browser: Browser, product: Product) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    await context.request.get(f"{product.address}/?token={product.token}")
    return await context.new_page()


async def _measure_loads(page: Page, product: Product, repo: str) -> list[Measure]:
    measures: list[Measure] = []
    for name, path in SCREENS.items():
        await page.goto(f"{product.address}{path}?repo={repo}", wait_until="load")
        kilobytes = await page.evaluate(LOADED) / 1000
        measures.append(
            Measure(
                name="script of the first load", subject=name, figure=kilobytes, unit="kB", target=FIRST_LOAD_KB_MAX
            )
        )
    return measures


async def _measure_tree(page: Page, product: Product, repo: str) -> Measure:
    """From the click on a folder to its first file in sight."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        await page.goto(f"{product.address}/code?repo={repo}")
        folder = page.get_by_role("treeitem", name="wide").first
        await expect(folder).to_be_visible(timeout=WAIT_MS)
        began = await page.evaluate("performance.now()")
        await folder.click()
        await expect(page.get_by_role("treeitem", name="part_00000.py").first).to_be_visible(timeout=WAIT_MS)
        taken.append(await page.evaluate("performance.now()") - began)
    rows = await page.get_by_role("treeitem").count()
    return Measure(
        name=f"open a folder of {FOLDER_FILES:,} of {TREE_FILES:,} files",
        subject="code",
        figure=statistics.median(taken),
        unit="ms",
        target=TREE_MS_MAX,
        detail=f"worst {max(taken):.0f} ms, the driver's own steps among it; {rows} rows in the page",
    )


async def _measure_file(page: Page, product: Product, repo: str) -> Measure:
    """From the click in the address to lines in sight, in the browser's own clock; the first round warms up."""
    taken: list[float] = []
    for _ in range(ROUNDS + 1):
        await page.goto(f"{product.address}/code?repo={repo}&path=long.py&start=2500&end=2504")
        await expect(page.locator("[data-cited]").first).to_be_visible(timeout=WAIT_MS)
        taken.append(await page.evaluate("performance.now()"))
    return Measure(
        name=f"open a file of {FILE_LINES:,} lines, from nothing",
        subject="code",
        figure=statistics.median(taken[1:]),
        unit="ms",
        target=FILE_MS_MAX,
        detail=f"worst {max(taken[1:]):.0f} of {ROUNDS}; with page, script and answer of the server",
    )


async def _measure_chat(page: Page, product: Product, repo: str) -> list[Measure]:
    conversation: str | None = None
    for number in range(TURNS):
        asked = {"repo": repo, "question": f"What does step_{number} do?", "conversation_id": conversation}
        conversation = (await product.client.post("/chat", json=asked)).raise_for_status().json()["conversation_id"]
    await page.goto(f"{product.address}/chat?repo={repo}&conversation={conversation}")
    await expect(page.locator("[data-turn-status=done]").last).to_be_visible(timeout=WAIT_MS)
    await asyncio.sleep(1)  # what a person waits before scrolling; the colours of the code come meanwhile
    frames = await page.evaluate(SCROLL, None)
    p95 = statistics.quantiles(frames, n=20)[-1]
    shown = await page.locator("[data-turn]").count()
    return [
        Measure(
            name=f"scroll a chat of {TURNS} turns, frame p95",
            subject="chat",
            figure=p95,
            unit="ms",
            target=FRAME_MS_MAX,
            detail=f"median {statistics.median(frames):.1f}, worst {max(frames):.0f} ms; {shown} turns in the page",
        )
    ]


async def _measure_palette(page: Page, product: Product, repo: str) -> Measure:
    """The API's answer as the page asks for it, warm."""
    taken: list[float] = []
    for query in ("step", "part_001", "stp12", "f0499", "return value", "step_77", "deep"):
        address = f"{product.address}/repos/{repo}/find?q={query}"
        await page.evaluate(ASKED, address)
        taken += [await page.evaluate(ASKED, address) for _ in range(ROUNDS)]
    return Measure(
        name=f"find in {TREE_FILES:,} files, p95",
        subject="palette",
        figure=statistics.quantiles(taken, n=20)[-1],
        unit="ms",
        detail=f"median {statistics.median(taken):.0f} ms, in the browser; the target of {PALETTE_MS_MAX} is for 5,000",
    )
